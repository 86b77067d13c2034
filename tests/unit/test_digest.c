/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The digest's hash: pinned vectors (also in docs/digest.md), avalanche, and no collisions among facts that
 * differ little, which is what facts do: small counters, times on a grid, the same source over and over. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "digest.h"

static uint64_t random_state = UINT64_C(88172645463325252);

static uint64_t next_random(void) {
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return random_state * UINT64_C(0x2545f4914f6cdd1d);
}

static void the_vectors_of_the_specification_hold(void **state) {
    (void)state;
    static const struct {
        uint64_t word[FACT_WORDS];
        enum fact_kind kind;
        const char *text;
    } vectors[] = {
        {{0, 0, 0, 0, 0, 0, 0}, FACT_FRAME, "33a597990d10ee5a087e05a806332225"},
        {{1, 2, 3, 4, 5, 6, 7}, FACT_FRAME, "43ebf580f860598dc524a6ddf709d3e0"},
        {{1, 2, 3, 4, 5, 6, 7}, FACT_INTERRUPT, "d1fd874a7eb90edf900c82d386b5fa4c"},
        {{UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX},
         FACT_BLOCK_FREED,
         "648f05b7fe5dc43c000e37626bd6c8e6"},
        {{UINT64_C(0x0123456789abcdef), 1000000, 64, UINT64_C(672000000), 1, UINT64_C(672000000), UINT64_MAX},
         FACT_EPISODE,
         "2df4368ebdaabe2f05e825c669042f2d"},
    };
    struct digest sum = {0, 0};
    char text[DIGEST_TEXT];
    for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++) {
        struct digest one = {0, 0};
        digest_add_words(&one, vectors[i].word, vectors[i].kind);
        digest_text(&one, text);
        assert_string_equal(text, vectors[i].text);
        digest_add_words(&sum, vectors[i].word, vectors[i].kind);
    }
    digest_text(&sum, text);
    assert_string_equal(text, "dc1250ab4032d93263a58c8258cde864");
}

static void names_hash_as_specified(void **state) {
    (void)state;
    assert_true(name_hash("") == UINT64_C(0xf52a15e9a9b5e89b));
    assert_true(name_hash("flood") == UINT64_C(0xa83e8e8f78024606));
    assert_true(name_hash("flooe") == UINT64_C(0x68316d41bffb90c0));
}

/* What a fact may look like: random words; small integers; a frame of a run; counters, flags and a word of
 * all ones. */
static void make_input(uint32_t style, uint64_t index, uint64_t input[FACT_WORDS + 1]) {
    for (uint32_t i = 0; i <= FACT_WORDS; i++)
        input[i] = style == 0   ? next_random()
                   : style == 1 ? next_random() % 16
                                : next_random() % (i < 4 ? 1000 : 2);
    if (style == 2) {
        const uint64_t frame[] = {UINT64_C(0x1234567), index,      64, index * 1000, 1,
                                  index * 1000,        UINT64_MAX, 1};
        memcpy(input, frame, sizeof frame);
    }
    if (style == 3)
        input[5] = UINT64_MAX;
}

static struct digest hash_of(const uint64_t input[FACT_WORDS + 1]) {
    return digest_of_words(input, (enum fact_kind)input[FACT_WORDS]);
}

#define KIND_BITS 32 /* what an enum is guaranteed to hold here */
#define INPUT_BITS (64 * FACT_WORDS + KIND_BITS)

static void every_input_bit_flips_every_output_bit_half_of_the_time(void **state) {
    (void)state;
    enum { SAMPLES = 8192 };
    static uint32_t flips[INPUT_BITS][128];
    for (uint32_t style = 0; style < 4; style++) {
        memset(flips, 0, sizeof flips);
        for (uint64_t sample = 0; sample < SAMPLES; sample++) {
            uint64_t input[FACT_WORDS + 1];
            make_input(style, sample, input);
            input[FACT_WORDS] = 1 + input[FACT_WORDS] % 5;
            struct digest before = hash_of(input);
            for (uint32_t bit = 0; bit < INPUT_BITS; bit++) {
                input[bit / 64] ^= UINT64_C(1) << bit % 64;
                struct digest after = hash_of(input);
                input[bit / 64] ^= UINT64_C(1) << bit % 64;
                uint64_t low = before.low ^ after.low, high = before.high ^ after.high;
                for (uint32_t out = 0; out < 64; out++) {
                    flips[bit][out] += (uint32_t)(low >> out & 1);
                    flips[bit][64 + out] += (uint32_t)(high >> out & 1);
                }
            }
        }
        for (uint32_t bit = 0; bit < INPUT_BITS; bit++)
            for (uint32_t out = 0; out < 128; out++)
                assert_in_range(flips[bit][out], (uint32_t)(0.45 * SAMPLES), (uint32_t)(0.55 * SAMPLES));
    }
}

