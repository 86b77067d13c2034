/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text from outside, before anything reads it: whole files within a limit, and the characters YAML allows. */
#ifndef RXP_INPUT_TEXT_H
#define RXP_INPUT_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "problem.h"

#define INPUT_TEXT_MAX ((size_t)4 << 20)

/* The bytes of a file ("-" is stdin), NUL-terminated, caller frees; NULL with a problem when it is missing
 * (exit code 66), unreadable, or larger than INPUT_TEXT_MAX. */
char *input_read(const char *path, size_t *length, struct problems *problems);

/* Bytes of the character at `at` (1 to 4), or 0 when it is no UTF-8 or no character of a scenario: control
 * characters, surrogates, byte order marks and the private code points of call_guard.h. why says which. */
size_t input_character(const char *text, size_t length, size_t at, const char **why);

/* Bytes of the line break at `at` as YAML 1.1 counts them (LF, CR, CR LF, NEL, LS, PS), or 0. */
size_t input_break(const char *text, size_t length, size_t at);

#endif
