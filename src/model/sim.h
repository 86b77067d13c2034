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

/* Runs replication `replication` from 0 to the duration. The result is the caller's. */
struct run_result *sim_run(struct sim *sim, uint64_t seed, uint32_t replication, run_poll *poll,
                           void *context);

#endif
