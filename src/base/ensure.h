/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Assertions that stay in release builds.
 *
 * ensure(): an impossible state is a defect of rxpool, never of its input; it prints where and aborts. Input
 * is judged with problems (problem.h), never with ensure(). */
#ifndef RXP_ENSURE_H
#define RXP_ENSURE_H

#include <stdbool.h>

/* Prints "rxpool: internal error: FILE:LINE: TEXT" on stderr and aborts. */
_Noreturn void ensure_failed(const char *file, int line, const char *text);

#define ensure(condition) ((condition) ? (void)0 : ensure_failed(__FILE__, __LINE__, #condition))

/* A place no valid state leads to. */
#define ensure_never(text) ensure_failed(__FILE__, __LINE__, text)

/* model_ensure(): costs time on the event path, so it exists in the checking build only. */
#ifdef RXP_MODEL_CHECKS
#define model_ensure(condition) ensure(condition)
#else
#define model_ensure(condition) ((void)sizeof(condition))
#endif

#endif
