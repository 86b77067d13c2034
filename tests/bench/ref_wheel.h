/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The holds of ref_mmcc.c in a timing wheel: 4096 slots of 1/128 of a mean hold, a sorted list in each, and a
 * bit for each that is not empty. Nothing is ever more than 32 mean holds away (one in 8e13 would be). */
#ifndef RXP_REF_WHEEL_H
#define RXP_REF_WHEEL_H

#define SLOTS 4096u
#define SLOTS_PER_HOLD 128.0
#define NOBODY UINT8_MAX

struct holds {
    double first; /* when the first hold ends */
    uint64_t at;  /* its slot, counted from time 0 */
    double end[BUFFERS];
    uint8_t next[BUFFERS], slot[SLOTS];
    uint64_t word[SLOTS / 64], words; /* slots, and words, that are not empty */
};

static inline void holds_start(struct holds *holds) {
    *holds = (struct holds){.first = INFINITY};
    for (unsigned i = 0; i < SLOTS; i++)
        holds->slot[i] = NOBODY;
}

/* When the first hold ends; INFINITY when there is none. */
static inline double holds_end(const struct holds *holds) {
    return holds->first;
}

static inline void holds_put(struct holds *holds, double end, uint64_t buffer) {
    uint64_t at = (uint64_t)(int64_t)(end * SLOTS_PER_HOLD), slot = at % SLOTS;
    uint8_t *link = &holds->slot[slot];
    while (*link != NOBODY && holds->end[*link] <= end)
        link = &holds->next[*link];
    holds->next[buffer] = *link;
    *link = (uint8_t)buffer;
    holds->end[buffer] = end;
    holds->word[slot / 64] |= (uint64_t)1 << slot % 64;
    holds->words |= (uint64_t)1 << slot / 64;
    if (end < holds->first) {
        holds->first = end;
        holds->at = at;
    }
}

/* The next slot from holds->at on that is not empty. */
static inline void holds_find(struct holds *holds) {
    uint64_t slot = holds->at % SLOTS, word = slot / 64, rest = holds->word[word] >> slot % 64;
    if (__builtin_expect(rest != 0, 1)) {
        holds->at += (uint64_t)__builtin_ctzll(rest);
    } else if (holds->words == 0) {
        holds->first = INFINITY;
        return;
    } else { /* a later word, or one from the beginning on */
        uint64_t later = word == 63 ? 0 : holds->words >> (word + 1) << (word + 1);
        word = (uint64_t)__builtin_ctzll(later != 0 ? later : holds->words);
        uint64_t found = 64 * word + (uint64_t)__builtin_ctzll(holds->word[word]);
        holds->at += (found - slot) % SLOTS;
    }
    holds->first = holds->end[holds->slot[holds->at % SLOTS]];
}

/* Takes out the hold that ends first. */
static inline uint64_t holds_take(struct holds *holds) {
    uint64_t slot = holds->at % SLOTS;
    uint8_t taken = holds->slot[slot];
    holds->slot[slot] = holds->next[taken];
    if (holds->slot[slot] == NOBODY) {
        holds->word[slot / 64] &= ~((uint64_t)1 << slot % 64);
        if (holds->word[slot / 64] == 0)
            holds->words &= ~((uint64_t)1 << slot / 64);
    }
    holds_find(holds);
    return taken;
}

#endif
