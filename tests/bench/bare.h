/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The model without what is only said about a run: facts, histograms, integrals and extremes of levels. Put
 * before every source of it, so that the benchmark can say what digest and metrics cost; the model knows
 * nothing of this. What happens, and so every frame's fate, is the same. */
#ifndef RXP_BENCH_BARE_H
#define RXP_BENCH_BARE_H

#include "meter.h"

static inline void bare_move(struct sim *sim, enum level level, int64_t by) {
    sim->state->meter.level[level] += (uint64_t)by;
}

#define digest_add_words(digest, word, kind) ((void)(digest), (void)(word), (void)(kind))
#define histogram_add(histogram, value) ((void)(histogram), (void)(value))
#define histogram_add_zeros(histogram, count) ((void)(histogram), (void)(count))
#define meter_move bare_move

#endif
