/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scenarios to start from: `rxpool new [TEMPLATE]`. Each is complete, passes `check` without a warning, and
 * says in comments what to change first. */
#ifndef RXP_TEMPLATE_H
#define RXP_TEMPLATE_H

#include <stddef.h>

/* The names, in the order to show them; the first is the one taken when none is given. */
size_t template_names(const char *const **names);
/* One line about it; NULL when there is no such template. */
const char *template_summary(const char *name);
/* The text of the file; NULL when there is no such template. */
const char *template_text(const char *name);

#endif
