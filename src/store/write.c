/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writing runs: whole or not at all.
 *
 * A run is a savepoint within the transaction of its batch: if any row of it fails, all of it is taken back
 * and the batch goes on. Its number comes from the design, so the order in which runs arrive leaves no trace.
 * A run that timed out (the user's clock, not the simulation) may be replaced; any other is final, and
 * bringing it again with another digest is an error worth hearing about. Estimates of the point go with each
 * new run: they are over all runs or absent. */
#include <stdlib.h>
#include <string.h>

#include "store_internal.h"

static const char writing[] = "store a run";

struct writer {
    struct store *store;
    struct problems *problems;
    const struct run_result *result;
    int64_t run;
    int64_t point;
};

static bool write_run(const struct writer *writer, bool *exists) {
    sqlite3_stmt *statement = store_statement(writer->store, STATEMENT_RUN, writer->problems);
    if (statement == NULL)
        return false;
    const struct run_result *result = writer->result;
    char digest[DIGEST_TEXT];
    digest_text(&result->digest, digest);
    struct text seed = {0};
    text_format(&seed, "0x%016llx", (unsigned long long)result->seed);
    struct row row = row_begin(statement);
    row_integer(&row, writer->run);
    row_integer(&row, writer->point);
    row_integer(&row, result->replication);
    row_text(&row, run_status_text(result->status));
    row_text(&row, seed.at);
    row_text(&row, digest);
    for (size_t i = 0; i < METRIC_COUNT; i++) {
        if (!result->metric[i].defined)
            row_null(&row);
        else if (metric_table[i].kind == METRIC_INTEGER)
            row_count(&row, result->metric[i].integer);
        else
            row_real(&row, result->metric[i].real);
    }
    row_count(&row, result->episodes_left_out);
    row_count(&row, result->allocations_left_out);
    row_text(&row, result->story);
    bool done = row_write_new(writer->store, &row, writer->problems, writing, exists);
    text_free(&seed);
    return done;
}

static bool write_clock(const struct writer *writer, uint64_t wall_ns) {
    sqlite3_stmt *statement = store_statement(writer->store, STATEMENT_RUN_CLOCK, writer->problems);
    if (statement == NULL)
        return false;
    struct row row = row_begin(statement);
    row_integer(&row, writer->run);
    if (writer->store->execution == 0)
        row_null(&row);
    else
        row_integer(&row, writer->store->execution);
    row_count(&row, wall_ns);
    row_count(&row, writer->result->events);
    return row_write(writer->store, &row, writer->problems, writing);
}

static bool write_episodes(const struct writer *writer) {
    sqlite3_stmt *statement = store_statement(writer->store, STATEMENT_EPISODE, writer->problems);
    bool done = statement != NULL;
    for (uint32_t i = 0; i < writer->result->episode_count && done; i++) {
        const struct episode_row *episode = &writer->result->episode[i];
        struct row row = row_begin(statement);
        row_integer(&row, writer->run);
        row_count(&row, episode->number);
        row_integer(&row, episode->queue);
        row_text(&row, episode_cause_text(episode->cause));
        row_count(&row, episode->start_ps);
        row_time(&row, episode->end_ps);
        row_count(&row, episode->frames_dropped);
        done = row_write(writer->store, &row, writer->problems, writing);
    }
    return done;
}

static bool write_allocations(const struct writer *writer) {
    sqlite3_stmt *statement = store_statement(writer->store, STATEMENT_ALLOCATION, writer->problems);
    bool done = statement != NULL;
    for (uint32_t i = 0; i < writer->result->allocation_count && done; i++) {
        const struct allocation_row *allocation = &writer->result->allocation[i];
        struct row row = row_begin(statement);
        row_integer(&row, writer->run);
        row_count(&row, allocation->number);
        row_integer(&row, allocation->synchronous);
        row_text(&row, allocation_outcome_text(allocation->outcome));
        row_integer(&row, allocation->buffers);
        row_count(&row, allocation->bytes);
        row_count(&row, allocation->requested_ps);
        row_time(&row, allocation->started_ps);
        row_time(&row, allocation->completed_ps);
        row_time(&row, allocation->freed_ps);
        done = row_write(writer->store, &row, writer->problems, writing);
    }
    return done;
}

static bool write_violations(const struct writer *writer) {
    sqlite3_stmt *statement = store_statement(writer->store, STATEMENT_VIOLATION, writer->problems);
    bool done = statement != NULL;
    for (uint32_t i = 0; i < writer->result->violation_count && done; i++) {
        const struct violation_row *violation = &writer->result->violation[i];
        const struct ndis_rule_row *rule = &ndis_rule_table[violation->rule];
        struct row row = row_begin(statement);
        row_integer(&row, writer->run);
        row_text(&row, rule->id);
        row_text(&row, rule_severity_text(rule->severity));
        row_count(&row, violation->count);
        row_count(&row, violation->first_ps);
        if (violation->queue == UINT32_MAX)
            row_null(&row);
        else
            row_integer(&row, violation->queue);
        row_text(&row, violation->context);
        done = row_write(writer->store, &row, writer->problems, writing);
    }
    return done;
}

static bool write_series(const struct writer *writer) {
    sqlite3_stmt *statement = store_statement(writer->store, STATEMENT_SERIES, writer->problems);
    bool done = statement != NULL;
    for (uint32_t i = 0; i < writer->result->sample_count && done; i++) {
        const struct sample_row *sample = &writer->result->sample[i];
        const uint32_t counts[] = {sample->ready,     sample->free,  sample->posted,  sample->filled,
                                   sample->indicated, sample->total, sample->pending, sample->disabled};
        struct row row = row_begin(statement);
        row_integer(&row, writer->run);
        row_count(&row, sample->time_ps);
        for (size_t j = 0; j < sizeof counts / sizeof *counts; j++)
            row_integer(&row, counts[j]);
        row_count(&row, sample->pool_bytes);
        row_count(&row, sample->frames_offered);
        row_count(&row, sample->frames_delivered);
        row_count(&row, sample->frames_dropped);
        done = row_write(writer->store, &row, writer->problems, writing);
    }
    return done;
}

static bool write_histogram(const struct writer *writer, enum result_histogram which) {
    const struct bucket_rows *buckets = &writer->result->histogram[which];
    if (buckets->count == 0)
        return true;
    sqlite3_stmt *statement = store_statement(writer->store, STATEMENT_HISTOGRAM, writer->problems);
    if (statement == NULL)
        return false;
    struct row row = row_begin(statement);
    char *packed = histogram_pack(buckets);
    row.too_large = packed == NULL;
    row_integer(&row, writer->run);
    row_text(&row, result_histogram_name(which));
    row_text(&row, packed);
    bool done = row_write(writer->store, &row, writer->problems, writing);
    free(packed);
    return done;
}

static bool forget_estimates(const struct writer *writer) {
    sqlite3_stmt *statement = store_statement(writer->store, STATEMENT_FORGET_ESTIMATES, writer->problems);
    if (statement == NULL)
        return false;
    struct row row = row_begin(statement);
    row_integer(&row, writer->point);
    return row_write(writer->store, &row, writer->problems, writing);
}

/* Takes a run back, children first (its foreign keys have no cascade: that would need triggers). */
static bool remove_run(const struct writer *writer) {
    static const char *const tables[] = {"run_clock", "episode",          "allocation", "violation",
                                         "series",    "packed_histogram", "run"};
    bool done = true;
    for (size_t i = 0; i < sizeof tables / sizeof *tables && done; i++) {
        struct text sql = {0};
        text_format(&sql, "DELETE FROM %s WHERE run_id = %lld", tables[i], (long long)writer->run);
        done = store_execute(writer->store->db, sql.at) == SQLITE_OK ||
               store_fault(writer->store, writer->problems, writing);
        text_free(&sql);
    }
    return done;
}

enum stored { STORED_SAME, STORED_TIMEOUT, STORED_OTHER, STORED_UNREADABLE };

static enum stored compare_stored(const struct writer *writer) {
    sqlite3_stmt *find = NULL;
    if (sqlite3_prepare_v2(writer->store->db, "SELECT status, digest FROM run WHERE run_id = ?", -1, &find,
                           NULL) != SQLITE_OK)
        return STORED_UNREADABLE;
    char status[16];
    char stored[DIGEST_TEXT];
    char ours[DIGEST_TEXT];
    digest_text(&writer->result->digest, ours);
    enum stored answer = STORED_UNREADABLE;
    if (sqlite3_bind_int64(find, 1, writer->run) == SQLITE_OK && sqlite3_step(find) == SQLITE_ROW &&
        store_cell_text(find, 0, status, sizeof status) && store_cell_text(find, 1, stored, sizeof stored)) {
        bool same = strcmp(stored, ours) == 0 && strcmp(status, run_status_text(writer->result->status)) == 0;
        answer = strcmp(status, "timeout") == 0 ? STORED_TIMEOUT : same ? STORED_SAME : STORED_OTHER;
    }
    (void)sqlite3_finalize(find);
    return answer;
}

static bool write_rows(const struct writer *writer, uint64_t wall_ns) {
    bool done = write_clock(writer, wall_ns) && forget_estimates(writer) && write_episodes(writer) &&
                write_allocations(writer) && write_violations(writer) && write_series(writer);
    for (size_t i = 0; i < RESULT_HISTOGRAMS && done; i++)
        done = write_histogram(writer, (enum result_histogram)i);
    return done;
}

static bool write_all(const struct writer *writer, uint64_t wall_ns) {
    bool exists = false;
    bool done = write_run(writer, &exists);
    if (exists) {
        enum stored stored = compare_stored(writer);
        if (stored == STORED_SAME)
            return true; /* stored once already, and it is the same run */
        if (stored == STORED_UNREADABLE)
            return store_damaged(writer->store, writer->problems, "a stored run cannot be read");
        if (stored == STORED_OTHER) {
            store_problem(writer->problems, writer->store->path, EXIT_DATA,
                          "the model changed without a new version, or one of the two machines is wrong",
                          "run %lld is stored already, with another digest or status",
                          (long long)writer->run);
            return false;
        }
        done = remove_run(writer) && write_run(writer, &exists);
    }
    return done && write_rows(writer, wall_ns);
}

bool store_has_run(struct store *store, int64_t point, uint32_t replication) {
    struct problems ignored;
    problems_init(&ignored);
    sqlite3_stmt *statement = store_statement(store, STATEMENT_HAS_RUN, &ignored);
    int64_t found = 0;
    if (statement != NULL && replication < STORE_REPLICATIONS_MAX) {
        struct row row = row_begin(statement);
        row_integer(&row, point * STORE_REPLICATIONS_MAX + replication);
        found = row_ask(store, &row, &ignored, "read the runs");
    }
    problems_free(&ignored);
    return found == 1;
}

bool store_add_run(struct store *store, int64_t point, const struct run_result *result, uint64_t wall_ns,
                   struct problems *problems) {
    ensure(result->replication < STORE_REPLICATIONS_MAX && result->status != RUN_STOPPED);
    sqlite3_stmt *savepoint = store_statement(store, STATEMENT_SAVEPOINT, problems);
    sqlite3_stmt *release = store_statement(store, STATEMENT_RELEASE, problems);
    if (savepoint == NULL || release == NULL || !store_transaction(store, problems))
        return false;
    struct row row = row_begin(savepoint);
    if (!row_write(store, &row, problems, writing))
        return false;
    struct writer writer = {store, problems, result, point * STORE_REPLICATIONS_MAX + result->replication,
                            point};
    bool done = write_all(&writer, wall_ns);
    if (sqlite3_get_autocommit(store->db) != 0)
        return false; /* the whole transaction is gone, and said so */
    if (!done)
        (void)store_execute(store->db, "ROLLBACK TO one_run");
    row = row_begin(release);
    return row_write(store, &row, problems, writing) && done;
}
