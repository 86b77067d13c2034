/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the store share. Nothing outside src/store sees it, and with it sqlite3.h. */
#ifndef RXP_STORE_INTERNAL_H
#define RXP_STORE_INTERNAL_H

#include <sqlite3.h>

#include "ensure.h"
#include "store.h"
#include "text.h"

#define STORE_APPLICATION_ID 0x7278706c /* "rxpl" */
#define STORE_SCHEMA_VERSION 3
#define STORE_PAGE_BYTES "8192"     /* a packed histogram needs an overflow page less often than with 4096 */
#define STORE_BUSY_MS 2000          /* how long another writer is waited for */
#define STORE_COMMIT_MS 200         /* a transaction is not older when it is committed */
#define STORE_CHECKED_BYTES 8388608 /* databases up to here are checked page by page when opened */

enum store_exit {
    EXIT_DATA = 65,
    EXIT_NO_INPUT = 66,
    EXIT_INTERNAL = 70,
    EXIT_NO_CREATE = 73,
    EXIT_NO_WRITE = 74
};

/* Statements that are prepared once and kept: statement.c. */
enum statement {
    STATEMENT_BEGIN,
    STATEMENT_COMMIT,
    STATEMENT_SAVEPOINT,
    STATEMENT_RELEASE,
    STATEMENT_HAS_RUN,
    STATEMENT_RUN,
    STATEMENT_RUN_CLOCK,
    STATEMENT_EPISODE,
    STATEMENT_ALLOCATION,
    STATEMENT_VIOLATION,
    STATEMENT_SERIES,
    STATEMENT_HISTOGRAM,
    STATEMENT_ESTIMATE,
    STATEMENT_FORGET_ESTIMATES,
    STATEMENT_FIND_STUDY,
    STATEMENT_ADD_STUDY,
    STATEMENT_FIND_POINT,
    STATEMENT_ADD_POINT,
    STATEMENT_PARAMETER,
    STATEMENT_AXIS,
    STATEMENT_COUNT
};

struct store_lock {
    int file;   /* -1: none */
    char *path; /* of the lock file, owned */
};

struct store {
    sqlite3 *db;
    char *path;
    enum store_mode mode;
    struct store_lock lock;
    bool created; /* this command made the file */
    bool wal;     /* we went to journal mode WAL */
    bool in_transaction;
    bool broken;             /* a transaction was lost: nothing more is written */
    uint64_t transaction_ms; /* when it began, by the monotonic clock */
    int64_t execution;       /* 0: none was begun */
    sqlite3_stmt *statement[STATEMENT_COUNT];
};

/* --- fault.c: what went wrong, as a problem --- */
void store_problem(struct problems *problems, const char *path, int exit_code, const char *hint,
                   const char *format, ...) __attribute__((format(printf, 5, 6)));
/* The last error of the connection; `doing` completes "cannot ...". Always returns false. */
bool store_fault(struct store *store, struct problems *problems, const char *doing);
/* A cell that cannot be what we wrote. Always returns false. */
bool store_damaged(struct store *store, struct problems *problems, const char *where);

/* --- lock.c: one writer --- */
bool store_lock_take(struct store_lock *lock, const char *path, struct problems *problems);
void store_lock_release(struct store_lock *lock);
/* A file system on which the shared memory of WAL cannot be trusted. */
bool store_on_network(const char *path);

/* --- connect.c: a connection that trusts nothing --- */
/* Opens, configures and reads from it once; an SQLite result code. immutable: the file cannot change, nor its
 * directory be written to. */
int store_connect(const char *path, enum store_mode mode, bool immutable, sqlite3 **db);
/* One integer of a statement without parameters. */
int store_integer(sqlite3 *db, const char *sql, int64_t *value);
int store_execute(sqlite3 *db, const char *sql);

/* --- schema.c, views.c --- */
bool store_schema_create(struct store *store, struct problems *problems);
/* Are all our tables there, made by the very statements that we would use? */
bool store_schema_check(struct store *store, struct problems *problems);
/* Brings the views up to date (a writer only). */
bool store_views_refresh(struct store *store, struct problems *problems);
/* The statement that makes view number `index`, with its name; NULL after the last one. Caller frees. */
char *store_view_sql(size_t index, const char **name);

/* --- open.c --- */
/* store_open with another limit for the page-by-page check: tests look behind it. */
struct store *store_open_checked(const char *path, enum store_mode mode, int64_t checked_bytes,
                                 struct problems *problems);

/* --- statement.c: kept statements and rows to write --- */
struct row {
    sqlite3_stmt *statement;
    int next;       /* parameter that is bound next */
    bool too_large; /* a number did not fit */
};
/* NULL and a problem when it cannot be prepared. */
sqlite3_stmt *store_statement(struct store *store, enum statement which, struct problems *problems);
struct row row_begin(sqlite3_stmt *statement);
void row_integer(struct row *row, int64_t value);
void row_count(struct row *row, uint64_t value);
void row_time(struct row *row, uint64_t ps); /* TIME_NEVER is NULL */
void row_real(struct row *row, double value);
void row_text(struct row *row,
              const char *text); /* NULL is NULL; the text must live until the row is written */
void row_null(struct row *row);
/* Runs the statement; false and a problem when it fails. */
bool row_write(struct store *store, struct row *row, struct problems *problems, const char *doing);
/* The same, but a row whose key is taken is no problem: *exists says so. */
bool row_write_new(struct store *store, struct row *row, struct problems *problems, const char *doing,
                   bool *exists);
/* Runs a statement that asks for one integer; 0 when there is no row, -1 and a problem when it fails. */
int64_t row_ask(struct store *store, struct row *row, struct problems *problems, const char *doing);
bool store_transaction(struct store *store, struct problems *problems);

/* --- read.c: cells that may hold anything --- */
bool store_cell_integer(sqlite3_stmt *statement, int column, int64_t low, int64_t high, int64_t *value);
bool store_cell_text(sqlite3_stmt *statement, int column, char *buffer, size_t size);
/* A copy (caller frees), or NULL when it is no text or holds a NUL. */
char *store_cell_copy(sqlite3_stmt *statement, int column);

/* --- pack.c: histograms --- */
#define STORE_BUCKETS 7296 /* those of values below 2^63, where SQLite's integers end */
#define STORE_LAST_BUCKET "7295"
#define STORE_PACKED_MOST "180000" /* bytes: no histogram takes more (counts of 19 digits, 1,500 members) */
/* Caller frees; NULL: a number is beyond 2^63 - 1. */
char *histogram_pack(const struct bucket_rows *buckets);

/* For a FROM: run_id, name, bucket, count; bridged gaps too. `cell` is the column with the JSON. */
#define UNPACKED_HISTOGRAM(cell)                                                                             \
    "(SELECT run_id, name, CAST(member.key AS INTEGER) + counted.key AS bucket, counted.value AS count"      \
    " FROM packed_histogram, json_each(" cell ") AS member, json_each(member.value) AS counted)"
/* The edges of a bucket in ps: 128 steps a doubling, below 256 one value each (histogram.h). */
#define BUCKET_LOW "iif(bucket < 256, bucket, (128 + (bucket & 127)) << ((bucket >> 7) - 1))"
#define BUCKET_HIGH BUCKET_LOW " + iif(bucket < 256, 0, (1 << ((bucket >> 7) - 1)) - 1)"

/* --- execution.c --- */
bool store_end_execution(struct store *store, struct problems *problems);

/* --- tables.c --- */
char *store_table_query(enum store_table which);

#endif
