/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Valid small scenarios at random, made from the table of parameters (param.h).
 *
 * World N is always the same scenario. Every key of the table may be given, also those that come to the table
 * later: a row's type and range say what values it may have, worlds_value.c narrows some rows so that a run
 * is short and everything in it scarce. What the scenario layer refuses is tried again with other numbers, so
 * a world is valid by its rules, not by rules of the tests. The random numbers are the tests' own, never the
 * simulator's. */
#ifndef RXP_TEST_WORLDS_H
#define RXP_TEST_WORLDS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "config.h"
#include "param.h"
#include "scenario.h"

struct world {
    uint64_t random; /* state of the generator */
    uint64_t tries;  /* scenarios until one was valid */
    FILE *refused;   /* where problems of refused tries go; NULL: nowhere */
    struct scenario *scenario;
    struct config *config; /* world_close frees both */
    /* what some keys must agree upon */
    uint32_t initial, limit, queues, ring;
    uint64_t fifo_bytes;
    bool wire;
};

/* Makes world `number`. traces: the directory of plain.txt, which sources with arrival trace replay; NULL: no
 * such sources. refused: to see why tries were refused, or NULL. False, with nothing to close, when a
 * thousand tries gave no valid one. */
bool world_open(struct world *world, uint64_t number, const char *traces, FILE *refused);
void world_close(struct world *world);

/* --- for worlds_value.c --- */

/* 64 random bits; a number below n; true one time in n; a number from low to high, both included. */
uint64_t world_bits(struct world *world);
uint64_t world_below(struct world *world, uint64_t n);
bool world_one_in(struct world *world, uint64_t n);
uint64_t world_between(struct world *world, uint64_t low, uint64_t high);

/* Appends a random value of the row, as a scenario writes it. */
void world_value(struct world *world, const struct param *param, struct text *to);

#endif
