/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Processors by hand: who pre-empts whom, who waits for whom, and what is left when one goes on. The test is
 * the application: it hands its jobs to the CPUs itself and takes down when they end. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "model_hand.h"
#include "model_steps.h"

#define JOBS 64

static struct hand hand;
static uint64_t ended_ps[JOBS]; /* of the test's own jobs, by number; TIME_NEVER: not yet */

static struct sim *begin(void) {
    const char *problem = "";
    struct plan *plan = plan_make(hand.config, &problem);
    if (!plan)
        fail_msg("%s", problem);
    plan_contend(plan);
    struct sim *sim = sim_create(plan);
    assert_true(sim_start(sim, 1, 0));
    for (int i = 0; i < JOBS; i++)
        ended_ps[i] = TIME_NEVER;
    return sim;
}

static void finish(struct sim *sim) {
    const struct plan *plan = sim->plan;
    sim_destroy(sim);
    plan_free((struct plan *)(uintptr_t)plan);
}

/* Job `number` of a level, for that long; its end is an event of the kind that such work ends with. */
static void submit(struct sim *sim, uint32_t cpu, enum cpu_level level, uint32_t number, uint64_t cost_ns) {
    enum event_kind kind = level == CPU_PASSIVE ? EVENT_ALLOC_PAID
                           : number % 2         ? EVENT_RETURN
                                                : EVENT_SERVICE_END;
    cpu_submit(sim, cpu, level, cpu_job_worker(sim, number), ns(cost_ns), event_order(kind, number, 0));
}

/* The next event of the run; those of the test's jobs are the test's. False: the end. */
static bool step(struct sim *sim) {
    struct event event = take_least(sim, sim->config->duration_ps);
    if (event.order == 0) {
        growth_consult(sim);
        return true;
    }
    if (event.time_ps == TIME_NEVER)
        return false;
    meter_advance(sim, event.time_ps);
    sim->state->now_ps = event.time_ps;
    uint32_t kind = event_kind_of(event.order);
    if (kind == EVENT_SERVICE_END || kind == EVENT_RETURN || kind == EVENT_ALLOC_PAID) {
        cpu_ended(sim, event.order);
        ended_ps[event_number_of(event.order)] = event.time_ps;
    } else {
        event_happens(sim, event.order);
    }
    model_check(sim);
    return true;
}

static void run_until(struct sim *sim, uint64_t time_ns) {
    for (;;) {
        struct event event = queue_peek(&sim->events);
        const struct event dma = {sim->state->dma.next_ps, 0};
        const struct event other[] = {timers_peek(&sim->timers), dma, sim->state->next, sim->state->arrival,
                                      wheel_peek(&sim->wheel)};
        for (size_t i = 0; i < sizeof other / sizeof *other; i++)
            event = event_before(other[i], event) ? other[i] : event;
        if (event.time_ps > ns(time_ns) || !step(sim))
            return;
    }
}

static void run_to_the_end(struct sim *sim) {
    while (step(sim))
        ;
}

static void ended_at(uint32_t job, uint64_t time_ns) {
    if (ended_ps[job] != ns(time_ns))
        fail_msg("job %u ended at %llu ps, not %llu ns", job, (unsigned long long)ended_ps[job],
                 (unsigned long long)time_ns);
}

static struct config *some_workers(uint32_t cpus) {
    struct config *config = hand_start(&hand, 8);
    config->cpu_count = cpus;
    config->allocation_workers = JOBS; /* whose jobs the test borrows */
    return config;
}

/* Application work of 100 and 50 from 0 on; passive work of 30 comes at 20, of 10 at 25. The application
 * stops at 20 with 80 left, the passive jobs end at 50 and 60, the applications at 140 and 190. */
static void what_was_pre_empted_goes_on_first_with_what_was_left(void **state) {
    (void)state;
    some_workers(1);
    struct sim *sim = begin();
    submit(sim, 0, CPU_APPLICATION, 0, 100);
    submit(sim, 0, CPU_APPLICATION, 1, 50);
    sim->state->now_ps = ns(20);
    submit(sim, 0, CPU_PASSIVE, 2, 30);
    sim->state->now_ps = ns(25);
    submit(sim, 0, CPU_PASSIVE, 3, 10);
    run_to_the_end(sim);
    ended_at(2, 50);
    ended_at(3, 60);
    ended_at(0, 140);
    ended_at(1, 190);
    finish(sim);
}

/* Jobs of no length end in their turn without time passing; behind one of 40 they wait for it. */
static void work_of_no_length_takes_its_turn(void **state) {
    (void)state;
    some_workers(1);
    struct sim *sim = begin();
    submit(sim, 0, CPU_APPLICATION, 0, 0);
    submit(sim, 0, CPU_APPLICATION, 1, 40);
    submit(sim, 0, CPU_APPLICATION, 2, 0);
    submit(sim, 0, CPU_PASSIVE, 3, 0);
    run_to_the_end(sim);
    ended_at(3, 0);
    ended_at(0, 0);
    ended_at(1, 40);
    ended_at(2, 40);
    finish(sim);
}

