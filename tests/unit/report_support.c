/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sample database goes through the store like any other, so that reports are tested against its real
 * tables. */
#include "report_support.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RUNS = 2 };

static const char sample[] = "schema: rxpool/1\n"
                             "name: flood\n"
                             "time: {duration: 50 ms, warmup: 5 ms}\n"
                             "link: {rate: 1 Gbit/s}\n"
                             "traffic: {frames: {arrival: poisson, rate: 900 kframe/s, size: 64 B}}\n"
                             "pool: {initial: 64, limit: 1024, grow: {below: 8, chunk: 64}}\n"
                             "protocol: {app: {servers: 1, service: exp(mean=1 us)}}\n";

static int64_t add_point(struct store *store, int64_t study, const struct assignment *axes, size_t count,
                         struct problems *problems) {
    struct scenario *scenario = scenario_open_text("sample", sample, sizeof sample - 1, NULL);
    struct config *config = scenario_resolve(scenario, axes, count, problems);
    if (config == NULL)
        problems_print(scenario_problems(scenario), stderr, false);
    assert_non_null(config);
    int64_t point = store_point(store, study, config, axes, count, problems);
    assert_true(point > 0);
    config_free(config);
    scenario_close(scenario);
    return point;
}

static double loss_of(int64_t point) {
    static const double loss[6] = {0.4, 0.2, 0.2, 0.1, 1e-5, 0};
    return loss[(point - 1) % 6];
}

static void set_metrics(struct run_result *result, int64_t point, uint32_t replication) {
    double scatter = 1 + 0.01 * replication;
    double loss = loss_of(point) * scatter;
    uint64_t dropped = (uint64_t)(loss * 1e6);
    for (int i = 0; i < METRIC_COUNT; i++)
        result->metric[i] = (struct metric_value){true, 7, 7.5};
    result->metric[METRIC_FRAMES_DROPPED].integer = dropped;
    result->metric[METRIC_FRAMES_DELIVERED].integer = 1000000 - dropped;
    result->metric[METRIC_LOSS_RATIO].real = (double)dropped / 1e6;
    result->metric[METRIC_GOODPUT_BPS].real = 1e9 * (1 - loss);
    result->metric[METRIC_POOL_BYTES_MEAN].real = 131072.0 * (double)point;
    result->metric[METRIC_LATENCY_P50_NS].defined = false;
}

static void set_rows(struct run_result *result, int64_t point, bool series) {
    result->episode_count = 1;
    result->episode = memory_alloc(sizeof *result->episode);
    result->episode[0] = (struct episode_row){0, EPISODE_LIMIT, 1, 2000000000, 3000000000, 5};
    result->allocation_count = 1;
    result->allocation = memory_alloc(sizeof *result->allocation);
    result->allocation[0] = (struct allocation_row){
        1, false, ALLOCATION_DONE, 64, 131072, 1000000000, 1000000000, 1300000000, UINT64_MAX};
    result->histogram[HISTOGRAM_EPISODE].count = 2;
    result->histogram[HISTOGRAM_EPISODE].row = memory_alloc(2 * sizeof(struct bucket_row));
    result->histogram[HISTOGRAM_EPISODE].row[0] = (struct bucket_row){999424, 1003519, 30 + (uint64_t)point};
    result->histogram[HISTOGRAM_EPISODE].row[1] = (struct bucket_row){49807360, 50069503, 2};
    result->sample_count = series ? 50 : 0;
    result->sample = memory_alloc(50 * sizeof *result->sample);
    for (uint32_t i = 0; i < result->sample_count; i++)
        result->sample[i] = (struct sample_row){.time_ps = i * UINT64_C(1000000000),
                                                .ready = 64 - i,
                                                .indicated = i,
                                                .total = 64,
                                                .frames_dropped = i > 40 ? i - 40 : 0};
}

