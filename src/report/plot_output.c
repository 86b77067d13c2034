/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a picture goes: beside its target first, renamed when it is whole.
 *
 * A picture that could not be drawn leaves nothing behind and an older one intact. A full disk is found out
 * too: gnuplot does not look at the result of its last write, so the end mark of the format is looked for.
 * Targets that are no regular files (a terminal, a pipe, /dev/null) get a copy. */
#define _XOPEN_SOURCE 700 /* realpath */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ensure.h"
#include "plot.h"
#include "rows.h"

static char *target_name(const struct plot_options *options, const char *kind, enum plot_terminal terminal) {
    if (options->output != NULL && strcmp(options->output, "-") == 0)
        return NULL;
    if (options->output != NULL) {
        char *resolved = realpath(options->output, NULL); /* a link stays a link */
        return resolved != NULL ? resolved : memory_copy_text(options->output);
    }
    if (terminal == TERMINAL_TERM)
        return NULL;
    struct text name = {0};
    text_format(&name, "%s.%s", kind, plot_terminal_name[terminal]);
    return text_take(&name);
}

/* A file of its own beside the target. */
static int open_beside(const char *target, char **temporary) {
    const char *slash = strrchr(target, '/');
    size_t directory = slash == NULL ? 0 : (size_t)(slash - target) + 1;
    for (unsigned attempt = 0; attempt < 100; attempt++) {
        struct text name = {0};
        text_add_bytes(&name, target, directory);
        text_format(&name, ".rxpool-%ld-%u.tmp", (long)getpid(), attempt);
        int handle = open(name.at, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (handle >= 0) {
            *temporary = text_take(&name);
            return handle;
        }
        text_free(&name);
        if (errno != EEXIST)
            break;
    }
    return -1;
}

/* A file without a name. */
static int open_nameless(void) {
    FILE *file = tmpfile();
    if (file == NULL)
        return -1;
    int handle = fcntl(fileno(file), F_DUPFD_CLOEXEC, 3);
    (void)fclose(file);
    return handle;
}

bool plot_output_open(struct plot_output *output, const struct plot_options *options, const char *kind,
                      enum plot_terminal terminal, struct problems *problems) {
    *output = (struct plot_output){.handle = -1, .target = target_name(options, kind, terminal)};
    struct stat there;
    bool regular = output->target != NULL && (stat(output->target, &there) != 0 || S_ISREG(there.st_mode));
    if (output->target != NULL && !regular && S_ISDIR(there.st_mode)) {
        report_error(problems, 73, "name a file in it", "'%s' is a directory", output->target);
        return false;
    }
    output->handle = regular ? open_beside(output->target, &output->temporary) : open_nameless();
    if (output->handle < 0) {
        report_error(problems, 73, NULL, "cannot write '%s': %s",
                     output->target == NULL ? "a temporary file" : output->target, strerror(errno));
        return false;
    }
    return true;
}

/* Does the file end as a whole picture ends? */
static bool is_whole(int handle, enum plot_terminal terminal) {
    static const char *const end[TERMINAL_COUNT] = {"</svg>", "IEND", "%%EOF", NULL};
    char tail[65] = {0};
    off_t length = lseek(handle, 0, SEEK_END);
    if (length <= 0)
        return false;
    off_t from = length > 64 ? length - 64 : 0;
    ssize_t got = pread(handle, tail, sizeof tail - 1, from);
    if (got <= 0 || end[terminal] == NULL)
        return got > 0;
    size_t mark = strlen(end[terminal]);
    for (size_t i = 0; i + mark <= (size_t)got; i++) {
        if (memcmp(tail + i, end[terminal], mark) == 0)
            return true;
    }
    return false;
}

static bool copy_to(int from, FILE *to) {
    bool first = true; /* the dumb terminal begins with a form feed and blank lines */
    char piece[4096];
    off_t at = 0;
    ssize_t got;
    while ((got = pread(from, piece, sizeof piece, at)) > 0) {
        size_t skip = 0;
        while (first && skip < (size_t)got && (piece[skip] == '\f' || piece[skip] == '\n'))
            skip++;
        first = first && skip == (size_t)got;
        if (fwrite(piece + skip, 1, (size_t)got - skip, to) != (size_t)got - skip)
            return false;
        at += got;
    }
    return got == 0 && fflush(to) == 0;
}

static bool publish(struct plot_output *output) {
    if (output->temporary != NULL)
        return rename(output->temporary, output->target) == 0;
    if (output->target == NULL)
        return copy_to(output->handle, stdout);
    FILE *to = fopen(output->target, "wb");
    if (to == NULL)
        return false;
    bool good = copy_to(output->handle, to);
    return fclose(to) == 0 && good;
}

bool plot_output_close(struct plot_output *output, bool good, enum plot_terminal terminal,
                       struct problems *problems) {
    if (good && !is_whole(output->handle, terminal)) {
        report_error(problems, 74, "is the disk full?", "gnuplot's picture is not whole");
        good = false;
    } else if (good && !publish(output)) {
        report_error(problems, 74, NULL, "cannot write '%s': %s",
                     output->target == NULL ? "standard output" : output->target, strerror(errno));
        good = false;
    }
    if (!good && output->temporary != NULL)
        (void)unlink(output->temporary);
    if (output->handle >= 0)
        (void)close(output->handle);
    free(output->temporary);
    free(output->target);
    *output = (struct plot_output){.handle = -1};
    return good;
}
