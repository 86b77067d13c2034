/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Statements prepared once and kept, and rows bound to them value by value.
 *
 * A run is six to ten statements; preparing them anew would take several times as long as running them. Every
 * value is bound, none is ever pasted into SQL. SQLite's integers end at 2^63 - 1, ours at 2^64 - 1: a number
 * beyond is refused, not wrapped (a time of that size is 106 days). */
#include <math.h>
#include <stdlib.h>
#include <time.h>

#include "simtime.h"
#include "store_internal.h"

static const char *const texts[STATEMENT_COUNT] = {
    [STATEMENT_BEGIN] = "BEGIN IMMEDIATE",
    [STATEMENT_COMMIT] = "COMMIT",
    [STATEMENT_SAVEPOINT] = "SAVEPOINT one_run",
    [STATEMENT_RELEASE] = "RELEASE one_run",
    [STATEMENT_HAS_RUN] = "SELECT 1 FROM run WHERE run_id = ? AND status <> 'timeout'",
    [STATEMENT_RUN] = NULL, /* a value for every metric */
    [STATEMENT_RUN_CLOCK] =
        "INSERT INTO run_clock(run_id, execution_id, wall_ns, events) VALUES (?, ?, ?, ?)",
    [STATEMENT_EPISODE] =
        "INSERT INTO episode(run_id, number, queue, cause, start_ps, end_ps, frames_dropped)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
    [STATEMENT_ALLOCATION] = "INSERT INTO allocation VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    [STATEMENT_VIOLATION] = "INSERT INTO violation VALUES (?, ?, ?, ?, ?, ?, ?)",
    [STATEMENT_SERIES] = "INSERT INTO series VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    [STATEMENT_HISTOGRAM] = "INSERT INTO packed_histogram VALUES (?, ?, ?)",
    [STATEMENT_ESTIMATE] = "INSERT INTO estimate VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
    [STATEMENT_FORGET_ESTIMATES] = "DELETE FROM estimate WHERE point_id = ?",
    [STATEMENT_FIND_STUDY] = "SELECT study_id FROM study WHERE name = ? AND canonical_hash = ?",
    [STATEMENT_ADD_STUDY] = "INSERT INTO study(name, description, path, scenario, scenario_hash, canonical,"
                            " canonical_hash) VALUES (?, ?, ?, ?, ?, ?, ?)",
    [STATEMENT_FIND_POINT] = "SELECT point_id FROM point WHERE study_id = ? AND config_hash = ?"
                             " AND model_version = ?",
    [STATEMENT_ADD_POINT] =
        "INSERT INTO point(study_id, model_version, config_hash, canonical) VALUES (?, ?, ?, ?)",
    [STATEMENT_PARAMETER] = "INSERT INTO parameter(point_id, key, value, unit, text, defaulted, ordinal)"
                            " VALUES (?, ?, ?, ?, ?, ?, ?)",
    [STATEMENT_AXIS] = "INSERT INTO point_axis(point_id, ordinal, key, value) VALUES (?, ?, ?, ?)"
                       " ON CONFLICT DO NOTHING",
};

static char *run_text(void) {
    struct text sql = {0};
    text_add(&sql, "INSERT INTO run VALUES (?, ?, ?, ?, ?, ?");
    for (size_t i = 0; i < METRIC_COUNT; i++)
        text_add(&sql, ", ?");
    text_add(&sql, ", ?, ?, ?)");
    return text_take(&sql);
}

sqlite3_stmt *store_statement(struct store *store, enum statement which, struct problems *problems) {
    ensure((size_t)which < STATEMENT_COUNT);
    sqlite3_stmt **kept = &store->statement[which];
    if (*kept != NULL)
        return *kept;
    char *sql = which == STATEMENT_RUN ? run_text() : memory_copy_text(texts[which]);
    int result = sqlite3_prepare_v3(store->db, sql, -1, SQLITE_PREPARE_PERSISTENT, kept, NULL);
    free(sql);
    if (result != SQLITE_OK)
        (void)store_fault(store, problems, "use the database");
    return *kept;
}

struct row row_begin(sqlite3_stmt *statement) {
    return (struct row){.statement = statement, .next = 1};
}

void row_integer(struct row *row, int64_t value) {
    (void)sqlite3_bind_int64(row->statement, row->next++, value);
}

void row_count(struct row *row, uint64_t value) {
    if (value > INT64_MAX)
        row->too_large = true;
    row_integer(row, (int64_t)(value & INT64_MAX));
}

