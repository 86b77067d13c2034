/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Prints the bits of the samplers and of the worlds that are compiled in. Linked with base, engine, model and
 * policies only, so that it can be built for any machine with a C compiler and a C library.
 *
 *     cross_bits [--all] [--width plain|avx2|avx512]
 *
 * --all: every metric of every world. --width: as on a processor that has nothing wider; 77 when this one, or
 * this build, has not even that. */
#include <stdio.h>
#include <string.h>

#include "bits.h"
#include "cross_worlds.h"
#include "mask.h"
#include "sampler_width.h"

static bool mask(const char *name) {
    for (enum sampler_width width = SAMPLER_PLAIN; width < SAMPLER_WIDTHS; width++) {
        if (strcmp(name, sampler_width_name(width)) != 0)
            continue;
        mask_processor(width);
        return sampler_best_width() == width;
    }
    return false;
}

int main(int count, char **words) {
    bool all = false;
    for (int i = 1; i < count; i++) {
        if (strcmp(words[i], "--all") == 0) {
            all = true;
        } else if (strcmp(words[i], "--width") == 0 && i + 1 < count) {
            if (!mask(words[++i]))
                return 77;
        } else {
            (void)fputs("usage: cross_bits [--all] [--width plain|avx2|avx512]\n", stderr);
            return 64;
        }
    }
    (void)fprintf(stderr, "batches are drawn %s\n", sampler_width_name(sampler_best_width()));
    bits_dmath();
    bits_samplers();
    for (uint32_t i = 0; i < cross_world_count; i++)
        bits_run(cross_world_number[i], &cross_world[i], all);
    return ferror(stdout) != 0 || fflush(stdout) != 0;
}
