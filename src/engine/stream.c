/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys and lanes of random streams (docs/random.md).
 *
 * Why xoshiro256++ (Blackman and Vigna, "Scrambled Linear Pseudorandom Number Generators", ACM TOMS 47(4),
 * 2021): its state is adds, shifts and xors only, so eight lanes side by side become vector code without
 * intrinsics, and a stream is 384 bytes that copy like any other. Counter-based generators (Philox) need a
 * 64x64 high product per draw, which no vector unit before AVX-512 has; a Mersenne Twister has 2.5 kB of
 * state per stream. */
#include "stream.h"

#include "stream_step.h"
#include "wide.h"

/* splitmix64 (Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators", OOPSLA 2014), with the
 * constants of Stafford's variant 13. A bijection of 64-bit words. */
static uint64_t mix(uint64_t x) {
    x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
    return x ^ x >> 31;
}

#define GOLDEN UINT64_C(0x9e3779b97f4a7c15)

/* One word of a key. A bijection of the word for any state, so two keys that differ in one word only never
 * meet; the inner mix keeps small words of neighbouring positions from cancelling each other. */
static uint64_t absorb(uint64_t state, uint64_t word) {
    return mix((state ^ mix(word + GOLDEN)) * UINT64_C(0xd6e8feb86659fd93) + GOLDEN);
}

static uint64_t key_of(uint64_t start, uint64_t seed, uint64_t replication, uint64_t name_hash,
                       enum stream_purpose purpose) {
    uint64_t state = absorb(start, seed);
    state = absorb(state, replication & ~STREAM_ANTITHETIC);
    state = absorb(state, name_hash);
    return absorb(state, (uint64_t)purpose);
}

/* The four words of a lane are the mix of four different counters; as mix is a bijection at most one of them
 * is 0, so the all-zero state, which xoshiro never leaves, cannot come up. */
static void seed_lanes(struct stream *stream, uint64_t key, uint64_t replication) {
    for (uint32_t lane = 0; lane < STREAM_LANES; lane++)
        for (uint32_t word = 0; word < 4; word++) {
            key += GOLDEN;
            stream->lane[word][lane] = mix(key);
        }
    for (uint32_t lane = 0; lane < STREAM_LANES; lane++)
        stream->drawn[lane] = 0;
    stream->next = STREAM_LANES;
    stream->complement = (replication & STREAM_ANTITHETIC) != 0;
}

/* The two families start from different words ("rxpool-4", "rxpool-5": how many words their keys have), so a
 * plain stream is never the numbered one of some number. */
void stream_start(struct stream *stream, uint64_t seed, uint64_t replication, uint64_t name_hash,
                  enum stream_purpose purpose) {
    seed_lanes(stream, key_of(UINT64_C(0x7278706f6f6c2d34), seed, replication, name_hash, purpose),
               replication);
}

void stream_start_numbered(struct stream *stream, uint64_t seed, uint64_t replication, uint64_t name_hash,
                           enum stream_purpose purpose, uint64_t number) {
    uint64_t key = key_of(UINT64_C(0x7278706f6f6c2d35), seed, replication, name_hash, purpose);
    seed_lanes(stream, absorb(key, number), replication);
}

void stream_refill(struct stream *stream) {
    stream_step(stream, stream->drawn);
    stream->next = 0;
}

uint64_t stream_below(struct stream *stream, uint64_t n) {
    return (uint64_t)((u128)stream_next(stream) * n >> 64);
}
