/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A stream with the values already drawn from it: laws of one draw per sample are sampled eight at a time,
 * which lets the eight independent computations overlap. The values and their order are those of single
 * draws. */
#ifndef RXP_DRAW_H
#define RXP_DRAW_H

#include "sampler.h"

struct draw {
    struct stream stream; /* of laws drawn in batches drawn[next..7] are samples, no longer bits */
};

static inline void draw_start(struct draw *draw, uint64_t seed, uint64_t replication, uint64_t name,
                              enum stream_purpose purpose) {
    stream_start(&draw->stream, seed, replication, name, purpose);
}

static inline uint64_t draw_next(struct draw *draw, const struct sampler *sampler) {
    if (sampler->kind == DIST_CONSTANT)
        return sampler->a;
    if (!sampler_is_batched(sampler))
        return sampler_draw(sampler, &draw->stream);
    struct stream *stream = &draw->stream;
    if (stream->next == STREAM_LANES) {
        sampler_draw_8(sampler, stream, stream->drawn);
        stream->next = 0;
    }
    return stream->drawn[stream->next++];
}

#endif
