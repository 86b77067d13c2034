/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The directory a plot is drawn in: data, settings and scripts, everything gnuplot reads.
 *
 * With --keep it is the user's directory and stays; else it is private (mkdtemp) and goes on every path. The
 * scripts are copied into it, so that what is kept can be drawn again by hand, changed, and sent to somebody.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ensure.h"
#include "plot.h"
#include "rows.h"

#ifndef RXP_PLOTS_SOURCE_DIR
#define RXP_PLOTS_SOURCE_DIR ""
#endif
#ifndef RXP_PLOTS_DIR
#define RXP_PLOTS_DIR ""
#endif

enum { SCRIPT_MAX = 1 << 20, PATH_ROOM = 4096 };

/* Reads a whole small file; false when it is not there. */
static bool read_file(const char *directory, const char *name, struct text *to) {
    if (directory == NULL || *directory == '\0')
        return false;
    struct text path = {0};
    text_format(&path, "%s/%s", directory, name);
    FILE *file = fopen(path.at, "rb");
    text_free(&path);
    if (file == NULL)
        return false;
    char piece[4096];
    size_t got;
    while ((got = fread(piece, 1, sizeof piece, file)) > 0 && to->length < SCRIPT_MAX)
        text_add_bytes(to, piece, got);
    bool good = ferror(file) == 0 && to->length > 0;
    (void)fclose(file);
    return good;
}

/* share/rxpool/plots beside the bin directory this program stands in; "" when it cannot be said. */
static void beside_program(struct text *to) {
    char path[PATH_ROOM];
    ssize_t length = readlink("/proc/self/exe", path, sizeof path - 1);
    text_add(to, "");
    if (length <= 0)
        return;
    path[length] = '\0';
    char *slash = strrchr(path, '/');
    if (slash == NULL)
        return;
    *slash = '\0';
    text_format(to, "%s/../share/rxpool/plots", path);
}

/* The first of the places has it: what the user says, the installation this program belongs to, the tree it
 * was built from, the installation it was built for. */
static bool read_script(const char *name, struct text *to, struct problems *problems) {
    struct text beside = {0};
    beside_program(&beside);
    const char *const place[] = {getenv("RXPOOL_PLOTS_DIR"), beside.at, RXP_PLOTS_SOURCE_DIR, RXP_PLOTS_DIR};
    bool found = false;
    for (size_t i = 0; i < 4 && !found; i++)
        found = read_file(place[i], name, to);
    if (!found)
        report_error(problems, 66, "RXPOOL_PLOTS_DIR names the directory that holds rxpool's plots/*.gp",
                     "the plot script '%s' was not found, neither in '%s' nor in '%s'", name, beside.at,
                     RXP_PLOTS_DIR);
    text_free(&beside);
    return found;
}

static bool write_file(struct plot_room *room, const char *name, const struct text *content,
                       struct problems *problems) {
    struct text path = {0};
    text_format(&path, "%s/%s", room->path, name);
    FILE *file = fopen(path.at, "wb");
    bool good = file != NULL;
    if (good) {
        ensure(room->count < sizeof room->file / sizeof room->file[0]);
        room->file[room->count++] = name;
        good = text_write(content, file);
        good = fclose(file) == 0 && good;
    }
    if (!good)
        report_error(problems, file == NULL ? 73 : 74, NULL, "cannot write '%s': %s", path.at,
                     strerror(errno));
    text_free(&path);
    return good;
}

static bool make_directory(struct plot_room *room, const char *keep, struct problems *problems) {
    room->kept = keep != NULL;
    if (room->kept) {
        room->path = memory_copy_text(keep);
        if (mkdir(keep, 0777) == 0 || errno == EEXIST)
            return true;
        report_error(problems, 73, NULL, "cannot make the directory '%s': %s", keep, strerror(errno));
        return false;
    }
    const char *base = getenv("TMPDIR");
    struct text path = {0};
    text_format(&path, "%s/rxpool-plot-XXXXXX", base != NULL && *base == '/' ? base : "/tmp");
    if (mkdtemp(path.at) != NULL) {
        room->path = text_take(&path);
        return true;
    }
    report_error(problems, 73, "TMPDIR names another place",
                 "cannot make a directory for the plot in '%s': %s", path.at, strerror(errno));
    text_free(&path);
    return false;
}

static bool copy_script(struct plot_room *room, const char *name, struct problems *problems) {
    struct text script = {0};
    bool good = read_script(name, &script, problems) && write_file(room, name, &script, problems);
    text_free(&script);
    return good;
}

bool plot_room_make(struct plot_room *room, struct plot *plot, const struct plot_kind *kind,
                    struct problems *problems) {
    *room = (struct plot_room){0};
    if (!make_directory(room, plot->options->keep, problems))
        return false;
    for (size_t i = 0; i < PLOT_DATA_FILES && plot->data[i].name != NULL; i++) {
        if (!write_file(room, plot->data[i].name, &plot->data[i].text, problems))
            return false;
    }
    struct text settings = {0};
    text_format(&settings,
                "# What rxpool knows about this picture; drawn by\n"
                "#   gnuplot -d settings.gp %s > %s.%s\n",
                kind->script, kind->name,
                plot->terminal == TERMINAL_TERM ? "txt" : plot_terminal_name[plot->terminal]);
    text_add_bytes(&settings, plot->settings.at, plot->settings.length);
    bool good = write_file(room, "settings.gp", &settings, problems);
    text_free(&settings);
    return good && copy_script(room, "common.gp", problems) && copy_script(room, kind->script, problems);
}

void plot_room_remove(struct plot_room *room) {
    for (size_t i = 0; !room->kept && i < room->count; i++) {
        struct text path = {0};
        text_format(&path, "%s/%s", room->path, room->file[i]);
        (void)unlink(path.at);
        text_free(&path);
    }
    if (!room->kept && room->path != NULL)
        (void)rmdir(room->path);
    free(room->path);
    *room = (struct plot_room){0};
}
