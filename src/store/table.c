/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables for reports: a query's rows in memory, all texts in one buffer.
 *
 * While rows come in the buffer moves, so a text is an offset until the last row is there. The largest table
 * is the series of a run (some thousand rows); a sweep of 10,000 points has 600,000 estimates, about 100 MB:
 * acceptable for a report, and far simpler than streaming. Each cell must have the type its column was
 * declared with: a file whose cells lie is refused here, so that readers need not ask. */
#include <stdlib.h>
#include <string.h>

#include "store_internal.h"

struct builder {
    struct table *table;
    struct text texts;
    size_t capacity; /* cells */
};

static bool is_declared(sqlite3_stmt *statement, int column, int type) {
    const char *declared = sqlite3_column_decltype(statement, column);
    if (declared == NULL || type == SQLITE_NULL || strcmp(declared, "ANY") == 0)
        return type != SQLITE_BLOB;
    if (strcmp(declared, "INTEGER") == 0)
        return type == SQLITE_INTEGER;
    if (strcmp(declared, "REAL") == 0)
        return type == SQLITE_FLOAT;
    return type == SQLITE_TEXT;
}

static bool add_cell(struct builder *builder, sqlite3_stmt *statement, int column) {
    struct table *table = builder->table;
    struct cell *cell = &table->cell[table->rows * table->columns + (size_t)column];
    *cell = (struct cell){.kind = CELL_NULL};
    int type = sqlite3_column_type(statement, column);
    if (!is_declared(statement, column, type))
        return false;
    if (type == SQLITE_INTEGER) {
        cell->kind = CELL_INTEGER;
        cell->integer = sqlite3_column_int64(statement, column);
    } else if (type == SQLITE_FLOAT) {
        cell->kind = CELL_REAL;
        cell->real = sqlite3_column_double(statement, column);
    } else if (type == SQLITE_TEXT) {
        const char *text = (const char *)sqlite3_column_text(statement, column);
        if (text == NULL)
            return false;
        cell->kind = CELL_TEXT;
        cell->integer = (int64_t)builder->texts.length;
        text_add_bytes(&builder->texts, text, strlen(text) + 1);
    }
    return true;
}

static bool add_row(struct builder *builder, sqlite3_stmt *statement) {
    struct table *table = builder->table;
    size_t needed = (table->rows + 1) * table->columns;
    if (needed > builder->capacity) {
        builder->capacity = needed * 2;
        table->cell = memory_grow(table->cell, builder->capacity, sizeof *table->cell);
    }
    bool sound = true;
    for (size_t i = 0; i < table->columns && sound; i++)
        sound = add_cell(builder, statement, (int)i);
    table->rows += sound;
    return sound;
}

static void name_columns(struct table *table, sqlite3_stmt *statement) {
    table->columns = (size_t)sqlite3_column_count(statement);
    table->name = memory_alloc(table->columns * sizeof *table->name);
    for (size_t i = 0; i < table->columns; i++) {
        const char *name = sqlite3_column_name(statement, (int)i);
        ensure(name != NULL);
        table->name[i] = memory_copy_text(name);
    }
}

static void settle_texts(struct builder *builder) {
    struct table *table = builder->table;
    table->texts = text_take(&builder->texts);
    for (size_t i = 0; i < table->rows * table->columns; i++) {
        struct cell *cell = &table->cell[i];
        if (cell->kind != CELL_TEXT)
            continue;
        cell->text = table->texts + cell->integer;
        cell->integer = 0;
    }
}

static bool fill(struct store *store, struct builder *builder, sqlite3_stmt *statement,
                 struct problems *problems) {
    int result = SQLITE_DONE;
    while ((result = sqlite3_step(statement)) == SQLITE_ROW) {
        if (!add_row(builder, statement))
            return store_damaged(store, problems, "a cell is not of the type of its column");
    }
    return result == SQLITE_DONE || store_fault(store, problems, "read the database");
}

struct table *store_table(struct store *store, enum store_table which, int64_t argument,
                          struct problems *problems) {
    char *sql = store_table_query(which);
    sqlite3_stmt *statement = NULL;
    int result = sqlite3_prepare_v2(store->db, sql, -1, &statement, NULL);
    free(sql);
    if (result != SQLITE_OK) {
        (void)store_fault(store, problems, "read the database");
        return NULL;
    }
    (void)sqlite3_bind_int64(statement, 1, argument);
    struct builder builder = {.table = memory_alloc(sizeof *builder.table)};
    name_columns(builder.table, statement);
    bool sound = fill(store, &builder, statement, problems);
    (void)sqlite3_finalize(statement);
    settle_texts(&builder);
    if (sound)
        return builder.table;
    table_free(builder.table);
    return NULL;
}

void table_free(struct table *table) {
    if (table == NULL)
        return;
    for (size_t i = 0; i < table->columns; i++)
        free(table->name[i]);
    free(table->name);
    free(table->cell);
    free(table->texts);
    free(table);
}

size_t table_column(const struct table *table, const char *name) {
    size_t column = 0;
    while (column < table->columns && strcmp(table->name[column], name) != 0)
        column++;
    return column;
}
