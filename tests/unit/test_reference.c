/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The reference pages of parameters and metrics are written by the tables of the code, so they cannot be out
 * of date without this test noticing. `test_reference --update` writes them anew. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "report.h"
#include "scenario.h"
#include "text.h"

struct page {
    const char *file;
    void (*write)(struct text *to);
};

static const struct page pages[] = {{"docs/parameters.md", parameters_markdown},
                                    {"docs/metrics.md", metrics_markdown},
                                    {"docs/values.md", values_markdown},
                                    {"docs/presets.md", presets_markdown},
                                    {"docs/rules.md", rules_markdown}};

static FILE *open_page(const struct page *page, const char *mode) {
    char path[512];
    const char *root = getenv("RXPOOL_SOURCE_ROOT");
    snprintf(path, sizeof path, "%s/%s", root ? root : ".", page->file);
    return fopen(path, mode);
}

static void check(const struct page *page) {
    struct text now = {0}, stored = {0};
    char piece[4096];
    FILE *file = open_page(page, "r");
    assert_non_null(file);
    for (size_t got; (got = fread(piece, 1, sizeof piece, file)) > 0;)
        text_add_bytes(&stored, piece, got);
    fclose(file);
    page->write(&now);
    assert_string_equal(stored.at, now.at);
    text_free(&now);
    text_free(&stored);
}

static void the_page_of_parameters_is_what_the_table_says(void **state) {
    (void)state;
    check(&pages[0]);
}

static void the_page_of_metrics_is_what_the_table_says(void **state) {
    (void)state;
    check(&pages[1]);
}

static void the_page_of_values_is_what_the_tables_say(void **state) {
    (void)state;
    check(&pages[2]);
}

static void the_page_of_rules_is_what_the_tables_say(void **state) {
    (void)state;
    check(&pages[4]);
}

static void the_page_of_presets_is_what_the_table_says(void **state) {
    (void)state;
    check(&pages[3]);
}

static int update(void) {
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        struct text text = {0};
        FILE *file = open_page(&pages[i], "w");
        if (!file)
            return 1;
        pages[i].write(&text);
        fputs(text.at, file);
        text_free(&text);
        if (fclose(file) != 0)
            return 1;
    }
    return 0;
}

int main(int argc, char **argv) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_page_of_parameters_is_what_the_table_says),
        cmocka_unit_test(the_page_of_metrics_is_what_the_table_says),
        cmocka_unit_test(the_page_of_values_is_what_the_tables_say),
        cmocka_unit_test(the_page_of_presets_is_what_the_table_says),
        cmocka_unit_test(the_page_of_rules_is_what_the_tables_say),
    };
    if (argc > 1 && strcmp(argv[1], "--update") == 0)
        return update();
    return cmocka_run_group_tests_name("reference", tests, NULL, NULL);
}
