/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The simulator, from outside: compile a configuration into a plan, run it as often as wanted.
 *
 * A plan is immutable and may be shared by threads; a sim is one thread's room to run in: one flat block of
 * state, sized by the plan, in which nothing is allocated once a run has begun. A run is a pure function of
 * (configuration, seed, replication, model version). */
#ifndef RXP_SIM_H
#define RXP_SIM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "config.h"
#include "result.h"

struct plan;
struct sim;

/* Derives limits, sampler constants, rates and offsets. The configuration (and its scenario) must outlive the
 * plan. NULL with a message in *problem (static text naming the key) when a limit of the simulator is met. */
struct plan *plan_make(const struct config *config, const char **problem);
void plan_free(struct plan *plan);
/* Bytes of state of one run, traces apart; and of the traces it shares. */
size_t plan_bytes(const struct plan *plan);
size_t plan_trace_bytes(const struct plan *plan);

/* One thread's simulator for a plan. Out of memory is ensure(). */
struct sim *sim_create(const struct plan *plan);
void sim_destroy(struct sim *sim);

/* Asked about every 65,536 events; returns RUN_OK to go on, RUN_STOPPED or RUN_TIMEOUT to end the run there.
 * May be NULL. It cannot change what a finished run says. */
typedef enum run_status run_poll(void *context);

/* A run in steps: sim_start; sim_run_until as often as wanted; sim_finish. sim_run() is all three. However it
 * is cut, the result is the same. */
/* Everything before the first event. False: initialisation failed, sim_finish says how. */
bool sim_start(struct sim *sim, uint64_t seed, uint32_t replication);
/* Handles what happens before until_ps (at most the duration). RUN_OK: it got there. */
enum run_status sim_run_until(struct sim *sim, uint64_t until_ps, run_poll *poll, void *context);
/* Goes on to the duration, unless the run has ended before. The result is the caller's. */
struct run_result *sim_finish(struct sim *sim, run_poll *poll, void *context);
/* Another simulator in the same state, which shares nothing with the first but the plan; sim_destroy it. */
struct sim *sim_clone(const struct sim *sim);

/* --- splitting: a run that is copied where it comes near a loss --- */

/* How many buffers are out of the NIC's reach: the pool's limit less what is free or posted, so those with
 * protocols, those filled and in DMA. A ring with fewer descriptors than the limit counts as so much of the
 * limit as it has none visible, whichever is more. Of a pool that may grow: those out, or so much of the
 * limit as is gone of the buffers it began with, whichever is more. Frames in the FIFO come on top. Of
 * several queues the worst. */
uint32_t sim_level(const struct sim *sim);
uint32_t plan_level_most(const struct plan *plan); /* no level is above it */

enum sim_crossing { SIM_FELL, SIM_ROSE, SIM_ENDED };
#define SIM_NO_CEILING UINT32_MAX
/* Goes on, event by event, until the level is below `floor` (0: never) or at least `ceiling`, where it stops
 * at once: the level reached may be any beyond. SIM_ENDED: the run's duration is over, or it was ended before
 * (sim_status). */
enum sim_crossing sim_run_between(struct sim *sim, uint32_t floor, uint32_t ceiling, run_poll *poll,
                                  void *context);
enum run_status sim_status(const struct sim *sim);

/* The part of the state that decides how a run goes on, so many bytes: all but histograms and rows. A run
 * loaded from it goes on as the saved one would have. Its result would be of two runs: it has none. */
size_t plan_going_bytes(const struct plan *plan);
void sim_save(const struct sim *sim, void *to);
void sim_load(struct sim *sim, const void *from);
/* From now on it draws other numbers, those of this seed. What is left of pending exponential times is drawn
 * with them (forget.c); what else is drawn already and waits to happen stays. */
void sim_rekey(struct sim *sim, uint64_t seed);

/* Of the measurement, so far: frames whose fate is known, and those of them that were lost. Events: of the
 * whole run. */
struct sim_frames {
    uint64_t known, lost, events;
    uint64_t now_ps;
};
struct sim_frames sim_frames(const struct sim *sim);

/* Looks at every answer of the policy, before it is acted on; cannot change it. NULL: nobody does. */
struct rxpool_policy_view;
struct rxpool_policy_decision;
typedef void sim_watch(void *context, const struct rxpool_policy_view *view,
                       const struct rxpool_policy_decision *decision);
void sim_watch_policy(struct sim *sim, sim_watch *watch, void *context);
/* Overwrites all of its state with the byte; nothing but sim_destroy may follow. */
void sim_scramble(struct sim *sim, int byte);

/* Runs replication `replication` from 0 to the duration. The result is the caller's. */
struct run_result *sim_run(struct sim *sim, uint64_t seed, uint32_t replication, run_poll *poll,
                           void *context);

#endif
