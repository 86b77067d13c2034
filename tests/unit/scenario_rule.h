/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A rule across keys as one line of a test: overrides to a plain scenario, and the one problem they make. */
#ifndef RXP_SCENARIO_RULE_H
#define RXP_SCENARIO_RULE_H

#include <stdlib.h>
#include <string.h>

#include "scenario.h"

/* Every rule is met by adding overrides to this one. */
static const char base[] = "schema: rxpool/1\nname: n\ntime: {duration: 1 s}\n"
                           "traffic: {a: {arrival: poisson, rate: 1 kframe/s}}\n"
                           "pool: {initial: 100}\nprotocol: {p: {}}\n";
struct rule {
    const char *overrides; /* KEY=VALUE;KEY=VALUE */
    const char *expected;  /* "LEVEL: MESSAGE" of the one problem; "" for none */
};

static inline void override_all(struct scenario *scenario, const char *overrides) {
    char *list = memory_copy_text(overrides);
    for (char *at = list; *at != '\0';) {
        char *end = at + strcspn(at, ";");
        char *next = *end == '\0' ? end : end + 1;
        *end = '\0';
        char *equals = strchr(at, '=');
        assert_non_null(equals);
        *equals = '\0';
        scenario_override(scenario, at, equals + 1);
        at = next;
    }
    free(list);
}

static inline void assert_rules(const char *text, const struct rule *rules, size_t count) {
    static const char *const level[] = {"note", "warning", "error"};
    for (size_t i = 0; i < count; i++) {
        struct scenario *scenario = scenario_open_text("f", text, strlen(text), NULL);
        override_all(scenario, rules[i].overrides);
        struct config *config = scenario_resolve(scenario, NULL, 0, NULL);
        const struct problems *problems = scenario_problems(scenario);
        struct text found = {0};
        for (size_t j = 0; j < problems->count; j++)
            text_format(&found, "%s%s: %s", j == 0 ? "" : " + ", level[problems->list[j].level],
                        problems->list[j].message);
        if (strcmp(found.at == NULL ? "" : found.at, rules[i].expected) != 0)
            print_error("%s\n", rules[i].overrides);
        assert_string_equal(found.at == NULL ? "" : found.at, rules[i].expected);
        assert_true((config == NULL) == (problems->errors > 0));
        text_free(&found);
        config_free(config);
        scenario_close(scenario);
    }
}
#define ASSERT_RULES(text, rules) assert_rules(text, rules, sizeof rules / sizeof *rules)

#endif
