/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How run and sweep end: the exit code and its reasons, said the same way. */
#ifndef RXP_EXPERIMENT_VIEW_H
#define RXP_EXPERIMENT_VIEW_H

#include "cli.h"

/* The exit code of an experiment that ended well (good), was interrupted, or failed; notes say why it is not
 * 0. With --json and nothing to show, the reason becomes a problem, for the error document. */
int experiment_code(struct cli *cli, const struct api_outcome *outcome, const char *database, bool good);

#endif
