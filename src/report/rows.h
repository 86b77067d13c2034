/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading the store's tables by column name, and text that is safe to show.
 *
 * A database may come from anybody: whatever text it holds is made tame before a terminal sees it. */
#ifndef RXP_ROWS_H
#define RXP_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "problem.h"
#include "store.h"
#include "text.h"

/* The column of that name; a table of ours without it is a defect. */
size_t rows_column(const struct table *table, const char *name);
const struct cell *rows_cell(const struct table *table, size_t row, size_t column);
/* NULL and text give NAN, 0 and "" (never NULL). */
double cell_number(const struct cell *cell);
int64_t cell_integer(const struct cell *cell);
const char *cell_text(const struct cell *cell);

/* Appends text with everything that could drive a terminal replaced by '?': control characters (C0, C1, DEL),
 * characters that reverse the direction of writing, and bytes that are not UTF-8. */
void tame_add(struct text *to, const char *text);
/* The same, at most `most` characters (an ellipsis is the last of a longer one). */
void tame_add_short(struct text *to, const char *text, size_t most);
/* Characters (code points) of tame text: its width in a terminal, near enough for names. */
size_t text_width(const char *text);
/* `text` with blanks up to `width`: after it, or before it when `right`. */
void text_pad(struct text *to, const char *text, size_t width, bool right);

/* Adds an error and sees to it that the list's exit code is `code` when it is the first. */
void report_error(struct problems *problems, int code, const char *hint, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
void report_note(struct problems *problems, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Writes the text; false when the stream has an error. */
bool text_write(const struct text *text, FILE *to);

#endif
