/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What splitting asks of a run: the level, stopping where it is reached, going on from a saved state, and
 * other random numbers from there on. */
#include "model_hand.h"

#include <math.h>
#include <stdlib.h>

#include "flat.h"
#include "state.h"

#define RISES 40
#define KEYS 4000

static struct fixture fixture;
static const struct config *config;
static struct plan *plan;

static struct sim *begin(const struct config *of) {
    const char *problem;
    config = of;
    plan = plan_make(config, &problem);
    assert_non_null(plan);
    struct sim *sim = sim_create(plan);
    assert_true(sim_start(sim, config->seed, 0));
    return sim;
}

static void end(struct sim *sim) {
    sim_destroy(sim);
    plan_free(plan);
}

/* The textbook queue with one server of 1 us. */
static struct config *queue(void) {
    struct config *made = fixture_textbook(&fixture);
    made->protocol[0].servers = 1;
    made->protocol[0].service = exponential(US);
    return made;
}

static void the_level_is_the_buffers_out(void **state) {
    (void)state;
    struct sim *sim = begin(queue());
    assert_int_equal(sim_level(sim), 0);
    assert_int_equal(plan_level_most(plan), 11); /* and one frame at the head of the FIFO */
    for (uint32_t level = 1; level <= 10; level++) {
        assert_int_equal(sim_run_between(sim, 0, level, NULL, NULL), SIM_ROSE);
        assert_int_equal(sim_level(sim), level); /* one frame, one buffer */
        assert_int_equal(sim->pool[0].indicated, level);
    }
    assert_int_equal(sim_run_between(sim, 1, SIM_NO_CEILING, NULL, NULL), SIM_FELL);
    assert_int_equal(sim_level(sim), 0);
    end(sim);
}

static void a_frame_of_three_buffers_jumps_two_levels(void **state) {
    (void)state;
    struct config *large = queue();
    large->source[0].size.low = 3 * large->pool_buffer_bytes;
    struct sim *sim = begin(large);
    assert_int_equal(sim_run_between(sim, 0, 1, NULL, NULL), SIM_ROSE);
    assert_int_equal(sim_level(sim), 3);
    end(sim);
}

/* Ring of 5 for 10 buffers: all filled and not looked at is as near to a loss as no buffer at all. */
static void a_short_ring_counts_in_buffers_of_the_pool(void **state) {
    (void)state;
    struct config *moderated = queue();
    moderated->nic_ring = 5;
    moderated->interrupt_moderation_ps = 5 * MS;
    struct sim *sim = begin(moderated);
    assert_int_equal(sim_level(sim), 0);
    assert_int_equal(sim_run_between(sim, 0, 10, NULL, NULL), SIM_ROSE);
    assert_int_equal(sim->queue[0].visible, 0);
    assert_true(sim->pool[0].free_count >= 5);
    end(sim);
}

/* 10 buffers that may become 30, asking for 5 more with 2 ready. */
static struct config *growing_queue(void) {
    struct config *growing = queue();
    for (uint32_t i = 0; i < policy_count; i++)
        if (strcmp(policy_table[i]->name, "watermark") == 0)
            growing->pool_policy = i;
    growing->pool_limit = growing->nic_ring = 30;
    growing->pool_initial = 10;
    growing->grow_below = 2;
    growing->grow_chunk = 5;
    return growing;
}

/* Before it has grown a buffer of ten counts as three of thirty; when it has, what is out of the thirty. */
static void a_pool_that_may_grow_is_as_near_as_its_nearer_way_to_run_out(void **state) {
    (void)state;
    struct sim *sim = begin(growing_queue());
    assert_int_equal(sim_level(sim), 0);
    assert_int_equal(sim_run_between(sim, 0, 24, NULL, NULL), SIM_ROSE);
    assert_int_equal(sim->pool[0].ready, 2);
    assert_int_equal(sim_level(sim), 24);
    assert_int_equal(sim_run_between(sim, 24, SIM_NO_CEILING, NULL, NULL), SIM_FELL);
    uint32_t most = 0;
    while (sim->growth[0].live < 30 || sim_level(sim) < 15) {
        uint32_t level = sim_level(sim), ready = sim->pool[0].ready, out = sim->pool[0].indicated;
        uint32_t gone = ready < 10 ? 3 * (10 - ready) : 0;
        assert_int_equal(level, gone > out ? gone : out);
        most = level > most ? level : most;
        if (sim_run_between(sim, level, level + 1, NULL, NULL) == SIM_ENDED)
            break;
    }
    assert_true(most > 10 && sim->growth[0].live > 10);
    end(sim);
}

