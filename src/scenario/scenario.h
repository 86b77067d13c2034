/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scenarios: from a file and overrides to a configuration, through one table of parameters.
 *
 * A scenario is a list of assignments (key, text, place) gathered from `extends`, the file itself and
 * overrides, later ones winning. Resolving walks the table of parameters: each row takes its assignment or
 * its default, is parsed by its type, range-checked and stored in struct config; then come the checks across
 * keys. All problems are collected. */
#ifndef RXP_SCENARIO_H
#define RXP_SCENARIO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "config.h"
#include "problem.h"
#include "text.h"

struct scenario; /* opaque: assignments, axes, text */

/* Reads FILE ("-" is stdin). NULL only when memory is all that could be said; a file that cannot be read
 * gives a scenario whose problems say so. Free with scenario_close. */
struct scenario *scenario_open(const char *path);
/* The same from memory; file is the name shown in problems, base_dir what relative paths in it start from. */
struct scenario *scenario_open_text(const char *file, const char *text, size_t length, const char *base_dir);
void scenario_close(struct scenario *scenario);

/* -s KEY=VALUE. Unknown keys and bad values are problems, found when resolved. Names of files are relative to
 * the current directory, and stored absolute. */
void scenario_override(struct scenario *scenario, const char *key, const char *value);

/* The text was not written by the user (a database holds it): the shared objects that it names are refused,
 * as loading them is running them. */
void scenario_refuse_objects(struct scenario *scenario);

/* Every problem so far, of reading and of the last resolve. */
const struct problems *scenario_problems(const struct scenario *scenario);
/* Adds an error at the last value that the file or an override gives the key; at the file as a whole when
 * none does. */
void scenario_refuse(const struct scenario *scenario, const char *key, struct problems *problems,
                     const char *hint, const char *format, ...) __attribute__((format(printf, 5, 6)));
/* Bytes of the file as read (for the database), the path, and the canonical form without the sweep section.
 */
const char *scenario_text(const struct scenario *scenario);
const char *scenario_path(const struct scenario *scenario);

/* Resolves with extra assignments on top (a point of a sweep; may be none). The configuration is owned by the
 * caller: config_free. Traces and tables are cached in the scenario and shared, so it must outlive the
 * configurations. NULL when there are errors: problems holds them (the scenario's own list when problems is
 * NULL). */
struct assignment {
    const char *key;
    const char *value;
    const char *directory; /* what names of files in it are relative to; NULL: the scenario's own */
};
struct config *scenario_resolve(struct scenario *scenario, const struct assignment *extra, size_t count,
                                struct problems *problems);
void config_free(struct config *config);

/* The canonical form: every key, canonical units, entities sorted; the same text for the same simulation.
 * Parsing it gives the same configuration, but for the keys that only say how many runs are made and how sure
 * their intervals are (struct param: apart). caller frees. */
char *config_canonical(const struct config *config);

/* The parameters of a configuration one by one, in table order, for the database: key ("traffic.flood.size"),
 * canonical text, and where the value is a number the number in `unit` (integers exact in `integer`). */
struct parameter_value {
    const char *key;
    const char *text;
    enum { PARAMETER_TEXT, PARAMETER_INTEGER, PARAMETER_REAL } type;
    int64_t integer;
    double real;
    const char *unit; /* "ps", "B", "buffers", "1", ... or "" */
    bool defaulted;   /* nobody assigned it */
};
typedef void parameter_visit(void *context, const struct parameter_value *value);
void config_parameters(const struct config *config, parameter_visit *visit, void *context);

/* --- sweeps --- */

/* One axis: a key and its values as texts that resolve understands. */
struct axis {
    char *key;
    char **value;
    size_t count;
    char *directory; /* as in struct assignment */
};
#define DESIGN_POINTS_MAX 10000000u
struct design {
    struct axis *axis; /* in the order given: the last varies fastest */
    size_t count;
};
/* The axes of the sweep: section, replaced or extended by -P KEY=SPEC texts (the same key replaces).
 * Names of files in a -P are relative to the current directory, in a sweep section to its file.
 * SPEC: `1,2,5 Gbit/s` | `64..8192:log2` | `1..10:lin/10` | `1us..1ms:log/13` | `static,watermark`. */
bool scenario_design(struct scenario *scenario, const char *const *specs, size_t count, struct design *design,
                     struct problems *problems);
void design_free(struct design *design);
/* Points of the full grid, and the assignments of one (axis order; assignment[design->count]). */
size_t design_points(const struct design *design);
void design_point(const struct design *design, size_t point, struct assignment *assignment);

/* Does the scenario have the source or protocol that the key names? True for keys that name none. nearest:
 * the one likely meant, or "". */
bool scenario_has_entity(const struct scenario *scenario, const char *key, char nearest[CONFIG_NAME_MAX + 1]);

/* --- what the table knows --- */

/* Writes what KEY means (type, unit, range, default, source, example), also for `traffic.NAME.rate` or
 * `traffic.flood.rate`. False when there is no such key (nearest gives the likeliest one meant, or NULL). */
bool explain_parameter(const char *key, struct text *to, const char **nearest);
/* The same of the policy in a shared object, which is loaded; false when it is none. */
bool explain_policy(const char *path, struct text *to);
/* Writes a page about how values are written: "units", "distributions", "sizes", "lists", "sweeps". False
 * when there is no such topic. topic_names: their names, of static storage; returns how many. */
bool explain_topic(const char *topic, struct text *to);
/* A preset, or all of them ("presets"); false with the likeliest name meant, or NULL. */
bool explain_preset(const char *word, struct text *to, const char **nearest);
void presets_markdown(struct text *to);
/* A scenario to start from; false when there is no such preset. */
bool preset_scenario(const char *name, struct text *to);
size_t topic_names(const char *const **names);
/* The topic that says how values of this type (enum param_type) are written, or NULL. */
const char *topic_of(int type);
void values_markdown(struct text *to);     /* all topics as a reference page in docs */
void schema_write(struct text *to);        /* JSON Schema draft-07 */
void parameters_markdown(struct text *to); /* the reference page in docs */
/* Keys of the fixed (not per-entity) parameters in table order: columns of the database. The array is the
 * caller's to free, the texts are not. */
size_t parameter_keys(const char *const **keys);
/* What was left at its default, one "key: value" a line, for `check`. */
void defaults_write(const struct config *config, struct text *to);

#endif
