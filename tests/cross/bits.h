/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What every build on every machine must print alike. No library, no file, no clock: linked into programs for
 * other machines. */
#ifndef RXP_TEST_BITS_H
#define RXP_TEST_BITS_H

#include <stdbool.h>
#include <stdint.h>

#include "config.h"

/* A line for each function of dmath.h: results at fixed arguments, hashed. */
void bits_dmath(void);
/* A line for each law: a hash of 100,000 draws, one by one, in batches of eight, and of residuals. */
void bits_samplers(void);
/* A line: status, digest, every integer metric and every real one hashed, and the main counters in the clear.
 * all: two lines more with every metric. */
void bits_run(uint64_t number, const struct config *config, bool all);

#endif
