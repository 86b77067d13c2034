/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nearby.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "text.h"

/* A folder with more of them is no place where a name is looked for by eye. */
enum { MOST = 10000 };

struct stems {
    char **name;
    size_t count, room;
};

/* What stands before the suffix; 0: it does not end so, or nothing does. */
static size_t stem_of(const char *name, const char *suffix) {
    size_t length = strlen(name), tail = strlen(suffix);
    return length > tail && strcmp(name + length - tail, suffix) == 0 ? length - tail : 0;
}

static void add_stem(struct stems *stems, const char *name, const char *suffix) {
    size_t length = stem_of(name, suffix);
    if (length == 0 || name[0] == '.')
        return;
    if (stems->count == stems->room) {
        stems->room = stems->room == 0 ? 16 : 2 * stems->room;
        stems->name = memory_grow(stems->name, stems->room, sizeof *stems->name);
    }
    struct text stem = {0};
    text_add_bytes(&stem, name, length);
    stems->name[stems->count++] = text_take(&stem);
}

static int by_name(const void *a, const void *b) {
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Sorted, since a folder has no order of its own. */
static struct stems stems_in(const char *directory, const char *suffix) {
    struct stems stems = {0};
    DIR *folder = opendir(directory);
    if (folder == NULL)
        return stems;
    const struct dirent *entry;
    for (size_t seen = 0; seen < MOST && (entry = readdir(folder)) != NULL; seen++)
        add_stem(&stems, entry->d_name, suffix);
    (void)closedir(folder);
    if (stems.count > 0)
        qsort(stems.name, stems.count, sizeof *stems.name, by_name);
    return stems;
}

char *nearby_file(const char *path, const char *suffix) {
    const char *slash = strrchr(path, '/');
    const char *name = slash == NULL ? path : slash + 1;
    struct text directory = {0}, wanted = {0}, found = {0};
    if (name[0] == '\0')
        return NULL;
    size_t length = stem_of(name, suffix);
    text_add_bytes(&directory, path, (size_t)(name - path));
    text_add(&wanted, name);
    if (length > 0)
        wanted.at[length] = '\0';
    struct stems stems = stems_in(directory.length == 0 ? "." : directory.at, suffix);
    const char *nearest = text_nearest(wanted.at, (const char *const *)stems.name, stems.count);
    struct stat status;
    if (nearest != NULL)
        text_format(&found, "%s%s%s", directory.length == 0 ? "" : directory.at, nearest, suffix);
    if (nearest != NULL && (stat(found.at, &status) != 0 || !S_ISREG(status.st_mode)))
        text_free(&found);
    for (size_t i = 0; i < stems.count; i++)
        free(stems.name[i]);
    free(stems.name);
    text_free(&directory);
    text_free(&wanted);
    return found.length == 0 ? NULL : text_take(&found);
}