static void watching_changes_nothing(void **state) {
    (void)state;
    struct sim *sim = begin(queue());
    for (uint32_t level = 0; sim_run_between(sim, level, level + 1, NULL, NULL) != SIM_ENDED;)
        level = sim_level(sim);
    struct run_result *watched = sim_finish(sim, NULL, NULL), *plain = fixture_run(config);
    assert_memory_equal(&watched->digest, &plain->digest, sizeof plain->digest);
    run_result_free(watched);
    run_result_free(plain);
    end(sim);
}

/* Where the level rises to 3, in microseconds, some times over. */
static void rises(struct sim *sim, uint64_t at_ps[RISES]) {
    for (uint32_t i = 0; i < RISES; i++) {
        assert_int_equal(sim_run_between(sim, 0, 3, NULL, NULL), SIM_ROSE);
        at_ps[i] = sim_frames(sim).now_ps;
        assert_int_equal(sim_run_between(sim, 3, SIM_NO_CEILING, NULL, NULL), SIM_FELL);
    }
}

static void a_loaded_run_goes_on_as_the_saved_one(void **state) {
    uint64_t saved[RISES], loaded[RISES], same[RISES], other[RISES];
    (void)state;
    struct sim *sim = begin(queue()), *second = sim_create(plan);
    void *bytes = flat_alloc(plan_going_bytes(plan));
    assert_true(plan_going_bytes(plan) < plan_bytes(plan));
    assert_int_equal(sim_run_between(sim, 0, 5, NULL, NULL), SIM_ROSE);
    sim_save(sim, bytes);
    rises(sim, saved);
    sim_scramble(second, 0xa5); /* what is not loaded does not matter */
    sim_load(second, bytes);
    rises(second, loaded);
    assert_memory_equal(loaded, saved, sizeof saved);
    for (uint64_t seed = 7; seed < 9; seed++) {
        sim_load(second, bytes);
        sim_rekey(second, seed);
        rises(second, seed == 7 ? same : other);
    }
    sim_load(sim, bytes);
    sim_rekey(sim, 7);
    rises(sim, loaded);
    assert_memory_equal(loaded, same, sizeof same);
    assert_memory_not_equal(same, saved, sizeof saved);
    assert_memory_not_equal(same, other, sizeof other);
    free(bytes);
    sim_destroy(second);
    end(sim);
}

/* The end of the service of the only server. */
static uint64_t service_end(const struct sim *sim) {
    return wheel_peek(&sim->wheel).time_ps;
}

/* Poisson gaps and exponential services: the rest of either is as long as a whole one, in the mean, whatever
 * has passed of it. Nothing is lost or comes before now. */
static void what_has_no_memory_is_drawn_anew(void **state) {
    (void)state;
    struct sim *sim = begin(queue());
    void *bytes = flat_alloc(plan_going_bytes(plan));
    assert_int_equal(sim_run_between(sim, 0, 4, NULL, NULL), SIM_ROSE);
    sim_save(sim, bytes);
    double gaps = 0, services = 0, gap = plan->source[0].rate.gap_law.mean;
    uint64_t now = sim->state->now_ps, stayed = 0, arrival = sim->state->arrival.time_ps,
             service = service_end(sim);
    for (uint64_t seed = 0; seed < KEYS; seed++) {
        sim_load(sim, bytes);
        sim_rekey(sim, seed);
        assert_int_equal(sim->wheel.state->count, 1);
        assert_true(sim->state->arrival.time_ps >= now && service_end(sim) >= now);
        stayed += sim->state->arrival.time_ps == arrival || service_end(sim) == service;
        gaps += (double)(sim->state->arrival.time_ps - now);
        services += (double)(service_end(sim) - now);
    }
    assert_true(stayed <= 2);
    assert_true(fabs(gaps / KEYS / gap - 1) < 5 / sqrt(KEYS)); /* five standard errors */
    assert_true(fabs(services / KEYS / US - 1) < 5 / sqrt(KEYS));
    free(bytes);
    end(sim);
}

