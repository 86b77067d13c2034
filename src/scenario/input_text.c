/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files are read whole, because problems show lines of them; the limit makes a device or a capture given by
 * mistake an error instead of an eaten memory. Characters are judged here rather than by libyaml, whose
 * reader errors carry no line and stop at the first. */
#include "input_text.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "call_guard.h"
#include "nearby.h"
#include "text.h"

static void missing(struct problems *problems, const char *path, const char *why, const char *hint,
                    bool absent) {
    bool first = problems->exit_code == 0;
    problems_add(problems, PROBLEM_ERROR, (struct mark){.file = path}, NULL, hint, "%s", why);
    if (first && absent)
        problems->exit_code = 66;
}

/* No file of that name: another one may have been meant. */
static void missing_file(struct problems *problems, const char *path, int error) {
    char *meant = error == ENOENT ? nearby_file(path, ".yaml") : NULL;
    struct text hint = {0};
    if (meant != NULL)
        text_format(&hint, "did you mean '%s'?", meant);
    missing(problems, path, strerror(error), hint.at, true);
    text_free(&hint);
    free(meant);
}

static char *read_stream(FILE *file, const char *path, size_t *length, struct problems *problems) {
    struct text text = {0};
    char piece[8192];
    size_t got;
    while ((got = fread(piece, 1, sizeof piece, file)) > 0 && text.length <= INPUT_TEXT_MAX)
        text_add_bytes(&text, piece, got);
    if (ferror(file)) {
        missing(problems, path, strerror(errno), NULL, true);
        text_free(&text);
        return NULL;
    }
    if (text.length > INPUT_TEXT_MAX) {
        missing(problems, path, "the file is larger than 4 MiB; is it a scenario?", NULL, false);
        text_free(&text);
        return NULL;
    }
    *length = text.length;
    return text_take(&text);
}

char *input_read(const char *path, size_t *length, struct problems *problems) {
    if (strcmp(path, "-") == 0)
        return read_stream(stdin, path, length, problems);
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        missing_file(problems, path, errno);
        return NULL;
    }
    struct stat status;
    char *text = NULL;
    if (fstat(fileno(file), &status) == 0 && S_ISDIR(status.st_mode))
        missing(problems, path, "this is a directory, not a scenario file", NULL, true);
    else
        text = read_stream(file, path, length, problems);
    (void)fclose(file);
    return text;
}

size_t input_character(const char *text, size_t length, size_t at, const char **why) {
    uint32_t code = 0;
    size_t bytes = utf8_decode(text + at, length - at, &code);
    *why = NULL;
    if (bytes == 0)
        *why = "this is not UTF-8 text";
    else if (code == 0)
        *why = "a NUL character; is this a binary file, or UTF-16?";
    else if ((code < 0x20 && code != '\t' && code != '\n' && code != '\r') || code == 0x7F ||
             (code >= 0x80 && code < 0xA0 && code != 0x85))
        *why = "a control character";
    else if (code == 0xFEFF)
        *why = "a byte order mark within the text";
    else if (code == 0xFFFE || code == 0xFFFF)
        *why = "this is not a character";
    else if (code >= CALL_GUARD_FIRST && code < CALL_GUARD_FIRST + CALL_GUARD_COUNT)
        *why = "a private-use character (U+E000 to U+E006)";
    return *why == NULL ? bytes : 0;
}

size_t input_break(const char *text, size_t length, size_t at) {
    size_t left = length - at;
    if (left >= 2 && text[at] == '\r' && text[at + 1] == '\n')
        return 2;
    if (left >= 1 && (text[at] == '\n' || text[at] == '\r'))
        return 1;
    if (left >= 2 && memcmp(text + at, "\xC2\x85", 2) == 0)
        return 2;
    if (left >= 3 && (memcmp(text + at, "\xE2\x80\xA8", 3) == 0 || memcmp(text + at, "\xE2\x80\xA9", 3) == 0))
        return 3;
    return 0;
}
