/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How wide the vector unit is that batches are drawn with. It is chosen once per sampler, by what the
 * processor can; every width gives the same bits, so the choice is no part of a result. */
#ifndef RXP_SAMPLER_WIDTH_H
#define RXP_SAMPLER_WIDTH_H

#include <stdbool.h>

#include "sampler.h"

enum sampler_width {
    SAMPLER_PLAIN,  /* what every processor of the architecture has: two lanes at a time on x86-64 */
    SAMPLER_AVX2,   /* four */
    SAMPLER_AVX512, /* all eight: F, DQ and VL */
    SAMPLER_WIDTHS
};

/* By dist_kind; NULL for laws that are not drawn in batches. Those of a width that the compiler or the
 * architecture does not know are not defined. */
#define SAMPLER_KINDS (DIST_EMPIRICAL + 1)
extern sampler_eight *const sampler_plain[SAMPLER_KINDS];
extern sampler_eight *const sampler_avx2[SAMPLER_KINDS];
extern sampler_eight *const sampler_avx512[SAMPLER_KINDS];

const char *sampler_width_name(enum sampler_width width);

/* Whether this build knows the width and this processor, with its operating system, can run it. */
bool sampler_has_width(enum sampler_width width);
enum sampler_width sampler_best_width(void);

/* Draws the sampler's batches with that width from now on; false, and nothing changes, when it cannot be. A
 * law that is not drawn in batches stays so. */
bool sampler_set_width(struct sampler *sampler, enum sampler_width width);

#endif