/* A time of another law is in the state once it is drawn: it ends when it would have ended, whatever the key.
 */
static void what_has_a_memory_stays(void **state) {
    (void)state;
    struct config *uniform = queue();
    uniform->protocol[0].service = (struct dist){.kind = DIST_UNIFORM, .a = 0, .b = 2 * US};
    struct sim *sim = begin(uniform);
    assert_int_equal(sim_run_between(sim, 0, 4, NULL, NULL), SIM_ROSE);
    uint64_t service = service_end(sim), drawn = sim->protocol[0].service.stream.drawn[7];
    sim_rekey(sim, 99);
    assert_int_equal(service_end(sim), service);
    assert_int_equal(sim->protocol[0].service.stream.next, STREAM_LANES);
    assert_int_not_equal(sim->protocol[0].service.stream.drawn[7], drawn);
    end(sim);
}

/* What lies before the end of the run is drawn to lie before it; with less than a mean left it stays. */
static void what_is_drawn_anew_ends_within_the_run(void **state) {
    (void)state;
    struct config *held = queue();
    held->protocol[0].service = constant(0);
    held->protocol[0].servers = CONFIG_UNLIMITED;
    held->protocol[0].hold = exponential(held->duration_ps / 2);
    struct sim *sim = begin(held);
    assert_int_equal(sim_run_between(sim, 0, 10, NULL, NULL), SIM_ROSE);
    uint32_t pending = sim->wheel.state->count + queue_count(&sim->events);
    assert_true(pending >= 2);
    for (uint64_t seed = 0; seed < KEYS; seed++) {
        sim_rekey(sim, seed);
        assert_int_equal(sim->wheel.state->count + queue_count(&sim->events), pending);
    }
    uint64_t last_ps = 0;
    while (sim_run_between(sim, sim_level(sim), sim_level(sim) + 1, NULL, NULL) != SIM_ENDED) {
        assert_true(sim->state->now_ps >= last_ps && sim->state->now_ps < held->duration_ps);
        last_ps = sim->state->now_ps;
    }
    end(sim);
}

/* An allocation under way, until it is over: in microseconds after the key changed. */
static uint64_t answer(struct dist latency, uint64_t seed) {
    struct config *growing = growing_queue();
    growing->allocation_latency = latency;
    struct sim *sim = begin(growing);
    assert_int_equal(sim_run_between(sim, 0, 24, NULL, NULL), SIM_ROSE);
    assert_int_equal(sim_run_between(sim, 0, 27, NULL, NULL), SIM_ROSE); /* the policy was asked */
    assert_int_equal(sim->growth[0].pending, 1);
    sim_rekey(sim, seed);
    uint64_t at_ps = TIME_NEVER;
    for (uint32_t i = 0; i < queue_count(&sim->events); i++)
        if (event_kind_of(sim->events.heap[i].order) == EVENT_ALLOCATED)
            at_ps = sim->events.heap[i].time_ps;
    assert_true(at_ps != TIME_NEVER && at_ps >= sim->state->now_ps);
    end(sim);
    return at_ps;
}

static void an_allocation_without_memory_ends_at_another_time(void **state) {
    const struct dist uniform = {.kind = DIST_UNIFORM, .a = 100 * US, .b = 200 * US};
    (void)state;
    assert_int_not_equal(answer(exponential(100 * US), 1), answer(exponential(100 * US), 2));
    assert_int_equal(answer(exponential(100 * US), 3), answer(exponential(100 * US), 3));
    assert_int_equal(answer(uniform, 1), answer(uniform, 2));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_level_is_the_buffers_out),
        cmocka_unit_test(a_frame_of_three_buffers_jumps_two_levels),
        cmocka_unit_test(a_short_ring_counts_in_buffers_of_the_pool),
        cmocka_unit_test(a_pool_that_may_grow_is_as_near_as_its_nearer_way_to_run_out),
        cmocka_unit_test(watching_changes_nothing),
        cmocka_unit_test(a_loaded_run_goes_on_as_the_saved_one),
        cmocka_unit_test(what_has_no_memory_is_drawn_anew),
        cmocka_unit_test(what_has_a_memory_stays),
        cmocka_unit_test(what_is_drawn_anew_ends_within_the_run),
        cmocka_unit_test(an_allocation_without_memory_ends_at_another_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
