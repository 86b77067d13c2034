/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A stream with the values already drawn from it: laws of one draw per sample are sampled eight at a time,
 * which lets the eight independent computations overlap. The values and their order are those of single
 * draws. */
#ifndef RXP_DRAW_H
#define RXP_DRAW_H

#include "sampler.h"

struct draw {
    struct stream stream;
    uint64_t value[STREAM_LANES];
    uint32_t next; /* STREAM_LANES: used up */
    uint32_t pad;
};

static inline void draw_start(struct draw *draw, uint64_t seed, uint64_t replication, uint64_t name,
                              enum stream_purpose purpose) {
    stream_start(&draw->stream, seed, replication, name, purpose);
    draw->next = STREAM_LANES;
}

static inline uint64_t draw_next(struct draw *draw, const struct sampler *sampler) {
    if (sampler->kind == DIST_CONSTANT)
        return sampler->a;
    if (!sampler_is_batched(sampler))
        return sampler_draw(sampler, &draw->stream);
    if (draw->next == STREAM_LANES) {
        sampler_draw_8(sampler, &draw->stream, draw->value);
        draw->next = 0;
    }
    return draw->value[draw->next++];
}

#endif
