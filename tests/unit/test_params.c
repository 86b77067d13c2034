/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of parameters is whole, everything made from it agrees with it, and random scenarios survive the
 * way to their canonical form and back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "param.h"
#include "scenario.h"
#include "value.h"

static bool is_stored(const struct param *param) {
    return param->type != PARAM_SCHEMA && param->type != PARAM_EXTENDS && param->type != PARAM_SWEEP;
}

static void every_row_says_what_it_must(void **state) {
    size_t count = param_count();
    (void)state;
    assert_true(count > 130);
    for (size_t i = 0; i < count; i++) {
        const struct param *param = param_at(i);
        assert_true(param->doc != NULL && param->example != NULL);
        assert_int_equal(param_find(param->key, NULL), i);
        assert_false(param_is_section(param->key));
        assert_int_equal((param->mandatory ? 1 : 0) + (param->initial != NULL) + (param->derived != NULL), 1);
        assert_true(param->initial == NULL || param->source != NULL);
        bool stored = is_stored(param) || param->type == PARAM_SCHEMA;
        bool whole = param->type == PARAM_TIME || param->type == PARAM_BYTES || param->type == PARAM_COUNT;
        assert_true(!whole || param->bytes == 4 || param->bytes == 8);
        assert_true(!whole || (param->high >= param->low && param->high > 0));
        assert_true(param->bytes != 4 || !whole || param->high <= UINT32_MAX);
        struct value_error error = {0};
        if (stored && !param_is_composite(param))
            assert_true(param_valid(param, param->example, NULL, &error));
        if (param->initial != NULL)
            assert_true(param_valid(param, param->initial, NULL, &error));
        if (param->word != NULL)
            assert_true(param_valid(param, param->word, NULL, &error));
    }
}

/* A mapping or a list is read from a file or an override only. */
static void examples_of_composites_are_read(void **state) {
    static const char text[] = "schema: rxpool/1\nname: n\ntime: {duration: 10 s}\npool: {initial: 1}\n"
                               "host: {memory: 1 GiB}\nprotocol: {p: {}}\n";
    size_t composites = 0;
    (void)state;
    for (size_t i = 0; i < param_count(); i++) {
        const struct param *param = param_at(i);
        struct text key = {0};
        const char *name = strstr(param->key, "NAME");
        if (!param_is_composite(param))
            continue;
        struct scenario *scenario = scenario_open_text("f", text, strlen(text), NULL);
        scenario_override(scenario, "traffic.a.arrival", param->type == PARAM_STATES ? "mmpp" : "schedule");
        if (param->type != PARAM_STATES)
            scenario_override(scenario, "traffic.a.steps", "[[0 s, 1 frame/s]]");
        if (name == NULL)
            text_add(&key, param->key);
        else
            text_format(&key, "%.*sa%s", (int)(name - param->key), param->key, name + 4);
        scenario_override(scenario, key.at, param->example);
        struct config *config = scenario_resolve(scenario, NULL, 0, NULL);
        assert_non_null(config);
        assert_int_equal(scenario_problems(scenario)->count, 0);
        char *canonical = config_canonical(config);
        assert_true(param->type == PARAM_STATES ||
                    strstr(canonical, param->example) != NULL); /* states are sorted */
        free(canonical);
        config_free(config);
        scenario_close(scenario);
        text_free(&key);
        composites++;
    }
    assert_int_equal(composites, 4);
}

static void entity_keys_find_their_row(void **state) {
    char entity[CONFIG_NAME_MAX + 1];
    (void)state;
    assert_string_equal(param_at(param_find("traffic.flood.rate", entity))->key, "traffic.NAME.rate");
    assert_string_equal(entity, "flood");
    assert_string_equal(param_at(param_find("host.allocation.failure", entity))->key, "host.failure");
    assert_string_equal(entity, "");
    assert_int_equal(param_find("traffic..rate", NULL), PARAM_NONE);
    assert_int_equal(param_find("traffic.a.b.rate", NULL), PARAM_NONE);
    assert_int_equal(param_find("pool", NULL), PARAM_NONE);
    assert_int_equal(param_find("", NULL), PARAM_NONE);
    assert_string_equal(param_nearest("pool.initail"), "pool.initial");
    assert_null(param_nearest("nothing.like.that"));
}

