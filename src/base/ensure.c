/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The way out of an impossible state: say where, and stop before the state does harm. abort() rather than
 * exit(), so that a debugger and a core file show the stack that led here. */
#include "ensure.h"

#include <stdio.h>
#include <stdlib.h>

_Noreturn void ensure_failed(const char *file, int line, const char *text) {
    (void)fprintf(stderr, "rxpool: internal error: %s:%d: %s\n", file, line, text);
    abort();
}
