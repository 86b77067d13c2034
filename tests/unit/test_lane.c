/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lane against a plain list, under a random program that makes it go round its circle many times. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "lane.h"
#include "stream.h"

#define CAPACITY 7
#define STEPS 100000

static void an_empty_lane_never_comes_first(void **state) {
    struct lane_state memory = {0};
    struct event events[CAPACITY];
    struct lane lane = {&memory, events, CAPACITY};
    (void)state;
    assert_true(lane_peek(&lane).time_ps == TIME_NEVER);
}

static void events_leave_in_the_order_in_which_they_came(void **state) {
    struct lane_state memory = {0};
    struct event events[CAPACITY];
    struct lane lane = {&memory, events, CAPACITY};
    struct event *list = malloc(STEPS * sizeof *list);
    uint64_t first = 0, last = 0, time = 0;
    struct stream stream;
    (void)state;
    stream_start(&stream, 1, 0, 0, STREAM_GAP);
    for (uint64_t step = 0; step < STEPS; step++) {
        if (last - first < CAPACITY && stream_below(&stream, 2)) {
            time += stream_below(&stream, 3); /* equal times: the number decides */
            list[last] = (struct event){time, event_order(1, last, 0)};
            lane_push(&lane, list[last++]);
        } else if (last > first) {
            assert_true(lane_peek(&lane).time_ps == list[first].time_ps);
            assert_true(lane_peek(&lane).order == list[first++].order);
            lane_pop(&lane);
        }
        assert_int_equal(memory.count, last - first);
    }
    free(list);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_lane_never_comes_first),
        cmocka_unit_test(events_leave_in_the_order_in_which_they_came),
    };
    return cmocka_run_group_tests_name("lane", tests, NULL, NULL);
}
