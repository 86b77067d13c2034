/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How problems look, in which order they come, and that nothing quoted in them can harm the reader's
 * terminal. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "problem.h"

static void assert_problems(const struct problems *problems, const char *expected) {
    char *text = problems_text(problems);
    assert_string_equal(text, expected);
    free(text);
}

static void an_error_shows_its_line_and_a_caret(void **state) {
    (void)state;
    struct problems problems;
    problems_init(&problems);
    problems_add(&problems, PROBLEM_ERROR, (struct mark){"a.yaml", 3, 7, 4}, "nic: {rign: 512}\nnext", NULL,
                 "unknown key '%s'; did you mean '%s'?", "rign", "ring");
    assert_problems(&problems, "a.yaml:3:7: error: unknown key 'rign'; did you mean 'ring'?\n"
                               "    nic: {rign: 512}\n"
                               "          ^~~~\n");
    assert_int_equal(problems.errors, 1);
    assert_int_equal(problems.exit_code, 65);
    problems_free(&problems);
}

static void problems_come_in_the_order_of_the_file(void **state) {
    (void)state;
    struct problems problems;
    problems_init(&problems);
    problems_add(&problems, PROBLEM_WARNING, (struct mark){"a", 9, 1, 0}, NULL, NULL, "third");
    problems_add(&problems, PROBLEM_ERROR, (struct mark){"b", 1, 1, 0}, NULL, NULL, "other file");
    problems_add(&problems, PROBLEM_ERROR, (struct mark){"a", 2, 8, 0}, NULL, "do this", "second");
    problems_add(&problems, PROBLEM_ERROR, (struct mark){"a", 2, 7, 0}, NULL, NULL, "first");
    problems_add(&problems, PROBLEM_NOTE, (struct mark){NULL, 0, 0, 0}, NULL, NULL, "no file");
    problems_add(&problems, PROBLEM_ERROR, (struct mark){"a", 0, 0, 0}, NULL, NULL, "whole file");
    assert_problems(&problems, "a: error: whole file\n"
                               "a:2:7: error: first\n"
                               "a:2:8: error: second\n"
                               "  hint: do this\n"
                               "a:9:1: warning: third\n"
                               "b:1:1: error: other file\n"
                               "note: no file\n");
    problems_free(&problems);
}

static void the_caret_counts_characters_not_bytes(void **state) {
    (void)state;
    struct problems problems;
    problems_init(&problems);
    problems_add(&problems, PROBLEM_ERROR, (struct mark){"a", 1, 5, 2},
                 "\xC3\xA4\xE2\x82\xAC: \xC3\xB6\xC3\xB6", NULL, "here");
    assert_problems(&problems, "a:1:5: error: here\n"
                               "    \xC3\xA4\xE2\x82\xAC: \xC3\xB6\xC3\xB6\n"
                               "        ^~\n");
    problems_free(&problems);
}

static void control_characters_do_not_reach_the_terminal(void **state) {
    (void)state;
    struct problems problems;
    problems_init(&problems);
    problems_add(&problems, PROBLEM_ERROR, (struct mark){"a\033[2J", 1, 1, 0}, "\tb\033]0;x\007", "h\x7F",
                 "m\x01%s", "\r\n");
    assert_problems(&problems, "a?[2J:1:1: error: m?  \n"
                               "     b?]0;x?\n"
                               "    ^\n"
                               "  hint: h?\n");
    problems_free(&problems);
}

static void a_long_line_is_shown_around_its_caret(void **state) {
    (void)state;
    char line[5001];
    memset(line, 'x', 5000);
    line[5000] = '\0';
    memcpy(line + 2999, "HERE", 4);
    struct problems problems;
    problems_init(&problems);
    problems_add(&problems, PROBLEM_ERROR, (struct mark){"a", 1, 3000, 4}, line, NULL, "there");
    char *text = problems_text(&problems);
    assert_true(strlen(text) < 400);
    const char *here = strstr(text, "HERE");
    const char *caret = strstr(text, "^~~~");
    const char *second = strchr(text, '\n') + 1;
    const char *third = strchr(second, '\n') + 1;
    assert_non_null(here);
    assert_non_null(caret);
    assert_int_equal(here - second, caret - third);
    free(text);
    problems_free(&problems);
}

static void the_first_two_hundred_are_kept_and_all_are_counted(void **state) {
    (void)state;
    struct problems problems;
    problems_init(&problems);
    for (uint32_t i = 0; i < 100000; i++)
        problems_add(&problems, PROBLEM_ERROR, (struct mark){"a", i + 1, 1, 0}, NULL, NULL, "wrong");
    assert_int_equal(problems.errors, 100000);
    assert_int_equal(problems.count, 201);
    assert_true(problems_full(&problems));
    char *text = problems_text(&problems);
    const char *last = strstr(text, "a:200:1: error: wrong\n");
    assert_non_null(last);
    assert_string_equal(last,
                        "a:200:1: error: wrong\nnote: there are more problems; these are the first 200\n");
    free(text);
    problems_free(&problems);
}

static void a_list_can_be_appended_to_another(void **state) {
    (void)state;
    struct problems one;
    struct problems two;
    problems_init(&one);
    problems_init(&two);
    problems_add(&one, PROBLEM_WARNING, (struct mark){"a", 1, 1, 0}, "line", "hint", "w");
    problems_append(&two, &one);
    assert_int_equal(two.exit_code, 0);
    problems_add(&one, PROBLEM_ERROR, (struct mark){"a", 1, 1, 0}, NULL, NULL, "e");
    one.exit_code = 66;
    problems_append(&two, &one);
    problems_free(&one);
    assert_int_equal(two.count, 3);
    assert_int_equal(two.errors, 1);
    assert_int_equal(two.exit_code, 66);
    problems_free(&two);
}

static void colour_is_only_there_when_asked_for(void **state) {
    (void)state;
    struct problems problems;
    problems_init(&problems);
    problems_add(&problems, PROBLEM_ERROR, (struct mark){"a", 1, 1, 0}, "x", NULL, "m");
    char buffer[200] = "";
    FILE *file = fmemopen(buffer, sizeof buffer, "w");
    assert_non_null(file);
    problems_print(&problems, file, true);
    (void)fclose(file);
    assert_non_null(strstr(buffer, "\033[31merror:\033[0m m\n"));
    file = fmemopen(buffer, sizeof buffer, "w");
    assert_non_null(file);
    problems_print(&problems, file, false);
    (void)fclose(file);
    assert_null(strchr(buffer, '\033'));
    problems_free(&problems);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_error_shows_its_line_and_a_caret),
        cmocka_unit_test(problems_come_in_the_order_of_the_file),
        cmocka_unit_test(the_caret_counts_characters_not_bytes),
        cmocka_unit_test(control_characters_do_not_reach_the_terminal),
        cmocka_unit_test(a_long_line_is_shown_around_its_caret),
        cmocka_unit_test(the_first_two_hundred_are_kept_and_all_are_counted),
        cmocka_unit_test(a_list_can_be_appended_to_another),
        cmocka_unit_test(colour_is_only_there_when_asked_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
