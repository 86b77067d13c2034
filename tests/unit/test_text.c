/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Growing texts, and the guess at what a mistyped word was meant to be. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "filehash.h"
#include "text.h"

static void a_text_grows_and_stays_terminated(void **state) {
    (void)state;
    struct text text = {0};
    for (int i = 0; i < 1000; i++)
        text_format(&text, "%d,", i);
    text_add(&text, "end");
    text_add_bytes(&text, "xyz", 1);
    assert_int_equal(strlen(text.at), text.length);
    assert_int_equal(text.length, 10 * 2 + 90 * 3 + 900 * 4 + 4);
    assert_string_equal(text.at + text.length - 8, "999,endx");
    text_free(&text);
    assert_null(text.at);
}

static void taking_an_empty_text_gives_an_empty_string(void **state) {
    (void)state;
    struct text text = {0};
    char *taken = text_take(&text);
    assert_string_equal(taken, "");
    assert_null(text.at);
    free(taken);
}

static void taking_a_text_empties_it(void **state) {
    (void)state;
    struct text text = {0};
    text_add(&text, "abc");
    char *taken = text_take(&text);
    assert_string_equal(taken, "abc");
    assert_int_equal(text.length, 0);
    free(taken);
}

static void memory_is_zeroed_and_texts_are_copied(void **state) {
    (void)state;
    unsigned char *bytes = memory_alloc(100);
    for (int i = 0; i < 100; i++)
        assert_int_equal(bytes[i], 0);
    free(bytes);
    assert_null(memory_copy_text(NULL));
    char *copy = memory_copy_text("copy");
    assert_string_equal(copy, "copy");
    free(copy);
}

static void the_nearest_word_is_the_one_meant(void **state) {
    static const char *const list[] = {"queues", "ring", "fifo", "bus_master", "drop_enable", "interrupt"};
    static const struct {
        const char *word;
        const char *meant;
    } rows[] = {{"rign", "ring"},
                {"ring", "ring"},
                {"queue", "queues"},
                {"fifoo", "fifo"},
                {"busmaster", "bus_master"},
                {"interupt", "interrupt"},
                {"drop-enable", "drop_enable"},
                {"r", NULL},
                {"xyz", NULL},
                {"", NULL},
                {"rxxg", NULL}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *nearest = text_nearest(rows[i].word, list, 6);
        if (rows[i].meant == NULL)
            assert_null(nearest);
        else
            assert_string_equal(nearest, rows[i].meant);
    }
}

static void a_very_long_word_is_near_to_nothing(void **state) {
    static const char *const list[] = {"ring"};
    char word[1000];
    (void)state;
    memset(word, 'r', sizeof word - 1);
    word[sizeof word - 1] = '\0';
    assert_null(text_nearest(word, list, 1));
}

/* The empty input's value is the one published with XXH3-128. */
static void bytes_have_their_published_hash(void **state) {
    char text[FILEHASH_TEXT];
    (void)state;
    filehash_bytes(NULL, 0, text);
    assert_string_equal(text, "99aa06d3014798d86001c324468d497f");
    filehash_bytes("a", 1, text);
    assert_int_equal(strlen(text), 32);
    assert_false(filehash_file("/nonexistent", text));
    assert_string_equal(text, "");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_text_grows_and_stays_terminated),
        cmocka_unit_test(taking_an_empty_text_gives_an_empty_string),
        cmocka_unit_test(taking_a_text_empties_it),
        cmocka_unit_test(memory_is_zeroed_and_texts_are_copied),
        cmocka_unit_test(the_nearest_word_is_the_one_meant),
        cmocka_unit_test(a_very_long_word_is_near_to_nothing),
        cmocka_unit_test(bytes_have_their_published_hash),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
