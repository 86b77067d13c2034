/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table behind empirical(FILE): measured values, one a line, each as likely as any other.
 *
 * A value carries its unit ("12.5 us"), or the file names one for all values that lack it, in a line `unit:
 * us` before the first of them, because measuring tools print bare numbers and a guess would be silently
 * wrong. `#` begins a comment. The values are sorted, so two files with the same values in another order are
 * the same law. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "ensure.h"
#include "trace_lines.h"
#include "value_units.h"

struct table {
    struct slice name; /* the file as named in the scenario */
    bool count_unit;
    const struct unit *unit; /* of bare numbers; NULL: none given */
    uint64_t *value;
    size_t count;
    size_t capacity;
    struct value_error *error;
};

/* A fault at bytes begin.. of a line: "FILE:LINE:COLUMN: message" with the place of the file's name. */
static bool fail_at(struct table *table, const char *path, const struct line *line,
                    const struct value_error *fault) {
    value_fail(table->error, table->name, "%s:%lu:%u: %s", path, (unsigned long)line->number,
               (unsigned)line_column(line, fault->offset), fault->message);
    return value_hint(table->error, "%s", fault->hint);
}

/* "unit: us" */
static bool read_unit(struct slice slice, struct table *table, bool *is_unit, struct value_error *fault) {
    static const char word[] = "unit:";
    enum unit_kind kind;
    size_t length = strlen(word);
    *is_unit = slice.end - slice.begin >= length && memcmp(slice.text + slice.begin, word, length) == 0;
    if (!*is_unit)
        return true;
    struct slice name = slice;
    name.begin += length;
    name = slice_trim(name);
    if (table->count_unit)
        return value_fail(fault, slice, "counts have no unit");
    if (table->count > 0 || table->unit != NULL)
        return value_fail(fault, slice, "the unit is named once, before the first value");
    table->unit = unit_find(name.text + name.begin, name.end - name.begin, UNITS(UNIT_TIME), &kind);
    return table->unit != NULL || unit_refuse(name, UNITS(UNIT_TIME), fault);
}

static bool read_value(struct slice slice, struct table *table, uint64_t *value, struct value_error *fault) {
    if (table->count_unit)
        return read_count(slice, 0, UINT64_MAX - 1, value, fault);
    struct decimal number;
    struct slice rest = slice;
    if (table->unit != NULL && number_read(&rest, "a time", &number, fault) && rest.begin == rest.end) {
        struct quantity bare = {
            .slice = slice, .number = number, .divisor = 1, .kind = UNIT_TIME, .unit = table->unit};
        return quantity_whole(&bare, value, fault);
    }
    if (read_time(slice, value, fault))
        return true;
    if (strcmp(fault->message, "missing unit") == 0)
        value_hint(fault, "write a line 'unit: us' before the first value, or a unit behind each");
    return false;
}

static bool read_line(struct table *table, const struct line *line, struct value_error *fault) {
    bool is_unit;
    uint64_t value;
    struct slice slice = {.text = line->text, .begin = 0, .end = strcspn(line->text, "#")};
    slice = slice_trim(slice);
    if (slice.begin == slice.end)
        return true;
    if (!read_unit(slice, table, &is_unit, fault))
        return false;
    if (is_unit)
        return true;
    if (!read_value(slice, table, &value, fault))
        return false;
    if (table->count == EMPIRICAL_MAX) {
        value_fail(fault, slice, "more than %u values", EMPIRICAL_MAX);
        return value_hint(fault, "a table has at most %u values", EMPIRICAL_MAX);
    }
    if (table->count == table->capacity) {
        table->capacity = table->capacity == 0 ? 256 : table->capacity * 2;
        table->value = memory_grow(table->value, table->capacity, sizeof *table->value);
    }
    table->value[table->count++] = value;
    return true;
}

static int by_value(const void *a, const void *b) {
    uint64_t first = *(const uint64_t *)a;
    uint64_t second = *(const uint64_t *)b;
    return (first > second) - (first < second);
}

static bool read_lines(struct table *table, const char *path, FILE *file) {
    struct line_reader reader;
    struct line line;
    struct value_error fault = {.message = ""};
    line_reader_init(&reader, file);
    while (line_next(&reader, &line)) {
        if (line.fault != NULL)
            value_fail(&fault, slice_of(""), "%s", line.fault);
        if (line.fault != NULL || !read_line(table, &line, &fault))
            return fail_at(table, path, &line, &fault);
    }
    if (ferror(file) != 0)
        return value_fail(table->error, table->name, "cannot read '%s': %s", path, strerror(errno));
    if (table->count == 0) {
        value_fail(table->error, table->name, "'%s' holds no value", path);
        return value_hint(table->error, "write one value with its unit on each line");
    }
    qsort(table->value, table->count, sizeof *table->value, by_value);
    return true;
}

static char *full_path(struct slice slice, const char *base_dir) {
    struct text path = {0};
    size_t length = base_dir == NULL ? 0 : strlen(base_dir);
    if (length > 0 && slice.text[slice.begin] != '/')
        text_format(&path, "%s%s", base_dir, base_dir[length - 1] == '/' ? "" : "/");
    text_add_bytes(&path, slice.text + slice.begin, slice.end - slice.begin);
    return text_take(&path);
}

bool empirical_read(struct slice slice, const char *base_dir, bool count_unit, uint64_t **values,
                    uint32_t *count, struct value_error *error) {
    struct table table = {.name = slice, .count_unit = count_unit, .error = error};
    char *path = full_path(slice, base_dir);
    struct stat about;
    bool good = stat(path, &about) == 0;
    if (!good)
        value_fail(error, slice, "cannot read '%s': %s", path, strerror(errno));
    else if (!S_ISREG(about.st_mode))
        good = value_fail(error, slice, "'%s' is not a file", path);
    FILE *file = good ? fopen(path, "rb") : NULL;
    if (good && file == NULL)
        good = value_fail(error, slice, "cannot read '%s': %s", path, strerror(errno));
    if (good)
        good = read_lines(&table, path, file);
    if (file != NULL)
        (void)fclose(file);
    free(path);
    if (!good) {
        free(table.value);
        return false;
    }
    *values = table.value;
    *count = (uint32_t)table.count;
    return true;
}
