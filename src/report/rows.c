/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables by column name and tame text.
 *
 * Columns are found by name, once per table, so that the store may add columns without touching a report. */
#include "rows.h"

#include <math.h>
#include <stdarg.h>
#include <string.h>

#include "ensure.h"

size_t rows_column(const struct table *table, const char *name) {
    size_t column = table_column(table, name);
    ensure(column < table->columns);
    return column;
}

const struct cell *rows_cell(const struct table *table, size_t row, size_t column) {
    ensure(row < table->rows && column < table->columns);
    return &table->cell[row * table->columns + column];
}

double cell_number(const struct cell *cell) {
    switch (cell->kind) {
    case CELL_INTEGER:
        return (double)cell->integer;
    case CELL_REAL:
        return cell->real;
    case CELL_NULL:
    case CELL_TEXT:
        break;
    }
    return (double)NAN;
}

int64_t cell_integer(const struct cell *cell) {
    return cell->kind == CELL_INTEGER ? cell->integer : 0;
}

const char *cell_text(const struct cell *cell) {
    return cell->kind == CELL_TEXT && cell->text != NULL ? cell->text : "";
}

/* Length and value of the character at `at`; length 0 when it is not well-formed UTF-8. */
static size_t character(const unsigned char *at, uint32_t *value) {
    static const uint32_t least[5] = {0, 0, 0x80, 0x800, 0x10000};
    size_t length = at[0] < 0x80   ? 1
                    : at[0] < 0xC0 ? 0
                    : at[0] < 0xE0 ? 2
                    : at[0] < 0xF0 ? 3
                    : at[0] < 0xF8 ? 4
                                   : 0;
    if (length < 2) {
        *value = at[0];
        return length;
    }
    *value = at[0] & (0xFFu >> (length + 1));
    for (size_t i = 1; i < length; i++) {
        if ((at[i] & 0xC0) != 0x80)
            return 0;
        *value = *value << 6 | (at[i] & 0x3Fu);
    }
    bool surrogate = *value >= 0xD800 && *value <= 0xDFFF;
    return *value < least[length] || *value > 0x10FFFF || surrogate ? 0 : length;
}

static bool is_tame(uint32_t value) {
    if (value < 0x20 || (value >= 0x7F && value < 0xA0))
        return false;
    bool direction = value == 0x061C || (value >= 0x200E && value <= 0x200F) ||
                     (value >= 0x2028 && value <= 0x202E) || (value >= 0x2066 && value <= 0x2069);
    return !direction && value != 0xFEFF;
}

void tame_add(struct text *to, const char *text) {
    tame_add_short(to, text, SIZE_MAX);
}

void tame_add_short(struct text *to, const char *text, size_t most) {
    const unsigned char *at = (const unsigned char *)text;
    size_t shown = 0;
    size_t before_last = to->length;
    text_add(to, "");
    while (*at != '\0') {
        uint32_t value;
        size_t length = character(at, &value);
        if (shown == most) {
            to->length = before_last;
            text_add(to, "\u2026");
            return;
        }
        before_last = to->length;
        if (length > 0 && is_tame(value))
            text_add_bytes(to, (const char *)at, length);
        else
            text_add(to, value == '\t' || value == '\n' || value == '\r' ? " " : "?");
        at += length == 0 ? 1 : length;
        shown++;
    }
}

size_t text_width(const char *text) {
    size_t width = 0;
    for (const char *at = text; *at != '\0'; at++)
        width += ((unsigned char)*at & 0xC0) != 0x80;
    return width;
}

void text_pad(struct text *to, const char *text, size_t width, bool right) {
    size_t blanks = text_width(text) < width ? width - text_width(text) : 0;
    if (!right)
        text_add(to, text);
    for (size_t i = 0; i < blanks; i++)
        text_add(to, " ");
    if (right)
        text_add(to, text);
}

static void add_problem(struct problems *problems, enum problem_level level, const char *hint,
                        const char *format, va_list arguments) {
    char message[1024];
    int length = vsnprintf(message, sizeof message, format, arguments);
    ensure(length >= 0);
    struct text tame = {0};
    tame_add(&tame, message);
    struct mark nowhere = {0};
    problems_add(problems, level, nowhere, NULL, hint, "%s", tame.at);
    text_free(&tame);
}

void report_error(struct problems *problems, int code, const char *hint, const char *format, ...) {
    if (problems->exit_code == 0)
        problems->exit_code = code;
    va_list arguments;
    va_start(arguments, format);
    add_problem(problems, PROBLEM_ERROR, hint, format, arguments);
    va_end(arguments);
}

void report_note(struct problems *problems, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    add_problem(problems, PROBLEM_NOTE, NULL, format, arguments);
    va_end(arguments);
}

bool text_write(const struct text *text, FILE *to) {
    if (text->length > 0 && fwrite(text->at, 1, text->length, to) != text->length)
        return false;
    return ferror(to) == 0;
}
