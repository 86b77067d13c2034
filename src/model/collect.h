/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the state of a finished run to a result of its own. */
#ifndef RXP_COLLECT_H
#define RXP_COLLECT_H

#include "state.h"

/* The caller's: run_result_free. Nothing in it points into the block. */
struct run_result *collect_result(const struct sim *sim);

#endif
