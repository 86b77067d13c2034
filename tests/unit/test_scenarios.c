/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every scenario that comes with rxpool answers a question in one sentence. These tests hold it to that
 * sentence, and they use the public library only, as a program of somebody else would. Those whose outcome
 * is known beforehand are in test_experiments_*.c. */
#include <dirent.h>

#include "scenario_runs.h"

static void textbook_loses_what_theory_says(void **state) {
    (void)state;
    double loss = metric_of(run_of("textbook", NULL), "loss_ratio");
    assert_true(loss > 0.0503 && loss < 0.0513); /* exact: .050814 */
}

static void moderate_load_never_has_half_of_256_buffers_out(void **state) {
    (void)state;
    struct run run = run_of("moderate", NULL);
    assert_true(metric(run, "frames_dropped") == 0);
    assert_true(metric(run, "buffers_ready_min") > 128);
    assert_true(metric_of(run, "frames_offered") > 900000);
}

static void one_flood_empties_1024_buffers_and_loses_two_thirds(void **state) {
    (void)state;
    struct run run = run_of("one-flood", NULL);
    double lost = metric(run, "frames_dropped") / (metric(run, "frames_offered") - 600); /* 600: steady */
    assert_true(lost > 0.62 && lost < 0.70);
    assert_true(metric(run, "buffers_ready_min") == 0);
    assert_true(metric_of(run, "interrupt_disable_episodes") == 5);
    assert_true(metric_of(run_of("one-flood", "pool.initial", "4096", NULL), "frames_dropped") == 0);
}

static void microbursts_need_a_ring_not_buffers(void **state) {
    (void)state;
    struct run run = run_of("microbursts", NULL);
    assert_true(metric(run, "loss_ratio") > 0.01);
    assert_true(metric(run, "buffers_ready_min") > 2048); /* there were buffers all the time */
    assert_true(metric(run, "drop_no_descriptor") == metric(run, "frames_dropped"));
    assert_true(metric_of(run, "interrupt_disable_episodes") == 0);
    assert_true(metric_of(run_of("microbursts", "nic.ring", "2048", NULL), "frames_dropped") == 0);
}

static void a_slow_protocol_costs_a_third_of_all_traffic_unless_its_backlog_is_bounded(void **state) {
    (void)state;
    struct run run = run_of("slow-protocol", NULL);
    assert_true(metric(run, "buffers_indicated_mean") > 0.95 * 512);
    double loss = metric_of(run, "loss_ratio");
    assert_true(loss > 0.32 && loss < 0.35);
    run = run_of("slow-protocol", "protocol.slow.backlog", "64", NULL);
    assert_true(metric(run, "drop_protocol_backlog") == metric(run, "frames_dropped"));
    loss = metric_of(run, "loss_ratio");
    assert_true(loss > 0.155 && loss < 0.178); /* a sixth */
}

static void growth_too_late_holds_memory_and_saves_nothing(void **state) {
    (void)state;
    struct run grown = run_of("growth-too-late", NULL),
               fixed = run_of("growth-too-late", "pool.policy", "static", NULL);
    assert_true(metric(grown, "allocations_late") == metric(grown, "allocations_completed"));
    assert_true(metric(grown, "allocations_late") > 100);
    assert_true(metric(grown, "frames_dropped") == metric(fixed, "frames_dropped"));
    assert_true(metric(grown, "pool_bytes_mean") > 1.1 * metric(fixed, "pool_bytes_mean"));
    double loss = metric_of(grown, "loss_ratio");
    done(fixed);
    assert_true(metric_of(run_of("growth-too-late", "host.allocation.latency", "20 us", NULL), "loss_ratio") <
                0.1 * loss);
}

static void refused_memory_halves_the_pool_twice_and_then_stops_its_growth(void **state) {
    (void)state;
    struct run run = run_of("memory-refused", NULL);
    assert_true(metric(run, "init_buffers") == 1024);
    assert_true(metric(run, "init_ns") == 3 * 500e3); /* three tries of 500 us */
    assert_true(metric(run, "pool_bytes_peak") == 3 * 1024 * 1024);
    assert_true(metric(run, "allocations_completed") == 2);
    assert_true(metric_of(run, "allocations_failed") > 0);
    run = run_of("memory-refused", "pool.minimum", "2048", NULL);
    assert_string_equal(rxpool_status(run.result), "init_failed");
    done(run);
}

static void jumbo_frames_need_buffers_of_their_size(void **state) {
    (void)state;
    struct run small = run_of("jumbo", NULL), large = run_of("jumbo", "pool.buffer", "9216 B", NULL);
    assert_true(metric(small, "loss_ratio") > 0.1);
    assert_true(metric(large, "loss_ratio") < 1e-4);
    assert_true(metric(large, "pool_bytes_mean") == 4.5 * metric(small, "pool_bytes_mean"));
    done(small);
    done(large);
}

