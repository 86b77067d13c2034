/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines with everything that can be wrong with them looked at: a file named by mistake may be a disk image.
 * Not fgets, which hides what follows a NUL. */
#include "trace_lines.h"

#include <string.h>

void line_reader_init(struct line_reader *reader, FILE *file) {
    reader->file = file;
    reader->number = 0;
    reader->begin = reader->end = 0;
}

/* Moves what is left to the front and reads more behind it. */
static void refill(struct line_reader *reader) {
    size_t left = reader->end - reader->begin;
    memmove(reader->buffer, reader->buffer + reader->begin, left);
    size_t more = fread(reader->buffer + left, 1, sizeof reader->buffer - 1 - left, reader->file);
    reader->begin = 0;
    reader->end = left + more;
}

bool line_next(struct line_reader *reader, struct line *line) {
    static const char mark[] = "\xEF\xBB\xBF";
    char *newline = memchr(reader->buffer + reader->begin, '\n', reader->end - reader->begin);
    if (newline == NULL) {
        refill(reader);
        newline = memchr(reader->buffer, '\n', reader->end);
    }
    if (ferror(reader->file) != 0 || reader->end == reader->begin)
        return false;
    char *text = reader->buffer + reader->begin;
    size_t length = newline == NULL ? reader->end - reader->begin : (size_t)(newline - text);
    reader->begin += length + (newline != NULL);
    if (length > 0 && text[length - 1] == '\r')
        length--;
    text[length] = '\0';
    *line = (struct line){.text = text, .length = length, .number = ++reader->number};
    if (memchr(text, '\0', length) != NULL)
        line->fault = "a NUL byte: this is no text";
    else if (length > LINE_MAX_BYTES)
        line->fault = "the line is too long";
    if (line->number == 1 && strncmp(text, mark, 3) == 0) {
        line->text += 3;
        line->length -= 3;
    }
    return true;
}

uint32_t line_column(const struct line *line, size_t offset) {
    uint32_t column = 1;
    for (size_t i = 0; i < offset && i < line->length; i++)
        column += ((unsigned char)line->text[i] & 0xC0) != 0x80;
    return column;
}
