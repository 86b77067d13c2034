/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sequential stopping: the rule on columns of numbers whose answers are worked out here. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "fake_layers.h"
#include "sequence.h"
#include "stream.h"

static struct sequence sequence_of(double precision, uint32_t least, uint32_t most, const char *metrics) {
    struct sequence sequence = {
        .rule = {.precision = precision, .confidence = 0.95, .least = least, .most = most}};
    struct text wrong = {0};
    assert_true(sequence_metrics(metrics, &sequence.rule, &wrong));
    text_free(&wrong);
    return sequence;
}

static struct value_row row_of(uint32_t replication) {
    struct value_row row = {.replication = replication, .counts = true};
    for (uint32_t i = 0; i < METRIC_COUNT; i++)
        row.value[i] = (double)NAN;
    return row;
}

/* Feeds the values until the sequence ends; how many it took. */
static uint32_t feed(struct sequence *sequence, enum metric metric, const double *value, uint32_t count,
                     double lost) {
    for (uint32_t i = 0; i < count && sequence->end == SEQUENCE_GOES_ON; i++) {
        struct value_row row = row_of(i);
        row.value[metric] = value[i];
        row.value[METRIC_FRAMES_DROPPED] = lost;
        (void)sequence_add(sequence, &row);
    }
    return sequence->seen;
}

/* The first n of the column at which estimate_of says so, from the beginning each time. */
static uint32_t first_precise(const double *value, uint32_t count, uint32_t least, double precision) {
    for (uint32_t n = least; n <= count; n++) {
        struct estimate estimate = estimate_of(value, n, 0.95, true);
        if ((estimate.high - estimate.low) / 2 <= precision * fabs(estimate.mean))
            return n;
    }
    return 0;
}

static void it_stops_at_the_first_prefix_that_is_precise(void **state) {
    (void)state;
    enum { COUNT = 400 };
    double value[COUNT];
    struct stream stream;
    for (uint32_t round = 0; round < 200; round++) {
        stream_start(&stream, round, 0, 1, STREAM_GAP);
        for (uint32_t i = 0; i < COUNT; i++)
            value[i] = -3 + (double)(stream_next(&stream) >> 11) * 0x1p-53;
        double precision = 0.015 * (1 + round % 4);
        struct sequence sequence = sequence_of(precision, 2 + round % 9, COUNT, "goodput_bps");
        uint32_t expected = first_precise(value, COUNT, 2 + round % 9, precision);
        assert_true(expected > 0);
        assert_int_equal(feed(&sequence, METRIC_GOODPUT_BPS, value, COUNT, 0), expected);
        assert_int_equal(sequence.end, SEQUENCE_REACHED);
    }
}

static void it_gives_up_at_the_most_and_says_for_which_metric(void **state) {
    (void)state;
    static const double wild[] = {1, 9, 1, 9, 1, 9, 1, 9};
    struct sequence sequence = sequence_of(0.01, 2, 6, "throughput_fps, goodput_bps");
    for (uint32_t i = 0; i < 6; i++) {
        struct value_row row = row_of(i);
        row.value[METRIC_GOODPUT_BPS] = wild[i];
        row.value[METRIC_THROUGHPUT_FPS] = 5;
        assert_int_equal(sequence_add(&sequence, &row), i < 5 ? SEQUENCE_GOES_ON : SEQUENCE_MOST);
    }
    assert_int_equal(sequence.blame, METRIC_GOODPUT_BPS);
}

static void what_is_always_0_or_has_no_value_is_not_waited_for(void **state) {
    (void)state;
    static const double zero[20] = {0};
    struct sequence sequence = sequence_of(0.02, 10, 1000, "loss_ratio");
    assert_int_equal(feed(&sequence, METRIC_LOSS_RATIO, zero, 20, 0), 10);
    assert_int_equal(sequence.end, SEQUENCE_IDLE);
    assert_int_equal(sequence.blame, METRIC_LOSS_RATIO);
    sequence = sequence_of(0.02, 10, 1000, "goodput_bps");
    assert_int_equal(feed(&sequence, METRIC_LOSS_RATIO, zero, 20, 0), 10);
    assert_int_equal(sequence.end, SEQUENCE_IDLE);
    assert_int_equal(sequence.blame, METRIC_GOODPUT_BPS);
}

