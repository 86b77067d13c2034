/* SPDX-License-Identifier: GPL-3.0-or-later */
/* YAML as scenarios use it: where things are, which parts of YAML are refused in which words, and hostile
 * files. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "node.h"
#include "text.h"

static const struct node *child(const struct node *node, const char *key) {
    assert_int_equal(node->kind, NODE_MAPPING);
    for (size_t i = 0; i < node->count; i++)
        if (strcmp(node->key[i]->text, key) == 0)
            return node->item[i];
    fail_msg("no key %s", key);
    return NULL;
}

static void parse(const char *text, struct document *document) {
    struct problems problems;
    problems_init(&problems);
    bool good = document_parse(document, "f", text, strlen(text), &problems);
    if (!good || problems.count > 0)
        problems_print(&problems, stderr, false);
    assert_true(good);
    assert_int_equal(problems.count, 0);
    problems_free(&problems);
}

static void assert_refused_bytes(const char *bytes, size_t length, const char *expected) {
    struct document document;
    struct problems problems;
    problems_init(&problems);
    (void)document_parse(&document, "f", bytes, length, &problems);
    char *text = problems_text(&problems);
    assert_string_equal(text, expected);
    assert_true(problems.errors > 0);
    free(text);
    problems_free(&problems);
    document_free(&document);
}

static void assert_refused(const char *text, const char *expected) {
    assert_refused_bytes(text, strlen(text), expected);
}

static void every_node_knows_its_place(void **state) {
    struct document document;
    (void)state;
    parse("a: 1\nb:\n  c: [x, 'y z', {d: e}]\n", &document);
    const struct node *list = child(child(document.root, "b"), "c");
    assert_int_equal(list->mark.line, 3);
    assert_int_equal(list->mark.column, 6);
    assert_int_equal(list->count, 3);
    assert_string_equal(list->item[1]->text, "y z");
    assert_true(list->item[1]->quoted);
    assert_int_equal(list->item[1]->mark.column, 10);
    assert_int_equal(node_mark_within(list->item[1], 2, 1).column, 13);
    assert_int_equal(child(list->item[2], "d")->mark.column, 21);
    document_free(&document);
}

static void calls_need_no_quotes_within_brackets(void **state) {
    static const char text[] = "flood: {on: lognormal(mean=30 us, cv=2), off: exp(mean=400 us), load: 95 %}\n"
                               "app: {hold: mix(95 %: exp(mean=50 us), 5 %: uniform(0 s, 1 s)), x: 1}\n"
                               "size: [list(64 B: 7, 594 B: 4), imix]\n"
                               "plain: empirical(a {b}: #1.txt)\n";
    struct document document;
    (void)state;
    parse(text, &document);
    const struct node *flood = child(document.root, "flood");
    assert_int_equal(flood->count, 3);
    assert_string_equal(child(flood, "on")->text, "lognormal(mean=30 us, cv=2)");
    assert_int_equal(child(flood, "off")->mark.column, 47);
    assert_string_equal(child(child(document.root, "app"), "hold")->text,
                        "mix(95 %: exp(mean=50 us), 5 %: uniform(0 s, 1 s))");
    assert_string_equal(child(document.root, "size")->item[0]->text, "list(64 B: 7, 594 B: 4)");
    assert_string_equal(child(document.root, "plain")->text, "empirical(a {b}: #1.txt)");
    document_free(&document);
}

static void quotes_comments_and_prose_are_left_alone(void **state) {
    static const char text[] = "a: 'f(x, y)' # g(a, b\n"
                               "b: don't f(x, y) \"or\n"
                               "c: |\n"
                               "  say \"f(x, y) and 'never close\n"
                               "\n"
                               "  \"\n"
                               "d: {e: f(1, 2), g: \"h(3, 4)\"}\n"
                               "e: open(1 2\n";
    struct document document;
    (void)state;
    parse(text, &document);
    assert_string_equal(child(document.root, "a")->text, "f(x, y)");
    assert_string_equal(child(document.root, "b")->text, "don't f(x, y) \"or");
    assert_string_equal(child(document.root, "c")->text, "say \"f(x, y) and 'never close\n\n\"\n");
    assert_string_equal(child(child(document.root, "d"), "e")->text, "f(1, 2)");
    assert_string_equal(child(child(document.root, "d"), "g")->text, "h(3, 4)");
    assert_string_equal(child(document.root, "e")->text, "open(1 2");
    document_free(&document);
}

static void line_ends_and_byte_order_marks_do_not_matter(void **state) {
    struct document document;
    char line[20];
    (void)state;
    parse("\xEF\xBB\xBF"
          "a: 1\r\nb: {c: d}\r\n",
          &document);
    assert_true(document.byte_order_mark);
    assert_string_equal(child(document.root, "a")->text, "1");
    assert_int_equal(child(child(document.root, "b"), "c")->mark.column, 8);
    assert_string_equal(document_line(&document, 2, line, sizeof line), "b: {c: d}");
    document_free(&document);
}

static void parts_of_yaml_without_use_are_refused(void **state) {
    (void)state;
    assert_refused("a: &x 1\n",
                   "f:1:4: error: anchors (&) are not part of a scenario\n    a: &x 1\n       ^\n"
                   "  hint: write the value out, or put it into a file and use `extends:`\n");
    assert_refused("a: *x\n", "f:1:4: error: aliases (*) are not part of a scenario\n    a: *x\n       ^~\n"
                              "  hint: write the value out, or put it into a file and use `extends:`\n");
    assert_refused("a: !!str 1\n",
                   "f:1:4: error: tags (!) are not part of a scenario\n    a: !!str 1\n       ^\n"
                   "  hint: leave it out: the key says of what kind the value is\n");
    assert_refused("a: 1\n---\nb: 2\n", "f:2:1: error: a second document ('---')\n    ---\n    ^~~\n"
                                        "  hint: one file is one scenario\n");
    assert_refused("? [a]\n: 1\n", "f:1:3: error: a key must be a plain word\n    ? [a]\n      ^\n");
    assert_refused("",
                   "f: error: there is no scenario in it\n  hint: `rxpool new` writes one to start from\n");
}

static void a_key_given_twice_names_both_places(void **state) {
    (void)state;
    assert_refused("a: 1\nb: {c: 1, d: 2, c: 3}\na: 2\n",
                   "f:2:17: error: 'c' is given twice; the first is at 2:5\n    b: {c: 1, d: 2, c: 3}\n"
                   "                    ^\n"
                   "f:3:1: error: 'a' is given twice; the first is at 1:1\n    a: 2\n    ^\n");
}

static void mistakes_are_told_in_words_for_people(void **state) {
    (void)state;
    assert_refused("a:\n\tb: 1\n",
                   "f:2:1: error: a tab cannot indent\n     b: 1\n    ^\n  hint: use blanks\n");
    assert_refused("a: [1, 2\nb: 3\n",
                   "f:2:2: error: expected ',' or ']'\n    b: 3\n     ^\n  hint: it began at 1:4\n");
    assert_refused("a: {b: 1\n", "f:1:4: error: this bracket never ends\n    a: {b: 1\n       ^\n");
    assert_refused("a: \"b\n", "f:1:4: error: this quoted text never ends\n    a: \"b\n       ^\n");
    assert_refused("a: b: c\n",
                   "f:1:5: error: a value cannot begin here\n    a: b: c\n        ^\n"
                   "  hint: put a text that contains ': ' into quotes, and give every key a line of its "
                   "own\n");
    assert_refused("a: @x\n", "f:1:4: error: a value cannot begin with '@'\n    a: @x\n       ^\n"
                              "  hint: put it into quotes\n");
}

static void what_is_no_text_is_refused_with_its_place(void **state) {
    (void)state;
    assert_refused_bytes(
        "a: 1\nb: \0x\n", 11,
        "f:2:4: error: a NUL character; is this a binary file, or UTF-16?\n    b: \n       ^\n");
    assert_refused("a: \x01\n", "f:1:4: error: a control character\n    a: ?\n       ^\n");
    assert_refused("a: \xC3(\n", "f:1:4: error: this is not UTF-8 text\n    a: ?(\n       ^\n");
    assert_refused("a: \xED\xA0\x80\n", "f:1:4: error: this is not UTF-8 text\n    a: ???\n       ^\n");
    assert_refused("a: \xC0\x80\n", "f:1:4: error: this is not UTF-8 text\n    a: ??\n       ^\n");
    assert_refused(
        "a: \xEE\x80\x80\n",
        "f:1:4: error: a private-use character (U+E000 to U+E006)\n    a: \xEE\x80\x80\n       ^\n");
}

static void deep_nesting_is_refused(void **state) {
    struct text text = {0};
    (void)state;
    for (int i = 0; i < 5000; i++)
        text_add(&text, "[");
    struct document document;
    struct problems problems;
    problems_init(&problems);
    assert_false(document_parse(&document, "f", text.at, text.length, &problems));
    assert_int_equal(problems.errors, 1);
    assert_string_equal(problems.list[0].message, "more than 64 levels, one within the other");
    problems_free(&problems);
    document_free(&document);
    text_free(&text);
}

static void large_and_hostile_files_end_soon(void **state) {
    static const char *const pieces[] = {"a(", "'", "{a: ", "- ", "a: 1\n", "\n", "k(,", "# x ", "\"\\"};
    (void)state;
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        struct text text = {0};
        while (text.length < 1000000)
            text_add(&text, pieces[i]);
        struct document document;
        struct problems problems;
        problems_init(&problems);
        (void)document_parse(&document, "f", text.at, text.length, &problems);
        problems_free(&problems);
        document_free(&document);
        text_free(&text);
    }
}

static void a_missing_file_has_an_exit_code_of_its_own(void **state) {
    struct document document;
    struct problems problems;
    (void)state;
    problems_init(&problems);
    assert_false(document_read(&document, "/nonexistent/x.yaml", &problems));
    assert_int_equal(problems.exit_code, 66);
    char *text = problems_text(&problems);
    assert_string_equal(text, "/nonexistent/x.yaml: error: No such file or directory\n");
    free(text);
    problems_free(&problems);
    document_free(&document);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_node_knows_its_place),
        cmocka_unit_test(calls_need_no_quotes_within_brackets),
        cmocka_unit_test(quotes_comments_and_prose_are_left_alone),
        cmocka_unit_test(line_ends_and_byte_order_marks_do_not_matter),
        cmocka_unit_test(parts_of_yaml_without_use_are_refused),
        cmocka_unit_test(a_key_given_twice_names_both_places),
        cmocka_unit_test(mistakes_are_told_in_words_for_people),
        cmocka_unit_test(what_is_no_text_is_refused_with_its_place),
        cmocka_unit_test(deep_nesting_is_refused),
        cmocka_unit_test(large_and_hostile_files_end_soon),
        cmocka_unit_test(a_missing_file_has_an_exit_code_of_its_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
