/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A connection that trusts nothing it finds in the file.
 *
 * Views and triggers are switched off (a hostile file may carry any), functions with side effects are closed
 * to the schema, cells are checked for size, nothing is mapped into memory (a file that shrinks would kill
 * us), and no row may be larger than any of ours can be. Paths are plain file names: "file:..." and
 * ":memory:" mean nothing here. */
#include <stdlib.h>
#include <string.h>

#include "store_internal.h"

enum { ROW_BYTES_MAX = 64 << 20 };

int store_integer(sqlite3 *db, const char *sql, int64_t *value) {
    sqlite3_stmt *statement = NULL;
    int result = sqlite3_prepare_v2(db, sql, -1, &statement, NULL);
    *value = 0;
    if (result == SQLITE_OK) {
        result = sqlite3_step(statement);
        if (result == SQLITE_ROW)
            *value = sqlite3_column_int64(statement, 0);
    }
    int end = sqlite3_finalize(statement);
    return result == SQLITE_ROW || result == SQLITE_DONE ? end : result;
}

int store_execute(sqlite3 *db, const char *sql) {
    return sqlite3_exec(db, sql, NULL, NULL, NULL);
}

/* "file:PATH?mode=ro&immutable=1" with everything but plain characters as %XX. */
static void immutable_name(struct text *name, const char *path) {
    text_add(name, "file:");
    for (const unsigned char *at = (const unsigned char *)path; *at != '\0'; at++) {
        bool plain = (*at >= 'a' && *at <= 'z') || (*at >= 'A' && *at <= 'Z') || (*at >= '0' && *at <= '9') ||
                     strchr("/._-", *at) != NULL;
        if (plain)
            text_add_bytes(name, (const char *)at, 1);
        else
            text_format(name, "%%%02X", *at);
    }
    text_add(name, "?mode=ro&immutable=1");
}

static int configure(sqlite3 *db) {
    (void)sqlite3_extended_result_codes(db, 1);
    (void)sqlite3_busy_timeout(db, STORE_BUSY_MS);
    (void)sqlite3_limit(db, SQLITE_LIMIT_LENGTH, ROW_BYTES_MAX);
    (void)sqlite3_limit(db, SQLITE_LIMIT_ATTACHED, 0);
    static const int off[] = {SQLITE_DBCONFIG_TRUSTED_SCHEMA, SQLITE_DBCONFIG_ENABLE_TRIGGER,
                              SQLITE_DBCONFIG_ENABLE_VIEW, SQLITE_DBCONFIG_DQS_DDL, SQLITE_DBCONFIG_DQS_DML};
    static const int on[] = {SQLITE_DBCONFIG_DEFENSIVE, SQLITE_DBCONFIG_ENABLE_FKEY};
    for (size_t i = 0; i < sizeof off / sizeof *off; i++)
        (void)sqlite3_db_config(db, off[i], 0, NULL);
    for (size_t i = 0; i < sizeof on / sizeof *on; i++)
        (void)sqlite3_db_config(db, on[i], 1, NULL);
    return store_execute(db,
                         "PRAGMA trusted_schema = OFF; PRAGMA foreign_keys = ON; PRAGMA cell_size_check = ON;"
                         "PRAGMA mmap_size = 0; PRAGMA temp_store = MEMORY");
}

int store_connect(const char *path, enum store_mode mode, bool immutable, sqlite3 **db) {
    struct text name = {0};
    if (immutable)
        immutable_name(&name, path);
    else
        text_format(&name, "%s%s", path[0] == '/' ? "" : "./", path);
    int flags = SQLITE_OPEN_NOMUTEX | (immutable ? SQLITE_OPEN_URI : 0) |
                (mode == STORE_WRITE ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY);
    int result = sqlite3_open_v2(name.at, db, flags, NULL);
    text_free(&name);
    if (result == SQLITE_OK)
        result = configure(*db);
    int64_t schema = 0;
    return result == SQLITE_OK ? store_integer(*db, "PRAGMA schema_version", &schema) : result;
}
