/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Assignments: what files and overrides say, key by key, before anything is understood. */
#ifndef RXP_ASSIGNMENTS_H
#define RXP_ASSIGNMENTS_H

#include "node.h"
#include "param.h"
#include "problem.h"

/* Later layers win: the preset, files (the deepest base first), then -s, then the point of a sweep. */
enum { LAYER_PRESET = 0, LAYER_OVERRIDE = 1000, LAYER_POINT = 1001 };

/* Instead of a row: `policy.KEY`, which the policy must know (policy_keys.c); the key is in `entity`. */
#define PARAM_POLICY_KEY (SIZE_MAX - 1)

struct entry {
    size_t param; /* PARAM_NONE: only says that the entity is there */
    enum param_scope scope;
    char entity[CONFIG_NAME_MAX + 1];
    unsigned layer;
    const struct document *document;
    const struct node *node; /* the value; NULL when only the entity is named */
    struct mark key_mark;
    const char *directory; /* of the file, relative to the scenario's own ("" is the same) or absolute */
};

/* One line of a sweep section. */
struct sweep_entry {
    const char *key;
    const struct document *document;
    const struct node *key_node;
    const struct node *node;
    const char *directory; /* as in struct entry */
};

struct assignments {
    struct entry *entry;
    size_t count, capacity;
    struct sweep_entry *sweep;
    size_t sweep_count;
};
void assignments_free(struct assignments *assignments);

/* Where the assignments of one document go. */
struct gather {
    struct assignments *to;
    struct problems *problems;
    const struct document *document;
    unsigned layer;
    const char *directory;
};

/* Everything below the root of a file. Unknown keys and sections that are none are problems. */
void gather_root(const struct gather *gather, const struct node *root);

/* policy_keys.c: KEY of "policy.KEY" that is no row of the table, or NULL. */
const char *policy_key_of(const char *key);

/* KEY=VALUE from a command line; fills in `document`, which must outlive the assignments (that of `gather` is
 * not looked at). `file` ("-s") is what problems call it. */
void gather_override(const struct gather *gather, struct document *document, const char *file,
                     const char *key, const char *value);

#endif