static void the_replayed_trace_never_has_more_than_76_buffers_out(void **state) {
    (void)state;
    struct run run = run_of("trace-replay", "pool.initial", "128", NULL);
    assert_true(metric(run, "frames_dropped") == 0);
    assert_true(metric_of(run, "buffers_indicated_max") == 76);
    assert_true(metric_of(run_of("trace-replay", NULL), "loss_ratio") < 0.01);
    double loss = metric_of(run_of("trace-replay", "pool.initial", "32", NULL), "loss_ratio");
    assert_true(loss > 0.15 && loss < 0.20);
}

static void floods_need_4096_static_buffers_or_growth(void **state) {
    (void)state;
    struct run fixed = run_of("flood", "pool.policy", "static", "pool.initial", "4096", NULL);
    struct run grown = run_of("flood", "pool.initial", "64", NULL);
    assert_true(metric(fixed, "frames_dropped") == 0);
    assert_true(metric(grown, "loss_ratio") < 0.003);
    assert_true(metric(grown, "pool_bytes_mean") < 0.7 * metric(fixed, "pool_bytes_mean"));
    assert_true(metric(fixed, "frames_offered") > 1e6);
    done(fixed);
    done(grown);
    double loss =
        metric_of(run_of("flood", "pool.policy", "static", "pool.initial", "2048", NULL), "loss_ratio");
    assert_true(loss > 0.01 && loss < 0.03);
    loss = metric_of(run_of("flood", "pool.policy", "static", "pool.initial", "512", NULL), "loss_ratio");
    assert_true(loss > 0.6 && loss < 0.7);
}

/* The text of a file of the source tree. */
static char *text_of(const char *path) {
    char name[512];
    const char *root = getenv("RXPOOL_SOURCE_ROOT");
    snprintf(name, sizeof name, "%s/%s", root ? root : ".", path);
    FILE *file = fopen(name, "r");
    if (!file)
        fail_msg("cannot open %s", name);
    char *text = calloc(1, 1 << 18);
    assert_non_null(text);
    size_t length = fread(text, 1, (1 << 18) - 1, file);
    fclose(file);
    assert_in_range(length, 1, (1 << 18) - 2);
    return text;
}

static bool says(const char *path, const char *format, const char *name) {
    char wanted[128];
    snprintf(wanted, sizeof wanted, format, name);
    char *text = text_of(path);
    bool found = strstr(text, wanted) != NULL;
    free(text);
    return found;
}

/* A file nobody runs is a claim nobody checks; one that is in no list is found by nobody. */
static void every_scenario_is_run_by_a_test_states_its_result_and_is_listed(void **state) {
    (void)state;
    static const char *const tests[] = {"tests/unit/test_scenarios.c", "tests/unit/test_experiments_growth.c",
                                        "tests/unit/test_experiments_cpu.c",
                                        "tests/unit/test_experiments_reuse.c", "tests/unit/test_published.c"};
    char path[512];
    const char *root = getenv("RXPOOL_SOURCE_ROOT");
    snprintf(path, sizeof path, "%s/scenarios", root ? root : ".");
    DIR *folder = opendir(path);
    assert_non_null(folder);
    int seen = 0;
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        char name[256];
        snprintf(name, sizeof name, "%s", entry->d_name);
        char *end = strstr(name, ".yaml");
        if (!end)
            continue;
        *end = '\0';
        seen++;
        bool run = false;
        for (size_t i = 0; i < sizeof tests / sizeof *tests; i++)
            run = run || says(tests[i], "run_of(\"%s\"", name);
        run = run || says("docs/questions.md", "scenarios/%s.yaml", name); /* its commands are replayed */
        if (!run)
            fail_msg("no test runs scenarios/%s.yaml", name);
        if (!says("README.md", "(scenarios/%s.yaml)", name))
            fail_msg("README.md does not list scenarios/%s.yaml", name);
        snprintf(path, sizeof path, "scenarios/%s.yaml", name);
        if (!says(path, "# Result: %s", ""))
            fail_msg("%s does not say what comes out", path);
    }
    closedir(folder);
    assert_true(seen >= 15);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(textbook_loses_what_theory_says),
        cmocka_unit_test(moderate_load_never_has_half_of_256_buffers_out),
        cmocka_unit_test(one_flood_empties_1024_buffers_and_loses_two_thirds),
        cmocka_unit_test(microbursts_need_a_ring_not_buffers),
        cmocka_unit_test(a_slow_protocol_costs_a_third_of_all_traffic_unless_its_backlog_is_bounded),
        cmocka_unit_test(growth_too_late_holds_memory_and_saves_nothing),
        cmocka_unit_test(refused_memory_halves_the_pool_twice_and_then_stops_its_growth),
        cmocka_unit_test(jumbo_frames_need_buffers_of_their_size),
        cmocka_unit_test(the_replayed_trace_never_has_more_than_76_buffers_out),
        cmocka_unit_test(floods_need_4096_static_buffers_or_growth),
        cmocka_unit_test(every_scenario_is_run_by_a_test_states_its_result_and_is_listed),
    };
    return cmocka_run_group_tests_name("scenarios", tests, NULL, NULL);
}
