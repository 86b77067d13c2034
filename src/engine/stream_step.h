/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The step of a stream, inline, so that eight draws and what is made of them are one piece of vector code
 * whose lanes stay in registers. */
#ifndef RXP_STREAM_STEP_H
#define RXP_STREAM_STEP_H

#include "stream.h"

/* The next value of each lane. Lane by lane, no lane looks at another: the loop vectorises at any width. */
static inline __attribute__((always_inline)) void stream_step(struct stream *stream,
                                                              uint64_t drawn[restrict STREAM_LANES]) {
    uint64_t *restrict s0 = stream->lane[0];
    uint64_t *restrict s1 = stream->lane[1];
    uint64_t *restrict s2 = stream->lane[2];
    uint64_t *restrict s3 = stream->lane[3];
    for (uint32_t lane = 0; lane < STREAM_LANES; lane++) {
        uint64_t a = s0[lane], b = s1[lane], c = s2[lane], d = s3[lane];
        uint64_t sum = a + d;
        drawn[lane] = (sum << 23 | sum >> 41) + a;
        uint64_t shifted = b << 17;
        c ^= a;
        d ^= b;
        s1[lane] = b ^ c;
        s0[lane] = a ^ d;
        s2[lane] = c ^ shifted;
        s3[lane] = d << 45 | d >> 19;
    }
}

#endif
