/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of commands. */
#ifndef RXP_COMMANDS_H
#define RXP_COMMANDS_H

#include "cli.h"

const struct command *command_at(size_t index); /* NULL: no more */
const struct command *command_find(const char *name);
const char *command_nearest(const char *name); /* or NULL */

#endif
