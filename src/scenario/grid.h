/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The values of one key that can be counted: what a search walks on.
 *
 * Counts and bytes step by 1, times by 1 ns. */
#ifndef RXP_GRID_H
#define RXP_GRID_H

#include <stdbool.h>
#include <stdint.h>

#include "problem.h"
#include "text.h"

struct grid {
    const char *key;   /* the caller's */
    const char *unit;  /* behind the number in a scenario: "", " B", " ns" */
    uint64_t low;      /* first value, in that unit */
    uint64_t high;     /* last value, at least low */
    bool given;        /* somebody said where to look; false: low and high are a proposal */
    bool at_least_low; /* the parameter takes nothing below low */
};

/* range is "LO..HI" with units as the key has them, or NULL: 1 (or the parameter's least value) to 65536 for
 * counts; other keys need one. False and problems about the options --of and --range, exit code 64. */
bool grid_make(struct grid *grid, const char *key, const char *range, struct problems *problems);

/* The value in the middle of two, `low` itself when they are neighbours. */
uint64_t grid_middle(uint64_t low, uint64_t high);
/* Twice the value, at least the next one, at most the last. */
uint64_t grid_doubled(const struct grid *grid, uint64_t value);
/* As a scenario takes it: "64", "4096 B", "1500 ns". */
void grid_text(const struct grid *grid, uint64_t value, struct text *to);

#endif
