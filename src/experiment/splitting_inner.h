/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of splitting share: the pilot finds the levels, batches are worked by threads, the rounds
 * (splitting.c) decide how many. */
#ifndef RXP_SPLITTING_INNER_H
#define RXP_SPLITTING_INNER_H

#include <stdatomic.h>

#include "sim.h"
#include "splitting.h"
#include "stream.h"

/* A ladder to climb. */
struct ladder {
    uint32_t back; /* below it an excursion is over; at most level[0] */
    uint32_t count;
    uint32_t level[SPLITTING_LEVELS_MAX];
    uint32_t replications, effort;
};

/* States kept, `bytes` each. */
struct shelf {
    char *at;
    size_t bytes;
    uint32_t count, capacity;
};
struct shelf shelf_make(size_t bytes, uint32_t capacity);
void shelf_free(struct shelf *shelf);
void *shelf_slot(const struct shelf *shelf, uint32_t index);

/* One thread's room. */
struct climber {
    const struct plan *plan;
    uint64_t seed;
    uint64_t batch; /* its number: part of every key */
    struct sim *sim;
    struct shelf from, to;
    struct stream picks;
    const atomic_bool *stop;
    const volatile int *interrupted; /* or NULL */
    atomic_uint_fast64_t *events;    /* dispatched by all */
};
void climber_make(struct climber *climber, const struct plan *plan, uint64_t seed, uint32_t effort);
void climber_free(struct climber *climber);
enum run_status climber_poll(void *climber);
void climber_begin(struct climber *climber, uint64_t batch);

/* What one batch found. */
struct climb {
    bool failed; /* init_failed, stopped, a limit: see status */
    enum run_status status;
    uint64_t frames, lost, entrances, events;
    uint64_t copies[SPLITTING_LEVELS_MAX], higher[SPLITTING_LEVELS_MAX], losses[SPLITTING_LEVELS_MAX];
    double weighted; /* expected losses, those outside excursions too */
};

/* One replication: entrances into the first level onto climber->from (a fair sample of all so far), losses
 * outside excursions counted. False: it failed. */
bool climb_replication(struct climber *climber, const struct ladder *ladder, uint32_t replication,
                       struct climb *climb);
/* The copy-th copy of a level goes on from that state of climber->from, with numbers of its own. */
void climber_copy(struct climber *climber, uint32_t state, uint32_t level, uint32_t copy);
/* Copies of level number `level` from climber->from; those that reach `ceiling` end on climber->to. */
bool climb_level(struct climber *climber, const struct ladder *ladder, uint32_t level, uint32_t ceiling,
                 struct climb *climb);
void climb_up(struct climber *climber); /* what was reached is where the next level starts */
/* A whole batch. */
void climb_batch(struct climber *climber, const struct ladder *ladder, uint64_t batch, struct climb *climb);

/* splitting_pilot.c: levels so that about one copy in four comes further. False and a problem: it cannot. */
bool pilot(struct climber *climber, struct ladder *ladder, struct problems *problems);

#endif
