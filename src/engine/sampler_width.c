/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sampler_width.h"

#include "ensure.h"

#ifndef PROCESSOR_SUPPORTS /* tests pretend that there is less */
#define PROCESSOR_SUPPORTS(feature) __builtin_cpu_supports(feature)
#endif

const char *sampler_width_name(enum sampler_width width) {
    static const char *const name[SAMPLER_WIDTHS] = {"plain", "avx2", "avx512"};
    ensure(width < SAMPLER_WIDTHS);
    return name[width];
}

static sampler_eight *const *functions(enum sampler_width width) {
    switch (width) {
    case SAMPLER_PLAIN:
        return sampler_plain;
    case SAMPLER_AVX2:
#ifdef RXP_SAMPLER_AVX2
        if (PROCESSOR_SUPPORTS("avx2"))
            return sampler_avx2;
#endif
        break;
    case SAMPLER_AVX512:
#ifdef RXP_SAMPLER_AVX512
        if (PROCESSOR_SUPPORTS("avx512f") && PROCESSOR_SUPPORTS("avx512dq") && PROCESSOR_SUPPORTS("avx512vl"))
            return sampler_avx512;
#endif
        break;
    case SAMPLER_WIDTHS:
        break;
    }
    return NULL;
}

bool sampler_has_width(enum sampler_width width) {
    return functions(width) != NULL;
}

enum sampler_width sampler_best_width(void) {
    enum sampler_width best = SAMPLER_PLAIN;
    for (enum sampler_width width = SAMPLER_PLAIN; width < SAMPLER_WIDTHS; width++)
        if (sampler_has_width(width))
            best = width;
    return best;
}

bool sampler_set_width(struct sampler *sampler, enum sampler_width width) {
    sampler_eight *const *eight = functions(width);
    if (eight != NULL)
        sampler->draw_8 = eight[sampler->kind];
    return eight != NULL;
}
