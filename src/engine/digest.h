/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The digest of a run: the sum, modulo 2^128, of a hash of every fact.
 *
 * Sums commute, so facts may be found in any order, late or in bulk; a changed, missing or extra fact changes
 * the sum. A fact is seven 64-bit words and a kind, hashed by five 64x64->128 multiplications (docs/digest.md
 * has the specification and test vectors; tests/unit/test_digest.c checks avalanche, collisions and the
 * vectors). Words are values, not bytes in memory, so byte order does not matter. */
#ifndef RXP_DIGEST_H
#define RXP_DIGEST_H

#include <stddef.h>
#include <stdint.h>

#include "wide.h"

#define FACT_WORDS 7

enum fact_kind {
    FACT_FRAME = 1,      /* source, number, length, arrival, fate, indication, return */
    FACT_INTERRUPT = 2,  /* queue, time of delivery */
    FACT_EPISODE = 3,    /* queue, start, end, frames dropped */
    FACT_ALLOCATION = 4, /* number, request, completion, length, outcome */
    FACT_BLOCK_FREED = 5 /* allocation number, time */
};

struct digest {
    uint64_t low;
    uint64_t high;
};

/* One odd constant per operand; any fixed odd words without pattern would do, these are part of the model
 * version. */
#define DIGEST_KEY_0 UINT64_C(0x9e3779b97f4a7c15)
#define DIGEST_KEY_1 UINT64_C(0xa0761d6478bd642f)
#define DIGEST_KEY_2 UINT64_C(0xe7037ed1a0b428db)
#define DIGEST_KEY_3 UINT64_C(0x8ebc6af09c88c6e3)
#define DIGEST_KEY_4 UINT64_C(0x589965cc75374cc3)
#define DIGEST_KEY_5 UINT64_C(0x1d8e4e27c47d124f)
#define DIGEST_KEY_6 UINT64_C(0xeb44accab455d165)
#define DIGEST_KEY_7 UINT64_C(0xc2b2ae3d27d4eb4f)
#define DIGEST_KEY_8 UINT64_C(0x9fb21c651e98df25)
#define DIGEST_KEY_9 UINT64_C(0xd6e8feb86659fd93)

/* The hash of one fact. Four products of neighbouring words run side by side; their crossed halves, with the
 * operands themselves (an operand of 0 would otherwise hide its partner), are multiplied once more. Measured
 * at 3 to 5 ns a fact; XXH3-128 takes 8-13 ns on input this short, and reads bytes instead of words. */
static inline struct digest digest_of_words(const uint64_t word[FACT_WORDS], enum fact_kind kind) {
    uint64_t a0 = word[0] ^ DIGEST_KEY_0, b0 = word[1] ^ DIGEST_KEY_1;
    uint64_t a1 = word[2] ^ DIGEST_KEY_2, b1 = word[3] ^ DIGEST_KEY_3;
    uint64_t a2 = word[4] ^ DIGEST_KEY_4, b2 = word[5] ^ DIGEST_KEY_5;
    uint64_t a3 = word[6] ^ DIGEST_KEY_6, b3 = (uint64_t)kind ^ DIGEST_KEY_7;
    u128 m0 = (u128)a0 * b0, m1 = (u128)a1 * b1, m2 = (u128)a2 * b2, m3 = (u128)a3 * b3;
    uint64_t x = (((uint64_t)m0 ^ a0) + ((uint64_t)(m1 >> 64) ^ b1)) ^
                 (((uint64_t)m2 ^ a2) + ((uint64_t)(m3 >> 64) ^ b3));
    uint64_t y = (((uint64_t)(m0 >> 64) ^ b0) + ((uint64_t)m1 ^ a1)) ^
                 (((uint64_t)(m2 >> 64) ^ b2) + ((uint64_t)m3 ^ a3));
    x ^= x >> 32;
    y ^= y >> 29;
    u128 product = (u128)(x ^ DIGEST_KEY_8) * (y ^ DIGEST_KEY_9);
    uint64_t low = (uint64_t)product, high = (uint64_t)(product >> 64);
    uint64_t turned = high + y;
    struct digest hash = {low ^ high, (low + x) ^ (turned << 32 | turned >> 32)};
    return hash;
}

/* Adds one fact. */
static inline void digest_add_words(struct digest *digest, const uint64_t word[FACT_WORDS],
                                    enum fact_kind kind) {
    struct digest hash = digest_of_words(word, kind);
    uint64_t low = digest->low + hash.low;
    digest->high += hash.high + (low < hash.low);
    digest->low = low;
}

/* 32 hexadecimal digits, high word first, and a NUL. */
#define DIGEST_TEXT 33
void digest_text(const struct digest *digest, char text[DIGEST_TEXT]);

/* The 64-bit hash of an entity's name: FNV-1a over its bytes, then the finaliser of splitmix64. */
uint64_t name_hash(const char *name);

#endif
