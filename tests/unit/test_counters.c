/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A run in the counters of real drivers: every counter has a value, made of metrics that exist, and the ones
 * people watch are the sums they should be. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "metric.h"
#include "report_support.h"

enum { FAMILIES_MAX = 16, RUN = 1000000 };

/* What `rxpool show DB RUN --counters FAMILY` prints; free it. NULL: refused. */
static char *counters_of(const char *family, int64_t run) {
    struct problems problems;
    problems_init(&problems);
    struct store *store = test_open(test_path("counters.db"), STORE_READ);
    FILE *to = fopen(test_path("counters.txt"), "w");
    bool good = report_counters(store, run, family, to, &problems);
    (void)fclose(to);
    assert_true(good == (problems.errors == 0));
    test_close(store);
    problems_free(&problems);
    return good ? report_file(test_path("counters.txt")) : NULL;
}

static bool is_metric(const char *name, size_t length) {
    for (int i = 0; i < METRIC_COUNT; i++)
        if (strlen(metric_table[i].name) == length && strncmp(metric_table[i].name, name, length) == 0)
            return true;
    return false;
}

/* "  name  value  meaning (metric + metric)": the metrics; returns how many. */
static size_t metrics_of(const char *line, size_t length) {
    size_t count = 0, open = length;
    while (open > 0 && line[open - 1] != '(')
        open--;
    assert_true(open > 0 && line[length - 1] == ')');
    for (size_t at = open; at < length - 1;) {
        size_t word = strcspn(line + at, " )");
        if (!is_metric(line + at, word))
            fail_msg("no metric: %.*s", (int)word, line + at);
        count++;
        at += word;
        at += strncmp(line + at, " + ", 3) == 0 ? 3 : 1;
    }
    return count;
}

static void every_counter_is_a_sum_of_metrics_that_exist(void **state) {
    (void)state;
    const char *family[FAMILIES_MAX];
    size_t families = report_counter_families(family, FAMILIES_MAX);
    assert_int_equal(families, 4);
    report_database(test_path("counters.db"), "flood", false);
    for (size_t i = 0; i < families; i++) {
        char *text = counters_of(family[i], RUN);
        size_t lines = 0;
        for (const char *line = strchr(text, '\n') + 1; *line != '\0'; lines++) {
            size_t length = strcspn(line, "\n");
            assert_true(metrics_of(line, length) >= 1);
            line += length + 1;
        }
        assert_true(lines >= 4);
        assert_null(strstr(text, " - "));
        free(text);
    }
}

/* The number in the line of that counter. */
static long value_of(const char *text, const char *counter) {
    char begin[80];
    (void)snprintf(begin, sizeof begin, "\n  %s ", counter);
    const char *line = strstr(text, begin);
    if (line == NULL)
        fail_msg("no %s in: %s", counter, text);
    return strtol(line + strlen(begin), NULL, 10);
}

/* Every metric of the sample is 7. */
static void what_a_counter_leaves_out_or_adds_up_is_what_its_driver_does(void **state) {
    (void)state;
    static const struct {
        const char *family, *counter, *metrics;
        int terms;
    } expected[] = {
        {"intel", "rx_missed_errors", "(drop_fifo_overflow)", 1},
        {"intel", "rx_no_buffer_count", "(drop_no_descriptor)", 1},
        {"intel", "rx_no_dma_resources", "(drop_no_descriptor)", 1},
        {"mlx5", "rx_out_of_buffer", "(drop_no_descriptor)", 1},
        {"mlx5", "rx_discards_phy", "(drop_fifo_overflow)", 1},
        {"dpdk", "imissed", "(drop_no_descriptor + drop_fifo_overflow)", 2},
        {"dpdk", "rx_nombuf", "(drop_no_replacement)", 1},
        {"netkvm", "rxMinFreeBuffers", "(buffers_ready_min)", 1},
        {"netkvm", "rxIndicatesWithResourcesFlag", "(frames_copied + drop_lowres_copy_failed)", 2},
        {"netkvm", "Packets Received Discarded",
         "(drop_no_descriptor + drop_fifo_overflow + drop_no_replacement + drop_not_running)", 4},
    };
    report_database(test_path("counters.db"), "flood", false);
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        char *text = counters_of(expected[i].family, RUN);
        assert_int_equal(value_of(text, expected[i].counter), 7 * expected[i].terms);
        char *line = strstr(text, expected[i].counter);
        line[strcspn(line, "\n")] = '\0';
        assert_non_null(strstr(line, expected[i].metrics));
        free(text);
    }
}

static void another_driver_or_run_is_refused(void **state) {
    (void)state;
    report_database(test_path("counters.db"), "flood", false);
    assert_null(counters_of("realtek", RUN));
    assert_null(counters_of("intel", 99 * RUN));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_counter_is_a_sum_of_metrics_that_exist),
        cmocka_unit_test(what_a_counter_leaves_out_or_adds_up_is_what_its_driver_does),
        cmocka_unit_test(another_driver_or_run_is_refused),
    };
    return cmocka_run_group_tests_name("counters", tests, store_test_begin, store_test_end);
}