static int compare(const void *a, const void *b) {
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

#define FACTS (UINT32_C(1) << 21)

static void facts_that_differ_little_never_share_half_a_hash(void **state) {
    (void)state;
    uint64_t *half[2] = {calloc(FACTS, 8), calloc(FACTS, 8)};
    assert_true(half[0] != NULL && half[1] != NULL);
    for (uint32_t family = 0; family < 4; family++) {
        for (uint64_t n = 0; n < FACTS; n++) {
            uint64_t input[FACT_WORDS + 1] = {UINT64_C(0x1234567), 0, 64, 0, 1, 0, 0, 1};
            if (family == 0) { /* frames on a grid of times */
                input[1] = n;
                input[3] = n * 1000;
            }
            for (uint32_t i = 0; family == 1 && i < FACT_WORDS; i++) /* seven digits below 8 */
                input[i] = n >> 3 * i & 7;
            if (family == 2) { /* two small counters */
                input[3] = n & 2047;
                input[5] = n >> 11;
            }
            if (family == 3) { /* high bits only */
                input[3] = (n & 2047) << 40;
                input[6] = (n >> 11) << 50;
            }
            struct digest hash = hash_of(input);
            half[0][n] = hash.low;
            half[1][n] = hash.high;
        }
        for (uint32_t side = 0; side < 2; side++) {
            qsort(half[side], FACTS, 8, compare);
            for (uint32_t n = 1; n < FACTS; n++)
                assert_true(half[side][n] != half[side][n - 1]);
        }
    }
    free(half[0]);
    free(half[1]);
}

static bool same(struct digest a, struct digest b) {
    return a.low == b.low && a.high == b.high;
}

static void swapping_two_words_changes_the_hash(void **state) {
    (void)state;
    uint64_t word[FACT_WORDS] = {11, 12, 13, 14, 15, 16, 17};
    struct digest before = digest_of_words(word, FACT_FRAME);
    for (uint32_t i = 0; i < FACT_WORDS; i++)
        for (uint32_t j = 0; j < i; j++) {
            uint64_t swapped[FACT_WORDS];
            memcpy(swapped, word, sizeof word);
            swapped[i] = word[j];
            swapped[j] = word[i];
            assert_false(same(before, digest_of_words(swapped, FACT_FRAME)));
        }
}

/* Two facts that exchange a word, or a pair of words that the hash multiplies together, have another sum. */
static void a_word_exchanged_between_two_facts_changes_the_sum(void **state) {
    (void)state;
    const uint64_t first[FACT_WORDS] = {1, 2, 3, 4, 5, 6, 7},
                   second[FACT_WORDS] = {21, 22, 23, 24, 25, 26, 27};
    struct digest before = {0, 0};
    digest_add_words(&before, first, FACT_FRAME);
    digest_add_words(&before, second, FACT_FRAME);
    for (uint32_t length = 1; length <= 2; length++)
        for (uint32_t at = 0; at + length <= FACT_WORDS; at++) {
            uint64_t a[FACT_WORDS], b[FACT_WORDS];
            memcpy(a, first, sizeof a);
            memcpy(b, second, sizeof b);
            memcpy(a + at, second + at, length * sizeof *a);
            memcpy(b + at, first + at, length * sizeof *b);
            struct digest after = {0, 0};
            digest_add_words(&after, a, FACT_FRAME);
            digest_add_words(&after, b, FACT_FRAME);
            assert_false(same(before, after));
        }
}

/* A word equal to its constant makes a factor 0; the other factor must still count. */
static void a_factor_of_zero_does_not_hide_its_partner(void **state) {
    (void)state;
    uint64_t word[FACT_WORDS] = {DIGEST_KEY_0, 5, DIGEST_KEY_2, 5, 5, DIGEST_KEY_5, 5};
    struct digest before = digest_of_words(word, FACT_FRAME);
    for (uint32_t i = 0; i < FACT_WORDS; i++) {
        word[i]++;
        assert_false(same(before, digest_of_words(word, FACT_FRAME)));
        word[i]--;
    }
}

static void the_order_of_facts_does_not_matter_but_their_number_does(void **state) {
    (void)state;
    struct digest up = {0, 0}, down = {0, 0};
    for (uint64_t n = 0; n < 1000; n++) {
        const uint64_t a[FACT_WORDS] = {n}, b[FACT_WORDS] = {999 - n};
        digest_add_words(&up, a, FACT_INTERRUPT);
        digest_add_words(&down, b, FACT_INTERRUPT);
    }
    assert_true(same(up, down));
    const uint64_t again[FACT_WORDS] = {0};
    digest_add_words(&down, again, FACT_INTERRUPT);
    assert_false(same(up, down));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_vectors_of_the_specification_hold),
        cmocka_unit_test(names_hash_as_specified),
        cmocka_unit_test(every_input_bit_flips_every_output_bit_half_of_the_time),
        cmocka_unit_test(facts_that_differ_little_never_share_half_a_hash),
        cmocka_unit_test(swapping_two_words_changes_the_hash),
        cmocka_unit_test(a_word_exchanged_between_two_facts_changes_the_sum),
        cmocka_unit_test(a_factor_of_zero_does_not_hide_its_partner),
        cmocka_unit_test(the_order_of_facts_does_not_matter_but_their_number_does),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
