/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The other way of `rxpool run` (cmd_run.c): --rare. */
#ifndef RXP_RUN_RARE_H
#define RXP_RUN_RARE_H

#include "cli.h"

/* Estimates and prints; the exit code. The experiment is the caller's. */
int run_rare(struct cli *cli, struct api_experiment *experiment);

#endif
