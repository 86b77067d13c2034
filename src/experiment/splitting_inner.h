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
    uint32_t count;
    /* Ascending. An excursion above level[k] begins when that is reached and is over below back[k], which is
     * at most level[k] and at least back[k - 1], so that excursions lie within each other. */
    uint32_t level[SPLITTING_LEVELS_MAX], back[SPLITTING_LEVELS_MAX];
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

/* One replication: entrances into the first level onto climber->to (a fair sample of all of them), losses
 * outside excursions counted. False: it failed. */
bool climb_replication(struct climber *climber, const struct ladder *ladder, uint32_t replication,
                       struct climb *found);
/* The copy-th copy of a level goes on from that state of climber->from, with numbers of its own. */
void climber_copy(struct climber *climber, uint32_t state, uint32_t level, uint32_t copy);
void climb_up(struct climber *climber); /* what was reached is where the next level starts */
/* A whole batch. */
void climb_batch(struct climber *climber, const struct ladder *ladder, uint64_t batch, struct climb *found);

/* splitting_pilot.c: levels so that about one copy in four comes further. False and a problem: it cannot. */
bool pilot(struct climber *climber, struct ladder *ladder, struct problems *problems);

#endif
