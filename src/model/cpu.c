/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Processors that more than one thing may want: ISR before DPC before passive-level work before applications.
 *
 * Whatever wants a CPU stands in the list of its level; the first of the highest level that is not empty has
 * it. What is pre-empted stays where it is, with what was left of it, and so is the first of its level to go
 * on. One timer for each CPU stands for the end of what it runs now; it carries the event of that job, so
 * that within an instant the end of a job comes where the same event comes where nothing is ever pre-empted.
 */
#include "modules.h"

void cpu_start(struct sim *sim) {
    if (!sim->plan->cpu_contended)
        return;
    for (uint32_t c = 0; c < sim->config->cpu_count; c++) {
        struct cpu_data *cpu = &sim->cpu[c];
        cpu->level = CPU_LEVELS;
        for (int level = 0; level < CPU_LEVELS; level++)
            cpu->head[level] = cpu->tail[level] = NO_JOB;
    }
}

/* Books what the running job has had. */
static void account(struct sim *sim, struct cpu_data *cpu, uint64_t until_ps) {
    if (cpu->level == CPU_LEVELS)
        return;
    uint64_t had = until_ps - cpu->since_ps;
    meter_busy(sim, &sim->state->count.busy_ps[cpu->level], cpu->since_ps, had);
    sim->job[cpu->head[cpu->level]].left_ps -= had;
    cpu->since_ps = until_ps;
}

/* The first of the highest level has the CPU from now on. */
static void run(struct sim *sim, uint32_t number) {
    struct cpu_data *cpu = &sim->cpu[number];
    uint32_t slot = timer_slot(sim, TIMER_CPU, number), level = 0;
    while (level < CPU_LEVELS && cpu->head[level] == NO_JOB)
        level++;
    cpu->level = level;
    cpu->since_ps = sim->state->now_ps;
    if (level == CPU_LEVELS) {
        timers_clear(&sim->timers, slot);
        return;
    }
    const struct cpu_job *job = &sim->job[cpu->head[level]];
    timers_set(&sim->timers, slot, (struct event){time_add(cpu->since_ps, job->left_ps), job->order});
}

void cpu_submit(struct sim *sim, uint32_t cpu, enum cpu_level level, uint32_t job, uint64_t cost_ps,
                uint64_t order) {
    struct cpu_data *data = &sim->cpu[cpu];
    ensure(job < sim->plan->cpu_jobs && !sim->job[job].queued);
    sim->job[job] = (struct cpu_job){.left_ps = cost_ps,
                                     .order = order,
                                     .next = NO_JOB,
                                     .cpu = (uint8_t)cpu,
                                     .level = (uint8_t)level,
                                     .queued = true};
    if (data->head[level] == NO_JOB)
        data->head[level] = job;
    else
        sim->job[data->tail[level]].next = job;
    data->tail[level] = job;
    if (level < data->level) {
        account(sim, data, sim->state->now_ps);
        run(sim, cpu);
    }
}

/* The first of a level has had what it wanted. */
static void leave(struct sim *sim, struct cpu_data *cpu, uint32_t level) {
    struct cpu_job *job = &sim->job[cpu->head[level]];
    cpu->head[level] = job->next;
    job->queued = false;
}

void cpu_ended(struct sim *sim, uint64_t order) {
    uint32_t slot = timers_least(&sim->timers), cpu = slot - sim->plan->timer[TIMER_CPU];
    struct event timer = sim->timers.slot[slot];
    if (cpu >= sim->config->cpu_count || timer.order != order || timer.time_ps != sim->state->now_ps)
        return;
    struct cpu_data *data = &sim->cpu[cpu];
    account(sim, data, sim->state->now_ps);
    if (data->level == CPU_DPC) {
        timers_clear(&sim->timers, slot);
        return;
    }
    leave(sim, data, data->level);
    run(sim, cpu);
}

void cpu_continue(struct sim *sim, uint32_t cpu, uint64_t cost_ps, uint64_t order) {
    struct cpu_data *data = &sim->cpu[cpu];
    struct cpu_job *job = &sim->job[data->head[CPU_DPC]];
    job->left_ps = cost_ps;
    job->order = order;
    if (data->level == CPU_DPC)
        run(sim, cpu);
}

void cpu_release(struct sim *sim, uint32_t cpu) {
    struct cpu_data *data = &sim->cpu[cpu];
    leave(sim, data, CPU_DPC);
    if (data->level == CPU_DPC)
        run(sim, cpu);
}

void cpu_settle(struct sim *sim) {
    for (uint32_t c = 0; sim->plan->cpu_contended && c < sim->config->cpu_count; c++)
        account(sim, &sim->cpu[c], sim->state->window_end_ps);
}