/* Two CPUs: the passive work of one leaves the application of the other alone. */
static void two_cpus_do_not_disturb_each_other(void **state) {
    (void)state;
    some_workers(2);
    struct sim *sim = begin();
    submit(sim, 0, CPU_APPLICATION, 0, 100);
    submit(sim, 1, CPU_APPLICATION, 1, 100);
    submit(sim, 1, CPU_PASSIVE, 2, 70);
    run_to_the_end(sim);
    ended_at(0, 100);
    ended_at(2, 70);
    ended_at(1, 170);
    finish(sim);
}

/* Application work of 1,000 from 0 on; a frame at 100: ISR 100 .. 110, the DPC 50 later, 160 .. 190. The
 * application stands still for 40 ns: it ends at 1040. */
static void an_application_stops_for_isr_and_dpc_and_goes_on(void **state) {
    (void)state;
    struct config *config = some_workers(1);
    config->cpu_isr_ps = ns(10);
    config->dpc_latency = constant(ns(50));
    config->dpc_frame_ps = ns(30);
    frame_at(&hand, 100, 64);
    struct sim *sim = begin();
    submit(sim, 0, CPU_APPLICATION, 0, 1000);
    run_until(sim, 189);
    assert_int_equal(sim->state->count.indicated, 0);
    run_until(sim, 190);
    assert_int_equal(sim->state->count.indicated, 1);
    run_to_the_end(sim);
    ended_at(0, 1040);
    cpu_settle(sim);
    assert_int_equal(sim->state->count.busy_ps[CPU_ISR], ns(10));
    assert_int_equal(sim->state->count.busy_ps[CPU_DPC], ns(30));
    assert_int_equal(sim->state->count.busy_ps[CPU_APPLICATION], ns(1000));
    finish(sim);
}

/* The run ends at 1,000 in the middle of passive work that began at 700: 300 of the window 500 .. 1000, and
 * the application had 200 of it before. */
static void time_used_is_clipped_to_the_window(void **state) {
    (void)state;
    struct config *config = some_workers(1);
    config->duration_ps = ns(1000);
    config->warmup_ps = ns(500);
    struct sim *sim = begin();
    submit(sim, 0, CPU_APPLICATION, 0, 10000);
    sim->state->now_ps = ns(700);
    submit(sim, 0, CPU_PASSIVE, 1, 10000);
    run_to_the_end(sim);
    cpu_settle(sim);
    assert_int_equal(sim->state->count.busy_ps[CPU_APPLICATION], ns(200));
    assert_int_equal(sim->state->count.busy_ps[CPU_PASSIVE], ns(300));
    finish(sim);
}

/* An application that needs s = 1000 for each frame it is given, with room for 8 that wait; a DPC of d = 500
 * a frame, one frame every `gap`. It has 1 - d / gap of the processor: delivered is min(1 / gap, that / s).
 */
static uint64_t delivered(uint64_t gap_ns, uint64_t total_ns) {
    struct config *config = some_workers(1);
    config->duration_ps = ns(total_ns);
    config->source->arrival = ARRIVAL_CBR;
    config->source->interval_ps = ns(gap_ns);
    config->dpc_frame_ps = ns(500);
    struct sim *sim = begin();
    uint64_t indicated = 0, waiting = 0, done = 0;
    bool busy = false;
    do {
        if (busy && ended_ps[0] != TIME_NEVER) {
            busy = false;
            done++;
        }
        for (; indicated < sim->state->count.indicated; indicated++)
            waiting += waiting < 8;
        if (!busy && waiting > 0) {
            waiting--;
            busy = true;
            ended_ps[0] = TIME_NEVER;
            submit(sim, 0, CPU_APPLICATION, 0, 1000);
        }
    } while (step(sim));
    finish(sim);
    return done;
}

static void more_frames_than_the_cpu_can_take_starve_the_application(void **state) {
    const struct {
        uint64_t gap_ns, per_ms;
    } row[] = {
        {4000, 250}, /* all of them: (1 - 500 / 4000) / 1000 would be 875 */
        {2000, 500}, /* all: 750 */
        {1500, 666}, /* just all of them: (1 - 1 / 3) / 1000 */
        {1000, 500}, /* half of the CPU is left, half of the frames */
        {800, 375},  /* 1 - 500 / 800 */
        {600, 166},  /* 1 - 500 / 600 */
        {500, 0},    /* livelock */
        {400, 0},
    };
    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        uint64_t got = delivered(row[i].gap_ns, 1000000);
        if (got + 1 < row[i].per_ms || got > row[i].per_ms)
            fail_msg("a frame every %llu ns: %llu delivered in 1 ms", (unsigned long long)row[i].gap_ns,
                     (unsigned long long)got);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_pre_empted_goes_on_first_with_what_was_left),
        cmocka_unit_test(work_of_no_length_takes_its_turn),
        cmocka_unit_test(two_cpus_do_not_disturb_each_other),
        cmocka_unit_test(an_application_stops_for_isr_and_dpc_and_goes_on),
        cmocka_unit_test(time_used_is_clipped_to_the_window),
        cmocka_unit_test(more_frames_than_the_cpu_can_take_starve_the_application),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
