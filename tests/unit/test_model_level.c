/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What splitting asks of a run: the level, stopping where it is reached, going on from a saved state, and
 * other random numbers from there on. */
#include "model_hand.h"

#include <stdlib.h>

#include "flat.h"
#include "state.h"

#define RISES 40

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

static void buffers_that_do_not_exist_yet_are_out_of_reach(void **state) {
    (void)state;
    struct config *growing = queue();
    for (uint32_t i = 0; i < policy_count; i++)
        if (strcmp(policy_table[i]->name, "watermark") == 0)
            growing->pool_policy = i;
    growing->pool_limit = growing->nic_ring = 30;
    growing->pool_initial = 10;
    growing->grow_below = 2;
    growing->grow_chunk = 5;
    struct sim *sim = begin(growing);
    assert_int_equal(sim_level(sim), 20);
    assert_int_equal(sim_run_between(sim, 20, SIM_NO_CEILING, NULL, NULL), SIM_FELL); /* it has grown */
    assert_true(sim->growth[0].live > 10);
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

/* What is drawn is in the state: the next frame comes when it would have come, whatever the key. */
static void what_is_drawn_already_stays(void **state) {
    (void)state;
    struct sim *sim = begin(queue());
    assert_int_equal(sim_run_between(sim, 0, 4, NULL, NULL), SIM_ROSE);
    struct event arrival = sim->state->arrival, service = wheel_peek(&sim->wheel);
    uint64_t drawn = sim->source[0].gap.stream.drawn[7];
    sim_rekey(sim, 99);
    assert_int_equal(sim->state->arrival.time_ps, arrival.time_ps);
    assert_int_equal(wheel_peek(&sim->wheel).time_ps, service.time_ps);
    assert_int_equal(sim->source[0].gap.stream.next, STREAM_LANES);
    assert_int_not_equal(sim->source[0].gap.stream.drawn[7], drawn);
    end(sim);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_level_is_the_buffers_out),
        cmocka_unit_test(a_frame_of_three_buffers_jumps_two_levels),
        cmocka_unit_test(a_short_ring_counts_in_buffers_of_the_pool),
        cmocka_unit_test(buffers_that_do_not_exist_yet_are_out_of_reach),
        cmocka_unit_test(watching_changes_nothing),
        cmocka_unit_test(a_loaded_run_goes_on_as_the_saved_one),
        cmocka_unit_test(what_is_drawn_already_stays),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