static void a_loss_of_few_frames_is_not_precise_whatever_its_scatter(void **state) {
    (void)state;
    double same[40];
    for (uint32_t i = 0; i < 40; i++)
        same[i] = 0.01;
    struct sequence sequence = sequence_of(0.02, 10, 1000, "loss_ratio");
    assert_int_equal(feed(&sequence, METRIC_LOSS_RATIO, same, 40, 8), 25); /* 25 runs of 8 are 200 */
    assert_int_equal(sequence.end, SEQUENCE_REACHED);
    sequence = sequence_of(0.02, 10, 1000, "loss_ratio");
    assert_int_equal(feed(&sequence, METRIC_LOSS_RATIO, same, 40, 7), 29);
}

static void runs_that_did_not_count_are_left_out(void **state) {
    (void)state;
    struct sequence sequence = sequence_of(0.02, 2, 1000, "goodput_bps");
    for (uint32_t i = 0; i < 4; i++) {
        struct value_row row = row_of(i);
        row.value[METRIC_GOODPUT_BPS] = i < 2 ? 1000 * i : 5;
        row.counts = i >= 2;
        (void)sequence_add(&sequence, &row);
        if (i == 1) { /* two runs, none of which says anything */
            assert_int_equal(sequence.end, SEQUENCE_IDLE);
            sequence.end = SEQUENCE_GOES_ON;
        }
        if (i == 2)
            assert_int_equal(sequence.end, SEQUENCE_GOES_ON);
    }
    assert_int_equal(sequence.end, SEQUENCE_REACHED);
    assert_true(sequence.sum[0].n == 2 && sequence.sum[0].mean == 5);
}

/* Pairs that cancel have means without scatter, and are judged when the second is there. */
static void pairs_are_judged_by_their_means(void **state) {
    (void)state;
    static const double value[] = {4, 6, 1, 9, 5, 5, 2, 8};
    struct sequence sequence = sequence_of(0.02, 4, 100, "goodput_bps");
    sequence.rule.pairs = true;
    assert_int_equal(feed(&sequence, METRIC_GOODPUT_BPS, value, 8, 0), 4);
    assert_int_equal(sequence.end, SEQUENCE_REACHED);
    sequence = sequence_of(0.02, 3, 100, "goodput_bps");
    sequence.rule.pairs = true;
    assert_int_equal(feed(&sequence, METRIC_GOODPUT_BPS, value, 8, 0), 4);
}

static void refused(const char *names, const char *why) {
    struct sequence_rule rule;
    struct text wrong = {0};
    assert_false(sequence_metrics(names, &rule, &wrong));
    assert_string_equal(wrong.at, why);
    text_free(&wrong);
}

static void names_of_metrics_are_checked(void **state) {
    (void)state;
    struct sequence_rule rule;
    struct text wrong = {0};
    assert_true(sequence_metrics(" loss_ratio ,goodput_bps", &rule, &wrong));
    assert_int_equal(rule.metrics, 2);
    assert_true(rule.metric[0] == METRIC_LOSS_RATIO && rule.metric[1] == METRIC_GOODPUT_BPS);
    refused("", "the name of a metric is missing");
    refused("loss_ratio,", "the name of a metric is missing");
    refused("los_ratio", "there is no metric 'los_ratio'; did you mean 'loss_ratio'?");
    refused("loss_ratio,loss_ratio", "loss_ratio is named twice");
    refused("drop_no_descriptor,loss_ratio,goodput_bps,throughput_fps,frames_offered,frames_dropped,"
            "frames_inside,latency_mean_ns,latency_p50_ns",
            "at most 8 metrics can be watched");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_stops_at_the_first_prefix_that_is_precise),
        cmocka_unit_test(it_gives_up_at_the_most_and_says_for_which_metric),
        cmocka_unit_test(what_is_always_0_or_has_no_value_is_not_waited_for),
        cmocka_unit_test(a_loss_of_few_frames_is_not_precise_whatever_its_scatter),
        cmocka_unit_test(runs_that_did_not_count_are_left_out),
        cmocka_unit_test(pairs_are_judged_by_their_means),
        cmocka_unit_test(names_of_metrics_are_checked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
