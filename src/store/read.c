/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading runs and points back, from a file that may hold anything.
 *
 * Each cell is checked for type, range and length before it is believed; what cannot be ours ends the reading
 * with a problem. Numbers come back as the very doubles that were stored (SQLite's own functions would print
 * 15 digits). The statements are prepared for each walk: a visitor may start another one. */
#include <stdlib.h>
#include <string.h>

#include "store_internal.h"

bool store_cell_integer(sqlite3_stmt *statement, int column, int64_t low, int64_t high, int64_t *value) {
    if (sqlite3_column_type(statement, column) != SQLITE_INTEGER)
        return false;
    *value = sqlite3_column_int64(statement, column);
    return *value >= low && *value <= high;
}

bool store_cell_text(sqlite3_stmt *statement, int column, char *buffer, size_t size) {
    if (sqlite3_column_type(statement, column) != SQLITE_TEXT)
        return false;
    const unsigned char *text = sqlite3_column_text(statement, column);
    size_t length = (size_t)sqlite3_column_bytes(statement, column);
    if (text == NULL || length >= size || memchr(text, '\0', length) != NULL)
        return false;
    memcpy(buffer, text, length);
    buffer[length] = '\0';
    return true;
}

char *store_cell_copy(sqlite3_stmt *statement, int column) {
    if (sqlite3_column_type(statement, column) != SQLITE_TEXT)
        return NULL;
    const unsigned char *text = sqlite3_column_text(statement, column);
    size_t length = (size_t)sqlite3_column_bytes(statement, column);
    if (text == NULL || memchr(text, '\0', length) != NULL)
        return NULL;
    char *copy = memory_alloc(length + 1);
    memcpy(copy, text, length);
    return copy;
}

static bool cell_hex(sqlite3_stmt *statement, int column, const char *prefix, size_t digits, char *buffer,
                     size_t size) {
    size_t start = strlen(prefix);
    return store_cell_text(statement, column, buffer, size) && strlen(buffer) == start + digits &&
           strncmp(buffer, prefix, start) == 0 && strspn(buffer + start, "0123456789abcdef") == digits;
}

static bool cell_metric(sqlite3_stmt *statement, int column, enum metric metric, struct metric_value *value) {
    *value = (struct metric_value){0};
    int type = sqlite3_column_type(statement, column);
    if (type == SQLITE_NULL)
        return true;
    value->defined = true;
    if (metric_table[metric].kind == METRIC_REAL) {
        value->real = sqlite3_column_double(statement, column);
        return type == SQLITE_FLOAT;
    }
    int64_t integer = 0;
    bool fits = store_cell_integer(statement, column, 0, INT64_MAX, &integer);
    value->integer = (uint64_t)integer;
    return fits;
}

static bool is_status(const char *text) {
    for (int status = RUN_OK; status < RUN_STOPPED; status++) {
        if (strcmp(text, run_status_text((enum run_status)status)) == 0)
            return true;
    }
    return false;
}

static bool read_run(sqlite3_stmt *statement, struct stored_run *run) {
    int64_t replication = 0;
    int64_t events = 0;
    char seed[24] = "";
    bool sound =
        store_cell_integer(statement, 0, 0, INT64_MAX, &run->run_id) &&
        store_cell_integer(statement, 1, 1, INT64_MAX / STORE_REPLICATIONS_MAX - 1, &run->point_id) &&
        store_cell_integer(statement, 2, 0, STORE_REPLICATIONS_MAX - 1, &replication) &&
        run->run_id == run->point_id * STORE_REPLICATIONS_MAX + replication &&
        store_cell_text(statement, 3, run->status, sizeof run->status) && is_status(run->status) &&
        cell_hex(statement, 4, "0x", 16, seed, sizeof seed) &&
        cell_hex(statement, 5, "", 32, run->digest, sizeof run->digest) &&
        (sqlite3_column_type(statement, 6) == SQLITE_NULL ||
         store_cell_integer(statement, 6, 0, INT64_MAX, &events));
    run->replication = (uint32_t)replication;
    run->events = (uint64_t)events;
    run->seed = strtoull(seed, NULL, 16);
    for (size_t i = 0; i < METRIC_COUNT && sound; i++)
        sound = cell_metric(statement, 7 + (int)i, (enum metric)i, &run->metric[i]);
    return sound;
}

bool store_runs(struct store *store, int64_t point, stored_run_visit *visit, void *context,
                struct problems *problems) {
    struct text sql = {0};
    text_add(&sql, "SELECT run_id, point_id, replication, status, seed, digest, events");
    for (size_t i = 0; i < METRIC_COUNT; i++)
        text_format(&sql, ", \"%s\"", metric_table[i].name);
    text_add(&sql,
             " FROM run LEFT JOIN run_clock USING (run_id) WHERE run_id BETWEEN ? AND ? ORDER BY run_id");
    sqlite3_stmt *statement = NULL;
    int result = sqlite3_prepare_v2(store->db, sql.at, -1, &statement, NULL);
    text_free(&sql);
    if (result != SQLITE_OK)
        return store_fault(store, problems, "read the runs");
    int64_t first = point * STORE_REPLICATIONS_MAX;
    (void)sqlite3_bind_int64(statement, 1, point == 0 ? INT64_MIN : first);
    (void)sqlite3_bind_int64(statement, 2, point == 0 ? INT64_MAX : first + STORE_REPLICATIONS_MAX - 1);
    bool sound = true;
    while (sound && (result = sqlite3_step(statement)) == SQLITE_ROW) {
        struct stored_run run = {0};
        sound = read_run(statement, &run);
        if (sound)
            visit(context, &run);
        else
            (void)store_damaged(store, problems, "a row of 'run' cannot be one that rxpool wrote");
    }
    if (sound && result != SQLITE_DONE)
        sound = store_fault(store, problems, "read the runs");
    (void)sqlite3_finalize(statement);
    return sound;
}

