/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Random streams: eight interleaved xoshiro256++ lanes per stream, keyed by what the numbers are for.
 *
 * Draw k comes from lane k mod 8. The scalar code is the definition; vector code must give the same bits. The
 * key is (seed, replication, entity name, purpose), never an order of creation and never seed + i, so that
 * two policies see identical arrivals and an unused entity changes nothing. A stream is plain state: copying
 * it forks it. */
#ifndef RXP_STREAM_H
#define RXP_STREAM_H

#include <stdint.h>

#define STREAM_LANES 8

/* What a stream is for. The values are part of the model version. */
enum stream_purpose {
    STREAM_GAP = 1,      /* source: time between frames */
    STREAM_SIZE = 2,     /* source: frame length */
    STREAM_PHASE = 3,    /* source: on and off phases, states, the stationary start */
    STREAM_BATCH = 4,    /* source: frames per batch */
    STREAM_FLOW = 5,     /* source: flow of a frame */
    STREAM_SHARE = 6,    /* protocols: which of them a frame belongs to */
    STREAM_SERVICE = 7,  /* protocol: service time */
    STREAM_HOLD = 8,     /* protocol: hold time */
    STREAM_LATENCY = 9,  /* host, nic, cpu: latencies by number */
    STREAM_FAILURE = 10, /* host: outcome of a request */
    STREAM_SHRINK = 11,  /* pool: idle time before a shrink */
    STREAM_DELAY = 12,   /* host: delay of a request before it is queued */
    STREAM_RELEASE = 13, /* host: latency of a free */
    STREAM_ON = 14,      /* source: length of on-phases */
    STREAM_OFF = 15,     /* source: length of off-phases */
    STREAM_STALL = 16,   /* protocol: time until a stall */
    STREAM_STILL = 17,   /* protocol: length of a stall */
    STREAM_REQUEUE = 18, /* cpu: until a DPC that yielded goes on */
    STREAM_WORK = 19     /* host: processor time of a request */
};

/* Aligned as the widest vectors are: one that lies across two lines of the cache costs twice. */
struct stream {
    _Alignas(64) uint64_t lane[4][STREAM_LANES]; /* xoshiro256++ state, word by lane */
    uint64_t drawn[STREAM_LANES];                /* draws not handed out yet: drawn[next..7] */
    uint32_t next;                               /* 8: drawn is used up */
    uint32_t complement;                         /* 1: draws are complemented */
};

/* With this bit a replication has the complements of the draws that it has without: u becomes 1 - u, exactly.
 * Draws in batches (sampler_draw_8) do not know of it. */
#define STREAM_ANTITHETIC (UINT64_C(1) << 63)

/* name_hash: name_hash("...") of digest.h. */
void stream_start(struct stream *stream, uint64_t seed, uint64_t replication, uint64_t name_hash,
                  enum stream_purpose purpose);

/* A fresh stream for item `number` of a family: what request n draws does not depend on when it is served. */
void stream_start_numbered(struct stream *stream, uint64_t seed, uint64_t replication, uint64_t name_hash,
                           enum stream_purpose purpose, uint64_t number);

/* Draws the next eight values, one from each lane. */
void stream_refill(struct stream *stream);

/* Complements the eight values. Inline and here, because a call would make stream_below save registers at
 * every draw: who does not need it pays for one comparison in eight draws. */
static inline void stream_turn(struct stream *stream) {
    for (uint32_t lane = 0; lane < STREAM_LANES; lane++)
        stream->drawn[lane] = ~stream->drawn[lane];
}

/* The next 64 random bits. */
static inline uint64_t stream_next(struct stream *stream) {
    if (stream->next == STREAM_LANES) {
        stream_refill(stream);
        if (__builtin_expect(stream->complement != 0, 0))
            stream_turn(stream);
    }
    return stream->drawn[stream->next++];
}

/* A number below n (n > 0), unbiased to 2^-64: the high half of a 128-bit product. */
uint64_t stream_below(struct stream *stream, uint64_t n);

#endif
