/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines of a text file that somebody else wrote: bounded, numbered, without surprises.
 *
 * A line ends with LF or CR LF; a byte order mark before the first is skipped. A line of more than
 * LINE_MAX_BYTES bytes or with a NUL in it is handed out with `fault` set, and nothing of it should be used.
 */
#ifndef RXP_TRACE_LINES_H
#define RXP_TRACE_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define LINE_MAX_BYTES 1000

struct line {
    const char *text; /* without its end; valid until the next call */
    size_t length;
    uint64_t number;   /* from 1 */
    const char *fault; /* NULL: none */
};

struct line_reader {
    FILE *file; /* borrowed */
    uint64_t number;
    size_t begin, end; /* of what is read and not handed out */
    char buffer[16 * 1024 + 1];
};

void line_reader_init(struct line_reader *reader, FILE *file);
/* False at the end of the file and when it cannot be read (ferror says which). */
bool line_next(struct line_reader *reader, struct line *line);
/* The column, from 1 and in characters, of a byte of the line. */
uint32_t line_column(const struct line *line, size_t offset);

#endif
