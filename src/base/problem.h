/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Problems: what is wrong with somebody's input, where, and what would be right.
 *
 * Every reader collects its problems in a list and goes on, so that all errors of a file are reported at
 * once. A list belongs to its caller; problems_init before use, problems_free after. Nothing here prints
 * except problems_print. */
#ifndef RXP_PROBLEM_H
#define RXP_PROBLEM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* A place in a text: file is a path or a pseudo-file such as "-s" (borrowed, outlives the list); line and
 * column count from 1, columns in characters; line 0 means "the file as a whole". source_line is the text of
 * that line (borrowed or NULL), length characters are underlined (0: a caret only). */
struct mark {
    const char *file;
    uint32_t line;
    uint32_t column;
    uint32_t length;
};

enum problem_level { PROBLEM_NOTE, PROBLEM_WARNING, PROBLEM_ERROR };

struct problem {
    enum problem_level level;
    struct mark mark;       /* file is a copy owned by the problem */
    char *message;          /* what is wrong, one line */
    char *hint;             /* what would be right, or NULL */
    char *source;           /* the line the mark points into (a long one clipped), or NULL */
    uint32_t source_column; /* where in source the caret stands, from 1 */
};

struct problems {
    struct problem *list;
    size_t count;
    size_t capacity;
    size_t errors; /* how many of them are errors */
    int exit_code; /* the code of the first error: 65 unless said otherwise, 66 for a missing input */
};

void problems_init(struct problems *problems);
void problems_free(struct problems *problems);

/* Adds a problem. source_line may be NULL; it is read up to its first line break. Message and hint (may be
 * NULL) are copied. At most 200 are kept; then one last says that there are more. */
void problems_add(struct problems *problems, enum problem_level level, struct mark mark,
                  const char *source_line, const char *hint, const char *format, ...)
    __attribute__((format(printf, 6, 7)));

/* No more are kept: only counted. Finding the line to show is then wasted work. */
bool problems_full(const struct problems *problems);

/* Adds copies of all problems of `from`, its counters too. */
void problems_append(struct problems *problems, const struct problems *from);

/* "FILE:LINE:COLUMN: error: MESSAGE", the line with a caret, "  hint: ...", in order of file position. */
void problems_print(const struct problems *problems, FILE *to, bool colour);

/* The same text in memory (caller frees): what --json prints in its "error" member and the library hands out.
 */
char *problems_text(const struct problems *problems);

#endif
