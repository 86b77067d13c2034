/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of problems and how people see it.
 *
 * What a problem quotes comes from outside: control characters are replaced (a scenario must not be able to
 * drive the terminal it is reported on), and a line of a megabyte is clipped to a window around the caret.
 * The list is short by construction, so sorting it is an insertion sort, which is stable and needs no
 * comparison context. */
#include "problem.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "ensure.h"
#include "text.h"

enum { KEPT_MAX = 200, MESSAGE_MAX = 1024, WINDOW = 160, WINDOW_BEFORE = 40 };

void problems_init(struct problems *problems) {
    *problems = (struct problems){0};
}

void problems_free(struct problems *problems) {
    for (size_t i = 0; i < problems->count; i++) {
        struct problem *problem = &problems->list[i];
        free((char *)problem->mark.file);
        free(problem->message);
        free(problem->hint);
        free(problem->source);
    }
    free(problems->list);
    problems_init(problems);
}

/* A copy of at most `most` bytes that is UTF-8 (JSON takes no other) and in which nothing can move a cursor:
 * tabs and line breaks become blanks, what is worse a '?'. */
static char *tame_copy(const char *text, size_t length, size_t most) {
    struct text copy = {0};
    size_t at = 0;
    while (at < length && at < most) {
        uint32_t code = 0;
        size_t bytes = utf8_decode(text + at, length - at, &code);
        bool blank = code == '\t' || code == '\n' || code == '\r';
        bool control = code < 0x20 || (code >= 0x7F && code < 0xA0);
        if (bytes > 0 && !control)
            text_add_bytes(&copy, text + at, bytes);
        else
            text_add(&copy, bytes > 0 && blank ? " " : "?");
        at += bytes > 0 ? bytes : 1;
    }
    text_add(&copy, at < length ? "..." : "");
    return text_take(&copy);
}

static bool starts_character(char byte) {
    return ((unsigned char)byte & 0xC0) != 0x80;
}

/* The byte at which character `column` (from 1) of the line begins. */
static size_t byte_of_column(const char *line, size_t length, uint32_t column) {
    size_t at = 0;
    for (uint32_t seen = 1; at < length && seen < column; seen++) {
        at++;
        while (at < length && !starts_character(line[at]))
            at++;
    }
    return at;
}

/* Keeps the line, or the part of it around the mark. */
static void keep_source(struct problem *problem, const char *line) {
    size_t length = strcspn(line, "\r\n");
    uint32_t column = problem->mark.column == 0 ? 1 : problem->mark.column;
    problem->source_column = column;
    if (length <= WINDOW) {
        problem->source = tame_copy(line, length, length);
        return;
    }
    uint32_t first = column > WINDOW_BEFORE ? column - WINDOW_BEFORE : 1;
    size_t start = byte_of_column(line, length, first);
    struct text window = {0};
    if (start > 0) {
        text_add(&window, "...");
        problem->source_column = column - first + 1 + 3;
    }
    char *part = tame_copy(line + start, length - start, WINDOW);
    text_add(&window, part);
    free(part);
    problem->source = text_take(&window);
}

static struct problem *next_problem(struct problems *problems) {
    if (problems->count == problems->capacity) {
        problems->capacity = problems->capacity == 0 ? 8 : problems->capacity * 2;
        problems->list = memory_grow(problems->list, problems->capacity, sizeof *problems->list);
    }
    struct problem *problem = &problems->list[problems->count++];
    *problem = (struct problem){0};
    return problem;
}

bool problems_full(const struct problems *problems) {
    return problems->count > KEPT_MAX;
}

/* False when the list is full; the first one too many leaves a note. */
static bool has_room(struct problems *problems) {
    if (problems->count < KEPT_MAX)
        return true;
    if (problems->count == KEPT_MAX) {
        struct problem *last = next_problem(problems);
        last->level = PROBLEM_NOTE;
        last->message = memory_copy_text("there are more problems; these are the first 200");
    }
    return false;
}

void problems_add(struct problems *problems, enum problem_level level, struct mark mark,
                  const char *source_line, const char *hint, const char *format, ...) {
    if (level == PROBLEM_ERROR) {
        problems->errors++;
        if (problems->exit_code == 0)
            problems->exit_code = 65;
    }
    if (!has_room(problems))
        return;
    char message[MESSAGE_MAX];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    ensure(length >= 0);
    struct problem *problem = next_problem(problems);
    problem->level = level;
    problem->mark = mark;
    problem->mark.file = mark.file == NULL ? NULL : tame_copy(mark.file, strlen(mark.file), 4096);
    problem->message = tame_copy(message, strlen(message), MESSAGE_MAX);
    problem->hint = hint == NULL ? NULL : tame_copy(hint, strlen(hint), MESSAGE_MAX);
    if (source_line != NULL && mark.line > 0)
        keep_source(problem, source_line);
}