/* Stores the runs of a point and their estimates. */
static void add_runs(struct store *store, int64_t point, uint32_t runs, bool series,
                     struct problems *problems) {
    struct estimate estimate[METRIC_COUNT] = {0};
    double value[METRIC_COUNT][RUNS] = {0};
    uint32_t n[METRIC_COUNT] = {0};
    for (uint32_t replication = 0; replication < runs; replication++) {
        struct run_result *result = test_result(point, replication, false);
        result->seed = 1; /* of the study: runs of one seed can be paired */
        set_metrics(result, point, replication);
        set_rows(result, point, series && point == 1 && replication == 0);
        for (int i = 0; i < METRIC_COUNT; i++) {
            if (result->metric[i].defined)
                value[i][n[i]++] = metric_real((enum metric)i, result->metric[i]);
        }
        assert_true(store_add_run(store, point, result, 1000, problems));
        run_result_free(result);
    }
    for (int i = 0; i < METRIC_COUNT; i++) {
        if (n[i] > 0)
            estimate[i] = estimate_of(value[i], n[i], .95, true);
    }
    assert_true(store_estimates(store, point, .95, estimate, problems));
}

static struct store *begin(const char *path, struct problems *problems) {
    problems_init(problems);
    struct store *store = test_open(path, STORE_WRITE);
    char *argv[] = {(char[]){"rxpool"}, (char[]){"sweep"}, NULL};
    assert_true(store_begin_execution(store, 2, argv, problems));
    return store;
}

void report_database(const char *path, const char *name, bool series) {
    static const char *const policy[] = {"static", "watermark"};
    struct problems problems;
    struct store *store = begin(path, &problems);
    int64_t study = test_study(store, name);
    for (unsigned i = 0; i < 6; i++) {
        char size[16];
        (void)snprintf(size, sizeof size, "%u", 64u << i / 2);
        struct assignment axes[] = {{"pool.initial", size, NULL}, {"pool.policy", policy[i % 2], NULL}};
        add_runs(store, add_point(store, study, axes, 2, &problems), RUNS, series, &problems);
    }
    test_close(store);
    problems_free(&problems);
}

void report_single(const char *path) {
    struct problems problems;
    struct store *store = begin(path, &problems);
    add_runs(store, add_point(store, test_study(store, "single"), NULL, 0, &problems), 1, false, &problems);
    test_close(store);
    problems_free(&problems);
}

/* Stores the one run of a point and what it is estimated to be. */
static void add_values(struct store *store, int64_t id, const struct report_point *point,
                       struct problems *problems) {
    struct estimate estimate[METRIC_COUNT] = {0};
    struct run_result *result = test_result(id, 0, false);
    for (int i = 0; i < METRIC_COUNT; i++)
        result->metric[i] = (struct metric_value){true, 0, 0};
    for (size_t i = 0; i < point->values; i++) {
        double value = point->value[i].value;
        bool defined = value >= 0;
        result->metric[point->value[i].metric] =
            (struct metric_value){defined, defined ? (uint64_t)value : 0, value};
    }
    for (int i = 0; i < METRIC_COUNT; i++) {
        double value = metric_real((enum metric)i, result->metric[i]);
        if (result->metric[i].defined)
            estimate[i] = estimate_of(&value, 1, .95, true);
    }
    assert_true(store_add_run(store, id, result, 1000, problems));
    assert_true(store_estimates(store, id, .95, estimate, problems));
    run_result_free(result);
}

void report_points(const char *path, const char *name, const struct report_point *point, size_t count) {
    struct problems problems;
    struct store *store = begin(path, &problems);
    int64_t study = test_study(store, name);
    for (size_t i = 0; i < count; i++) {
        size_t axes = 0;
        while (axes < REPORT_AXES && point[i].axis[axes].key != NULL)
            axes++;
        add_values(store, add_point(store, study, point[i].axis, axes, &problems), &point[i], &problems);
    }
    test_close(store);
    problems_free(&problems);
}

char *report_file(const char *path) {
    struct text text = {0};
    FILE *file = fopen(path, "rb");
    char piece[512];
    size_t got;
    while (file != NULL && (got = fread(piece, 1, sizeof piece, file)) > 0)
        text_add_bytes(&text, piece, got);
    if (file != NULL)
        (void)fclose(file);
    return text_take(&text);
}

void report_write_file(const char *path, const char *content) {
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_true(fputs(content, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

size_t report_files_in(const char *directory) {
    DIR *list = opendir(directory);
    assert_non_null(list);
    size_t count = 0;
    for (struct dirent *entry = readdir(list); entry != NULL; entry = readdir(list))
        count += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
    (void)closedir(list);
    return count;
}

const char *report_directory(void) {
    static char directory[128];
    (void)snprintf(directory, sizeof directory, "%s", test_path("x"));
    *strrchr(directory, '/') = '\0';
    return directory;
}
