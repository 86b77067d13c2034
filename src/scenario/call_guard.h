/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Function-call values inside YAML: what makes `on: lognormal(mean=30 us, cv=2)` readable within {...}.
 *
 * To libyaml the comma above ends the entry. So before it sees the text, every flow indicator within a call,
 * `identifier( ... )` balanced on one line and outside of quotes and comments, is replaced by a private-use
 * code point (one character for one, so columns stay right), and every scalar gets its characters back
 * afterwards. Where the guess about quotes is wrong (an odd apostrophe in prose), nothing is lost: the
 * characters come back in every scalar. */
#ifndef RXP_CALL_GUARD_H
#define RXP_CALL_GUARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "text.h"

/* The code points U+E000 and up that stand for `,:[]{}#`; text that contains one itself is refused. */
#define CALL_GUARD_FIRST 0xE000u
#define CALL_GUARD_COUNT 7u

/* Appends the guarded text to `to`. */
void call_guard(struct text *to, const char *text, size_t length);
/* Puts the characters back, in place; returns the new length. */
size_t call_unguard(char *text, size_t length);

#endif