void problems_append(struct problems *problems, const struct problems *from) {
    problems->errors += from->errors;
    if (problems->exit_code == 0)
        problems->exit_code = from->exit_code;
    for (size_t i = 0; i < from->count && has_room(problems); i++) {
        const struct problem *original = &from->list[i];
        struct problem *problem = next_problem(problems);
        *problem = *original;
        problem->mark.file = memory_copy_text(original->mark.file);
        problem->message = memory_copy_text(original->message);
        problem->hint = memory_copy_text(original->hint);
        problem->source = memory_copy_text(original->source);
    }
}

/* Where the file of a problem was first spoken of; problems without a file come last. */
static size_t file_rank(const struct problems *problems, const char *file) {
    size_t rank = 0;
    while (file != NULL && rank < problems->count) {
        const char *other = problems->list[rank].mark.file;
        if (other != NULL && strcmp(other, file) == 0)
            break;
        rank++;
    }
    return file == NULL ? problems->count : rank;
}

static bool comes_before(const struct problems *problems, size_t a, size_t b) {
    const struct mark *first = &problems->list[a].mark;
    const struct mark *second = &problems->list[b].mark;
    size_t first_rank = file_rank(problems, first->file);
    size_t second_rank = file_rank(problems, second->file);
    if (first_rank != second_rank)
        return first_rank < second_rank;
    if (first->line != second->line)
        return first->line < second->line;
    return first->column < second->column;
}

struct look {
    const char *bold;
    const char *level[3];
    const char *caret;
    const char *plain;
};

static void write_caret(struct text *to, const struct problem *problem, const struct look *look) {
    text_format(to, "    %s\n    ", problem->source);
    size_t characters = 0;
    for (const char *at = problem->source; *at != '\0'; at++)
        characters += starts_character(*at);
    uint32_t column = problem->source_column;
    if (column > characters + 1)
        column = (uint32_t)characters + 1;
    for (uint32_t i = 1; i < column; i++)
        text_add(to, " ");
    text_format(to, "%s^", look->caret);
    for (uint32_t i = 1; i < problem->mark.length && column + i <= characters; i++)
        text_add(to, "~");
    text_format(to, "%s\n", look->plain);
}

static void write_problem(struct text *to, const struct problem *problem, const struct look *look) {
    static const char *const level_name[] = {"note", "warning", "error"};
    text_add(to, look->bold);
    if (problem->mark.file != NULL) {
        text_add(to, problem->mark.file);
        if (problem->mark.line > 0)
            text_format(to, ":%u:%u", (unsigned)problem->mark.line, (unsigned)problem->mark.column);
        text_add(to, ": ");
    }
    text_format(to, "%s%s:%s %s\n", look->level[problem->level], level_name[problem->level], look->plain,
                problem->message);
    if (problem->source != NULL)
        write_caret(to, problem, look);
    if (problem->hint != NULL)
        text_format(to, "  hint: %s\n", problem->hint);
}

static char *write_all(const struct problems *problems, const struct look *look) {
    size_t order[KEPT_MAX + 1];
    ensure(problems->count <= KEPT_MAX + 1);
    for (size_t i = 0; i < problems->count; i++) {
        size_t place = i;
        while (place > 0 && comes_before(problems, i, order[place - 1])) {
            order[place] = order[place - 1];
            place--;
        }
        order[place] = i;
    }
    struct text all = {0};
    for (size_t i = 0; i < problems->count; i++)
        write_problem(&all, &problems->list[order[i]], look);
    return text_take(&all);
}

void problems_print(const struct problems *problems, FILE *to, bool colour) {
    static const struct look plain = {"", {"", "", ""}, "", ""};
    static const struct look coloured = {
        "\033[1m", {"\033[36m", "\033[35m", "\033[31m"}, "\033[32m", "\033[0m"};
    char *all = write_all(problems, colour ? &coloured : &plain);
    (void)fputs(all, to);
    free(all);
}

char *problems_text(const struct problems *problems) {
    static const struct look plain = {"", {"", "", ""}, "", ""};
    return write_all(problems, &plain);
}
