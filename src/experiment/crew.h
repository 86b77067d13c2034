/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The crew: worker threads that simulate, and a bounded queue on which they hand finished runs to one reader.
 *
 * Work is a list of ranges of replications, taken strictly in order of points. Where more may follow, as what
 * has been seen of a point decides how many runs it needs, workers wait for it. Each worker has a simulator
 * of its own, made anew when it comes to another point; the plan of a point is shared by the workers, made
 * when the first of them gets there and given back when the last leaves it. Workers block all signals, so a
 * handler runs on the reader's thread only.
 *
 * What a run says never depends on the worker or on when it ran; the order in which runs come out does, and
 * it is the reader's business not to let it show. */
#ifndef RXP_CREW_H
#define RXP_CREW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "problem.h"
#include "sim.h"

/* A configuration to run; the rest is the crew's. Zero it but for config. */
struct crew_point {
    const struct config *config;
    struct plan *plan;
    uint32_t holders; /* workers whose simulator is bound to the plan */
};

struct crew_range {
    size_t point;
    uint32_t first; /* replication */
    uint32_t count; /* at least 1 */
};

struct crew_run {
    size_t point;
    uint32_t replication;
    struct run_result *result; /* the reader's; never RUN_STOPPED */
    uint64_t wall_ns;
};

enum crew_news { CREW_RUN, CREW_NOTHING_YET, CREW_DONE };

struct crew;

/* points must outlive the crew; ranges are in order of points, those of a point in order of replications.
 * open: crew_add may follow, and workers wait for it until crew_close. timeout_s 0: none. NULL and a problem
 * when not one thread could be started. */
struct crew *crew_start(struct crew_point *points, const struct crew_range *ranges, size_t range_count,
                        bool open, uint32_t jobs, double timeout_s, struct problems *problems);

/* More work for a point, before that of later points. The crew is open. */
void crew_add(struct crew *crew, struct crew_range range);
/* What has not been begun of the point is not wanted any more. */
void crew_drop(struct crew *crew, size_t point);
/* No more work will be added. */
void crew_close(struct crew *crew);

/* Waits for the next finished run, at most wait_ms. CREW_DONE: all workers have ended and every run was
 * handed out. */
enum crew_news crew_next(struct crew *crew, uint32_t wait_ms, struct crew_run *run);

/* Asks the workers to end at their next poll; runs finished by then are still handed out. */
void crew_stop(struct crew *crew);

/* Events dispatched so far by all workers, about. */
uint64_t crew_events(const struct crew *crew);

/* Stops, waits for the workers, drops what nobody read. */
void crew_end(struct crew *crew);

/* Nanoseconds of the monotonic clock. */
uint64_t crew_clock_ns(void);

#endif