static bool read_violation(sqlite3_stmt *statement, struct stored_violation *violation, char *context,
                           size_t size) {
    int64_t replication = 0, count = 0, first_ps = 0, queue = UINT32_MAX;
    char rule[8] = "";
    bool sound = store_cell_integer(statement, 0, 0, STORE_REPLICATIONS_MAX - 1, &replication) &&
                 store_cell_text(statement, 1, rule, sizeof rule) && ndis_rule_find(rule) < RULE_COUNT &&
                 store_cell_integer(statement, 2, 1, INT64_MAX, &count) &&
                 store_cell_integer(statement, 3, 0, INT64_MAX, &first_ps) &&
                 (sqlite3_column_type(statement, 4) == SQLITE_NULL ||
                  store_cell_integer(statement, 4, 0, CONFIG_QUEUES_MAX, &queue)) &&
                 store_cell_text(statement, 5, context, size);
    violation->replication = (uint32_t)replication;
    violation->row = (struct violation_row){.rule = sound ? ndis_rule_find(rule) : RULE_COUNT,
                                            .queue = (uint32_t)queue,
                                            .count = (uint64_t)count,
                                            .first_ps = (uint64_t)first_ps,
                                            .context = context};
    return sound;
}

bool store_violations(struct store *store, int64_t point, stored_violation_visit *visit, void *context,
                      struct problems *problems) {
    sqlite3_stmt *statement = NULL;
    if (sqlite3_prepare_v2(store->db,
                           "SELECT run_id % 1000000, rule, count, first_ps, queue, context FROM violation"
                           " WHERE run_id BETWEEN ? AND ? ORDER BY run_id, length(rule), rule",
                           -1, &statement, NULL) != SQLITE_OK)
        return store_fault(store, problems, "read the violations");
    int64_t first = point * STORE_REPLICATIONS_MAX;
    (void)sqlite3_bind_int64(statement, 1, first);
    (void)sqlite3_bind_int64(statement, 2, first + STORE_REPLICATIONS_MAX - 1);
    bool sound = true;
    int result = SQLITE_DONE;
    while (sound && (result = sqlite3_step(statement)) == SQLITE_ROW) {
        struct stored_violation violation;
        char words[512];
        sound = read_violation(statement, &violation, words, sizeof words);
        if (sound)
            visit(context, &violation);
        else
            (void)store_damaged(store, problems, "a row of 'violation' cannot be one that rxpool wrote");
    }
    if (sound && result != SQLITE_DONE)
        sound = store_fault(store, problems, "read the violations");
    (void)sqlite3_finalize(statement);
    return sound;
}

static bool read_point(sqlite3_stmt *statement, struct stored_point *point) {
    int64_t version = 0;
    bool sound = store_cell_integer(statement, 0, 1, INT64_MAX, &point->point_id) &&
                 store_cell_integer(statement, 1, 1, INT64_MAX, &point->study_id) &&
                 store_cell_integer(statement, 2, 0, UINT32_MAX, &version);
    point->model_version = (uint32_t)version;
    point->study_name = store_cell_copy(statement, 3);
    point->canonical = store_cell_copy(statement, 4);
    point->path = store_cell_copy(statement, 5);
    sound = sound && point->study_name != NULL && point->canonical != NULL && point->path != NULL;
    if (!sound) {
        free(point->study_name);
        free(point->canonical);
        free(point->path);
    }
    return sound;
}

bool store_points(struct store *store, stored_point_visit *visit, void *context, struct problems *problems) {
    sqlite3_stmt *statement = NULL;
    if (sqlite3_prepare_v2(store->db,
                           "SELECT point_id, study_id, model_version, study.name, point.canonical, path"
                           " FROM point JOIN study USING (study_id) ORDER BY point_id",
                           -1, &statement, NULL) != SQLITE_OK)
        return store_fault(store, problems, "read the points");
    bool sound = true;
    int result = SQLITE_DONE;
    while (sound && (result = sqlite3_step(statement)) == SQLITE_ROW) {
        struct stored_point point = {0};
        sound = read_point(statement, &point);
        if (sound)
            visit(context, &point);
        else
            (void)store_damaged(store, problems, "a row of 'point' cannot be one that rxpool wrote");
    }
    if (sound && result != SQLITE_DONE)
        sound = store_fault(store, problems, "read the points");
    (void)sqlite3_finalize(statement);
    return sound;
}
