/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a scenario to the textbook: which known model a configuration is, and what it answers; or which
 * settings keep it from being one. docs/theory.md lists the models. */
#ifndef RXP_REDUCTION_H
#define RXP_REDUCTION_H

#include <stdbool.h>
#include <stddef.h>

#include "config.h"
#include "text.h"

/* What stands in the way: "protocol.app.hold is 3 us; it would have to be 0 s". */
struct theory_obstacle {
    const char *model; /* which model it keeps away; NULL: every one */
    char *key, *value, *wanted;
};

struct theory_answer {
    const char *metric; /* its name in the table of metrics, whose unit and meaning it has */
    double exact;
};

enum { THEORY_ANSWERS_MAX = 16 };

struct theory {
    bool recognised;
    struct text name;    /* "M/M/2/10" */
    const char *section; /* of docs/theory.md */
    bool finite;         /* the answers are of this run from its beginning, not of the long run */
    size_t obstacles;    /* when it is not recognised */
    struct theory_obstacle *obstacle;
    size_t answers;
    struct theory_answer answer[THEORY_ANSWERS_MAX];
};

/* The configuration is not kept. theory_free. */
void theory_of(const struct config *config, struct theory *theory);
void theory_free(struct theory *theory);

#endif
