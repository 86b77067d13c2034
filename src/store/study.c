/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Studies and points: found by what they are, added when they are new.
 *
 * Numbers are given in the order of registration (the greatest so far plus one), which happens before any run
 * starts, so they depend on the design alone. A point that a later sweep reaches along other axes keeps its
 * number, and the new axes are added to those it has. */
#include <stdlib.h>
#include <string.h>

#include "filehash.h"
#include "store_internal.h"

static const char writing[] = "write to the database";

/* Bytes with a NUL in them (UTF-16, for one) are no text to SQLite's own functions: they are kept as a blob.
 */
static void bind_scenario(struct row *row, const char *bytes, size_t length) {
    if (length > 0 && memchr(bytes, '\0', length) != NULL)
        (void)sqlite3_bind_blob64(row->statement, row->next++, bytes, length, SQLITE_STATIC);
    else
        (void)sqlite3_bind_text64(row->statement, row->next++, length == 0 ? "" : bytes, length,
                                  SQLITE_STATIC, SQLITE_UTF8);
}

int64_t store_study(struct store *store, const struct study_key *key, struct problems *problems) {
    ensure(key->name != NULL && key->canonical != NULL && key->path != NULL);
    char canonical_hash[FILEHASH_TEXT];
    char scenario_hash[FILEHASH_TEXT];
    filehash_bytes(key->canonical, strlen(key->canonical), canonical_hash);
    filehash_bytes(key->scenario, key->scenario_length, scenario_hash);
    sqlite3_stmt *find = store_statement(store, STATEMENT_FIND_STUDY, problems);
    sqlite3_stmt *add = store_statement(store, STATEMENT_ADD_STUDY, problems);
    if (find == NULL || add == NULL || !store_transaction(store, problems))
        return 0;
    struct row row = row_begin(find);
    row_text(&row, key->name);
    row_text(&row, canonical_hash);
    int64_t id = row_ask(store, &row, problems, "read the studies");
    if (id != 0)
        return id < 0 ? 0 : id;
    row = row_begin(add);
    row_text(&row, key->name);
    row_text(&row, key->description);
    row_text(&row, key->path);
    bind_scenario(&row, key->scenario, key->scenario_length);
    row_text(&row, scenario_hash);
    row_text(&row, key->canonical);
    row_text(&row, canonical_hash);
    return row_write(store, &row, problems, writing) ? sqlite3_last_insert_rowid(store->db) : 0;
}

struct parameter_writer {
    struct store *store;
    struct problems *problems;
    sqlite3_stmt *statement;
    int64_t point;
    int64_t ordinal;
    bool done;
};

static void write_parameter(void *context, const struct parameter_value *value) {
    struct parameter_writer *writer = context;
    if (!writer->done)
        return;
    struct row row = row_begin(writer->statement);
    row_integer(&row, writer->point);
    row_text(&row, value->key);
    switch (value->type) {
    case PARAMETER_INTEGER:
        row_integer(&row, value->integer);
        break;
    case PARAMETER_REAL:
        row_real(&row, value->real);
        break;
    case PARAMETER_TEXT:
        row_text(&row, value->text);
        break;
    }
    row_text(&row, value->unit == NULL ? "" : value->unit);
    row_text(&row, value->text);
    row_integer(&row, value->defaulted);
    row_integer(&row, writer->ordinal++);
    writer->done = row_write(writer->store, &row, writer->problems, writing);
}

static bool write_axes(struct store *store, int64_t point, const struct assignment *axes, size_t count,
                       struct problems *problems) {
    sqlite3_stmt *statement = store_statement(store, STATEMENT_AXIS, problems);
    bool done = statement != NULL;
    for (size_t i = 0; i < count && done; i++) {
        struct row row = row_begin(statement);
        row_integer(&row, point);
        row_integer(&row, (int64_t)i);
        row_text(&row, axes[i].key);
        row_text(&row, axes[i].value);
        done = row_write(store, &row, problems, writing);
    }
    return done;
}

static int64_t add_point(struct store *store, int64_t study, const struct config *config,
                         const char *canonical, const char *hash, struct problems *problems) {
    sqlite3_stmt *add = store_statement(store, STATEMENT_ADD_POINT, problems);
    sqlite3_stmt *parameter = store_statement(store, STATEMENT_PARAMETER, problems);
    if (add == NULL || parameter == NULL)
        return 0;
    struct row row = row_begin(add);
    row_integer(&row, study);
    row_integer(&row, MODEL_VERSION);
    row_text(&row, hash);
    row_text(&row, canonical);
    if (!row_write(store, &row, problems, writing))
        return 0;
    int64_t point = sqlite3_last_insert_rowid(store->db);
    struct parameter_writer writer = {store, problems, parameter, point, 0, true};
    config_parameters(config, write_parameter, &writer);
    return writer.done ? point : 0;
}

static int64_t find_or_add(struct store *store, int64_t study, const struct config *config,
                           const char *canonical, struct problems *problems) {
    char hash[FILEHASH_TEXT];
    filehash_bytes(canonical, strlen(canonical), hash);
    sqlite3_stmt *find = store_statement(store, STATEMENT_FIND_POINT, problems);
    if (find == NULL)
        return 0;
    struct row row = row_begin(find);
    row_integer(&row, study);
    row_text(&row, hash);
    row_integer(&row, MODEL_VERSION);
    int64_t id = row_ask(store, &row, problems, "read the points");
    if (id != 0)
        return id < 0 ? 0 : id;
    return add_point(store, study, config, canonical, hash, problems);
}

/* A point is whole or not there: its parameters come with it. */
int64_t store_point(struct store *store, int64_t study, const struct config *config,
                    const struct assignment *axes, size_t axis_count, struct problems *problems) {
    sqlite3_stmt *savepoint = store_statement(store, STATEMENT_SAVEPOINT, problems);
    sqlite3_stmt *release = store_statement(store, STATEMENT_RELEASE, problems);
    if (savepoint == NULL || release == NULL || !store_transaction(store, problems))
        return 0;
    struct row row = row_begin(savepoint);
    if (!row_write(store, &row, problems, writing))
        return 0;
    char *canonical = config_canonical(config);
    int64_t point = find_or_add(store, study, config, canonical, problems);
    free(canonical);
    if (point != 0 && !write_axes(store, point, axes, axis_count, problems))
        point = 0;
    if (point == 0 && sqlite3_get_autocommit(store->db) == 0)
        (void)store_execute(store->db, "ROLLBACK TO one_run");
    row = row_begin(release);
    if (sqlite3_get_autocommit(store->db) == 0 && !row_write(store, &row, problems, writing))
        point = 0;
    return point;
}
