/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside of struct scenario, for the files that read, resolve and sweep it. */
#ifndef RXP_SCENARIO_INNER_H
#define RXP_SCENARIO_INNER_H

#include "assignments.h"
#include "preset.h"
#include "scenario.h"

#define EXTENDS_MAX 8 /* files, one extending the other */

/* A capture that was read once. */
struct cached_trace {
    char *path;
    char *format;
    struct fraction time_scale;
    struct trace_data *data;
};

/* A preset whose text was parsed once. */
struct read_preset {
    const struct preset *preset;
    struct document *document;
    struct assignments assignments;
};

struct scenario {
    char *path;                 /* as problems show it */
    char *directory;            /* what relative paths start from; "" is the current one */
    char *text;                 /* the bytes of the file itself */
    struct document **document; /* files and overrides, in the order they were read */
    size_t document_count;
    char **owned; /* directories that entries refer to */
    size_t owned_count;
    struct assignments assignments;
    struct problems read;     /* of reading and overriding */
    struct problems problems; /* these, and those of the last resolve */
    bool foreign;             /* its text comes from elsewhere: no shared object that it names is loaded */
    bool broken; /* a file could not be parsed: what it says is unknown, so nothing is resolved */
    struct cached_trace *trace;
    size_t trace_count;
    struct read_preset *preset;
    size_t preset_count;
};

/* directory/name; name when it is absolute or the directory is "", the directory when the name is "". caller
 * frees. */
char *path_join(const char *directory, const char *name);
/* The current directory, absolute: what names on a command line are relative to. caller frees. */
char *path_current(void);
/* Everything before the last '/', "" when there is none; caller frees. */
char *path_directory(const char *path);

/* trace_cache.c: the trace of a source, read at the first call; NULL with problems at the entry. */
struct trace_data *scenario_trace(struct scenario *scenario, const struct source_config *source,
                                  const struct entry *entry, struct problems *problems);
void scenario_trace_free(struct scenario *scenario);

/* preset_read.c: what the preset says that driver.preset names, the last of the lists that does; NULL: none,
 * or a name nobody knows (its row complains about that). */
const struct assignments *scenario_preset(struct scenario *scenario, const struct assignments *const *lists,
                                          size_t count);
void scenario_preset_free(struct scenario *scenario);

/* True when the sweep section has the axis. */
bool scenario_sweeps(const struct scenario *scenario, const char *key);

#endif
