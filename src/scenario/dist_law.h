/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside of dist_text.c and dist_arguments.c: the table of laws and what both need. */
#ifndef RXP_DIST_LAW_H
#define RXP_DIST_LAW_H

#include "value_units.h"

enum { LAW_COMPONENTS_MAX = 64, LAW_ARGUMENTS_MAX = 3, LAW_STAGES_MAX = 1000000 };
#define LAW_E9 UINT64_C(1000000000)

enum slot { SLOT_NONE, SLOT_MEAN, SLOT_DEVIATION, SLOT_STAGES, SLOT_SHAPE, SLOT_CV_AS_SHAPE };

struct argument {
    const char *name;
    enum slot slot;
    uint64_t low_e9, high_e9; /* of a shape */
    const char *range;        /* the hint when it is not within */
};

struct law {
    const char *name;
    enum dist_kind kind;
    const char *example;       /* of times */
    const char *count_example; /* of counts */
    const char *meaning;       /* what it is for, and arguments without a name */
    struct argument argument[LAW_ARGUMENTS_MAX];
};

/* What a law is read with. */
struct law_reader {
    bool count_unit;
    bool within_mix;
    const char *base_dir;
    struct value_error *error;
};

/* All of them by number, for the page about them; NULL behind the last. */
const struct law *law_at(size_t index);
/* The law of that name; NULL (the error filled in, with the likeliest one meant) when there is none. */
const struct law *law_find(struct slice name, struct value_error *error);
bool law_hint_example(const struct law_reader *reader, const struct law *law);
/* A time, or a count, as the reader wants. */
bool law_value(struct slice slice, const struct law_reader *reader, uint64_t *value);
/* Cuts the first of the comma-separated pieces off; false when none is left (*more starts true). */
bool law_piece(struct slice *inside, bool *more, struct slice *piece);
/* All NAME=VALUE between the parentheses. */
bool law_arguments(struct slice inside, const struct law *law, const struct law_reader *reader,
                   struct dist *dist);

#endif