static void every_key_is_explained(void **state) {
    size_t count = param_count();
    const char *nearest = NULL;
    (void)state;
    for (size_t i = 0; i < count; i++) {
        struct text text = {0};
        assert_true(explain_parameter(param_at(i)->key, &text, &nearest));
        assert_non_null(strstr(text.at, param_at(i)->doc));
        assert_non_null(strstr(text.at, "\n  default  "));
        text_free(&text);
    }
    struct text text = {0};
    assert_false(explain_parameter("pool.limt", &text, &nearest));
    assert_string_equal(nearest, "pool.limit");
    assert_true(explain_parameter("pool.grow", &text, &nearest));
    assert_true(explain_parameter("traffic.flood.rate", &text, &nearest));
    text_free(&text);
    assert_true(explain_parameter("host.page", &text, &nearest));
    assert_string_equal(text.at, "host.page: page size: lengths of blocks are rounded up to it\n\n"
                                 "  type     bytes\n"
                                 "  unit     B in the database\n"
                                 "  range    64 B to 1 GiB\n"
                                 "           a power of two\n"
                                 "  default  4 KiB\n"
                                 "  because  the page size of x86 and x64\n"
                                 "  example  host.page: 4 KiB\n"
                                 "\nsee: rxpool explain units\n");
    text_free(&text);
}

static void every_topic_is_a_page(void **state) {
    static const char *const words[] = {"Gframe/s", "hyperexp(mean=50 us, cv=2)", "imix", "host.pressure",
                                        "64..8192:log2"};
    static const char *const keys[] = {"pool.buffer", "protocol.NAME.hold", "traffic.NAME.size", "lifecycle",
                                       "sweep"};
    const char *const *names = NULL;
    const char *nearest = NULL;
    size_t count = topic_names(&names);
    struct text text = {0};
    (void)state;
    assert_int_equal(count, sizeof words / sizeof words[0]);
    for (size_t i = 0; i < count; i++) {
        struct text see = {0};
        assert_true(explain_topic(names[i], &text));
        assert_non_null(strstr(text.at, words[i]));
        text_free(&text);
        assert_true(explain_parameter(keys[i], &text, &nearest));
        text_format(&see, "\nsee: rxpool explain %s\n", names[i]);
        assert_non_null(strstr(text.at, see.at));
        text_free(&see);
        text_free(&text);
    }
    assert_false(explain_topic("unit", &text));
    text_free(&text);
}

static void seeds_may_be_hexadecimal(void **state) {
    static const struct {
        const char *text;
        uint64_t seed; /* 0: refused */
    } rows[] = {{"0x10", 16}, {"0XfF", 255}, {"0xffffffffffffffff", UINT64_MAX}, {"16", 16},
                {"0x", 0},    {"0x1g", 0},   {"0x10000000000000000", 0}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct config config = {0};
        struct value_error error;
        bool good = param_parse(param_at(param_find("seed", NULL)), rows[i].text, NULL, &config, &error);
        assert_int_equal(good, rows[i].seed != 0);
        if (good)
            assert_int_equal(config.seed, rows[i].seed);
    }
    struct config config = {0};
    struct value_error error;
    assert_false(param_parse(param_at(param_find("pool.initial", NULL)), "0x10", NULL, &config, &error));
}

/* The part of the schema for a key. */
static const json_t *schema_at(const json_t *schema, const char *key) {
    while (*key != '\0' && schema != NULL) {
        size_t length = strcspn(key, ".");
        const json_t *properties = json_object_get(schema, "properties");
        const json_t *patterns = json_object_get(schema, "patternProperties");
        char name[100];
        (void)snprintf(name, sizeof name, "%.*s", (int)length, key);
        schema = patterns != NULL ? json_object_get(patterns, "^[A-Za-z][A-Za-z0-9_-]{0,62}$")
                                  : json_object_get(properties, name);
        key += length + (key[length] == '.');
    }
    return schema;
}