void row_time(struct row *row, uint64_t ps) {
    if (ps == TIME_NEVER)
        row_null(row);
    else
        row_count(row, ps);
}

void row_real(struct row *row, double value) {
    ensure(isfinite(value)); /* what is undefined is NULL; SQLite would turn NaN into that without a word */
    (void)sqlite3_bind_double(row->statement, row->next++, value);
}

void row_text(struct row *row, const char *text) {
    (void)sqlite3_bind_text(row->statement, row->next++, text, -1, SQLITE_STATIC);
}

void row_null(struct row *row) {
    (void)sqlite3_bind_null(row->statement, row->next++);
}

bool row_write_new(struct store *store, struct row *row, struct problems *problems, const char *doing,
                   bool *exists) {
    *exists = false;
    if (row->too_large) {
        store_problem(problems, store->path, EXIT_DATA, "make the run shorter: times end at 106 days",
                      "cannot %s: a number is beyond 2^63 - 1", doing);
        return false;
    }
    ensure(row->next - 1 == sqlite3_bind_parameter_count(row->statement));
    int result = sqlite3_step(row->statement);
    bool done = result == SQLITE_DONE || result == SQLITE_ROW;
    *exists = result == SQLITE_CONSTRAINT_PRIMARYKEY || result == SQLITE_CONSTRAINT_ROWID;
    if (!done && !*exists)
        (void)store_fault(store, problems, doing);
    (void)sqlite3_reset(row->statement);
    return done;
}

bool row_write(struct store *store, struct row *row, struct problems *problems, const char *doing) {
    bool exists = false;
    bool done = row_write_new(store, row, problems, doing, &exists);
    if (exists) {
        store_problem(problems, store->path, EXIT_DATA,
                      "what the file holds contradicts it; start a new database",
                      "cannot %s: a row of that key is there already", doing);
    }
    return done;
}

int64_t row_ask(struct store *store, struct row *row, struct problems *problems, const char *doing) {
    ensure(row->next - 1 == sqlite3_bind_parameter_count(row->statement));
    int result = sqlite3_step(row->statement);
    int64_t value = 0;
    if (result == SQLITE_ROW && !store_cell_integer(row->statement, 0, 1, INT64_MAX, &value)) {
        (void)store_damaged(store, problems, "an id is no number");
        value = -1;
    }
    if (result != SQLITE_ROW && result != SQLITE_DONE) {
        (void)store_fault(store, problems, doing);
        value = -1;
    }
    (void)sqlite3_reset(row->statement);
    return value;
}

static uint64_t monotonic_ms(void) {
    struct timespec now = {0};
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

bool store_transaction(struct store *store, struct problems *problems) {
    if (store->broken || store->mode != STORE_WRITE) {
        store_problem(problems, store->path, EXIT_NO_WRITE, "run again: what is stored is not run twice",
                      store->broken ? "nothing more is written after the failure before"
                                    : "the database was opened for reading");
        return false;
    }
    if (store->in_transaction)
        return true;
    sqlite3_stmt *begin = store_statement(store, STATEMENT_BEGIN, problems);
    if (begin == NULL)
        return false;
    struct row row = row_begin(begin);
    if (!row_write(store, &row, problems, "write to the database"))
        return false;
    store->in_transaction = true;
    store->transaction_ms = monotonic_ms();
    return true;
}

bool store_commit(struct store *store, bool now, struct problems *problems) {
    if (!store->in_transaction)
        return !store->broken;
    if (!now && monotonic_ms() - store->transaction_ms < STORE_COMMIT_MS)
        return true;
    sqlite3_stmt *commit = store_statement(store, STATEMENT_COMMIT, problems);
    if (commit == NULL)
        return false;
    int result = sqlite3_step(commit);
    if (result != SQLITE_DONE && (sqlite3_errcode(store->db) & 0xff) == SQLITE_BUSY && !now) {
        (void)sqlite3_reset(commit); /* somebody reads (journal mode DELETE): the next time will do */
        return true;
    }
    if (result != SQLITE_DONE) {
        (void)store_fault(store, problems, "write to the database");
        store->broken = true;
    }
    (void)sqlite3_reset(commit);
    if (sqlite3_get_autocommit(store->db) == 0)
        (void)store_execute(store->db, "ROLLBACK");
    store->in_transaction = false;
    return result == SQLITE_DONE;
}
