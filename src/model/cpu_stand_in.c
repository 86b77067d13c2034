/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Processors without end, until cpu.c says who waits for whom: work takes its time and nothing else. Weak: it
 * gives way to the real one. */
#include "modules.h"

__attribute__((weak)) void cpu_submit(struct sim *sim, uint32_t cpu, enum cpu_level level, uint32_t job,
                                      uint64_t cost_ps, uint64_t order) {
    uint64_t end = time_add(sim->state->now_ps, cost_ps);
    ensure(cpu < sim->config->cpu_count && level == CPU_APPLICATION && job > 0);
    if (end < sim->config->duration_ps)
        queue_push(&sim->events, (struct event){end, order});
}