static void the_schema_is_json_and_has_every_key(void **state) {
    struct text text = {0};
    json_error_t error;
    (void)state;
    schema_write(&text);
    json_t *schema = json_loads(text.at, JSON_REJECT_DUPLICATES, &error);
    assert_non_null(schema);
    assert_string_equal(json_string_value(json_object_get(schema, "$schema")),
                        "http://json-schema.org/draft-07/schema#");
    for (size_t i = 0; i < param_count(); i++) {
        const json_t *part = schema_at(schema, param_at(i)->key);
        assert_non_null(part);
        assert_non_null(json_object_get(part, "description"));
    }
    assert_non_null(schema_at(schema, "host.allocation.failure"));
    assert_true(json_is_false(json_object_get(schema_at(schema, "pool.grow"), "additionalProperties")));
    json_decref(schema);
    text_free(&text);
}

static void the_reference_page_has_every_key(void **state) {
    struct text text = {0};
    char cell[100];
    (void)state;
    parameters_markdown(&text);
    for (size_t i = 0; i < param_count(); i++) {
        (void)snprintf(cell, sizeof cell, "\n| `%s` | ", param_at(i)->key);
        assert_non_null(strstr(text.at, cell));
    }
    text_free(&text);
}

static void columns_are_the_fixed_keys(void **state) {
    const char *const *keys = NULL;
    (void)state;
    size_t count = parameter_keys(&keys);
    assert_string_equal(keys[0], "name");
    for (size_t i = 0; i < count; i++)
        assert_null(strstr(keys[i], "NAME"));
    free((void *)keys);
}

/* --- parameters of a configuration --- */

struct seen {
    size_t count;
    size_t defaulted;
    bool integer, real, words;
};

static void visit(void *context, const struct parameter_value *value) {
    struct seen *seen = context;
    seen->count++;
    seen->defaulted += value->defaulted;
    if (strcmp(value->key, "time.duration") == 0)
        seen->integer = value->type == PARAMETER_INTEGER && value->integer == 1500000000000 &&
                        !value->defaulted && strcmp(value->text, "1500 ms") == 0 &&
                        strcmp(value->unit, "ps") == 0;
    if (strcmp(value->key, "traffic.a.rate") == 0)
        seen->real =
            value->type == PARAMETER_REAL && value->real == 0.5 && strcmp(value->unit, "frame/s") == 0;
    if (strcmp(value->key, "host.memory") == 0)
        seen->words =
            value->type == PARAMETER_TEXT && value->defaulted && strcmp(value->text, "unlimited") == 0;
}

static void parameters_carry_exact_numbers_and_units(void **state) {
    static const char text[] = "schema: rxpool/1\nname: n\ntime: {duration: 1.5 s}\npool: {initial: 1}\n"
                               "traffic: {a: {arrival: poisson, rate: 0.5 frame/s}}\nprotocol: {p: {}}\n";
    struct seen seen = {0};
    (void)state;
    struct scenario *scenario = scenario_open_text("f", text, strlen(text), NULL);
    struct config *config = scenario_resolve(scenario, NULL, 0, NULL);
    assert_non_null(config);
    config_parameters(config, visit, &seen);
    assert_true(seen.integer && seen.real && seen.words);
    assert_int_equal(seen.count - seen.defaulted, 5);
    struct text defaults = {0};
    defaults_write(config, &defaults);
    assert_non_null(strstr(defaults.at, "\nnic.ring: 1\n"));
    assert_null(strstr(defaults.at, "pool.initial"));
    text_free(&defaults);
    config_free(config);
    scenario_close(scenario);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_row_says_what_it_must),
        cmocka_unit_test(examples_of_composites_are_read),
        cmocka_unit_test(entity_keys_find_their_row),
        cmocka_unit_test(every_key_is_explained),
        cmocka_unit_test(every_topic_is_a_page),
        cmocka_unit_test(seeds_may_be_hexadecimal),
        cmocka_unit_test(the_schema_is_json_and_has_every_key),
        cmocka_unit_test(the_reference_page_has_every_key),
        cmocka_unit_test(columns_are_the_fixed_keys),
        cmocka_unit_test(parameters_carry_exact_numbers_and_units),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
