/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All presets: their list, that each stands in a scenario without a word of warning, and that whatever it
 * says can be said otherwise. Their numbers are in test_preset_windows.c and test_preset_unix.c. */
#include <stdlib.h>
#include <string.h>

#include "preset.h"
#include "preset_hand.h"
#include "scenario.h"

#define FRAMES "arrival: cbr, interval: 1 us, frames: 100"

static void the_words_of_driver_preset_are_the_rows(void **state) {
    (void)state;
    assert_string_equal(preset_names[0], "none");
    for (size_t i = 0; i < preset_count(); i++)
        assert_string_equal(preset_names[i + 1], preset_at(i)->name);
    assert_null(preset_names[preset_count() + 1]);
    assert_null(preset_find("none"));
}

static void every_preset_runs_in_a_plain_scenario_without_a_warning(void **state) {
    (void)state;
    for (size_t i = 0; i < preset_count(); i++) {
        struct preset_run run = preset_run(preset_at(i)->name, "1 ms", FRAMES, "10 us", NULL);
        assert_metric(run, "frames_offered", 100);
        assert_metric(run, "frames_dropped", 0);
        assert_metric(run, "contract_violations", 0);
        preset_done(run);
    }
}

static void what_new_writes_is_a_scenario_without_a_fault(void **state) {
    (void)state;
    for (size_t i = 0; i < preset_count(); i++) {
        struct text text = {0};
        assert_true(preset_scenario(preset_at(i)->name, &text));
        struct preset_run run = {.scenario = rxpool_open_text("new", text.at, text.length)};
        rxpool_set(run.scenario, "time.duration", "30 ms");
        run.result = rxpool_run(run.scenario, 0);
        assert_string_equal(rxpool_problems(run.scenario), "");
        assert_true(preset_metric(run, "frames_offered") > 0);
        preset_done(run);
        text_free(&text);
    }
    struct text text = {0};
    assert_false(preset_scenario("none", &text));
    text_free(&text);
}

/* The scenario with and without a line, its digest; free it. */
static char *digest_of(const char *extra, const char *key, const char *value) {
    char text[1000];
    int length = snprintf(text, sizeof text,
                          "schema: rxpool/1\nname: n\ntime: {duration: 1 ms}\ntraffic: {frames: {%s}}\n"
                          "protocol: {app: {hold: 1 ms}}\n%s",
                          FRAMES, extra);
    struct preset_run run = {.scenario = rxpool_open_text("n", text, (size_t)length)};
    if (key != NULL)
        rxpool_set(run.scenario, key, value);
    run.result = rxpool_run(run.scenario, 0);
    if (run.result == NULL)
        fail_msg("%s", rxpool_problems(run.scenario));
    char *digest = memory_copy_text(rxpool_digest(run.result));
    preset_done(run);
    return digest;
}

static void assert_same(char *first, char *second, bool same) {
    assert_true((strcmp(first, second) == 0) == same);
    free(first);
    free(second);
}

static void the_file_and_s_override_the_preset_and_the_last_preset_named_counts(void **state) {
    (void)state;
    static const char e100[] = "driver: {preset: e100bex_grow1}\n";
    static const char more[] = "driver: {preset: e100bex_grow1}\nlow_resources: {below: 20}\n";
    static const char netvmini[] = "driver: {preset: netvmini_fixed}\n";
    assert_same(digest_of(e100, NULL, NULL), digest_of(more, NULL, NULL), false);
    assert_same(digest_of(e100, "low_resources.below", "20"), digest_of(more, NULL, NULL), true);
    assert_same(digest_of(e100, NULL, NULL), digest_of(more, "low_resources.below", "4"), true);
    assert_same(digest_of(e100, NULL, NULL), digest_of(netvmini, NULL, NULL), false);
    assert_same(digest_of(e100, "driver.preset", "netvmini_fixed"), digest_of(netvmini, NULL, NULL), true);
    /* what none leaves to be said is pool.initial */
    assert_same(digest_of("driver: {preset: none}\npool: {initial: 9}\n", NULL, NULL),
                digest_of("pool: {initial: 9}\n", NULL, NULL), true);
}

struct keys {
    char *key[64], *text[64];
    size_t count;
};

/* Keeps what a preset says: those keys that have an origin, traffic and protocol apart. */
static void keep(void *context, const struct parameter_value *value) {
    struct keys *keys = context;
    static const char *const own[] = {"name", "driver.", "time.", "traffic.", "protocol.", NULL};
    for (size_t i = 0; own[i] != NULL; i++)
        if (value->defaulted || strncmp(value->key, own[i], strlen(own[i])) == 0)
            return;
    assert_true(keys->count < 64);
    keys->key[keys->count] = memory_copy_text(value->key);
    keys->text[keys->count++] = memory_copy_text(value->text);
}

static struct config *resolved(struct scenario **scenario, const char *preset, const char *key,
                               const char *value) {
    char text[1000];
    int length = snprintf(text, sizeof text,
                          "schema: rxpool/1\nname: n\ndriver: {preset: %s}\ntime: {duration: 60 s}\n"
                          "traffic: {frames: {%s}}\nprotocol: {app: {hold: 1 ms}}\n",
                          preset, FRAMES);
    *scenario = scenario_open_text("n", text, (size_t)length, ".");
    struct assignment assignment = {key, value, NULL};
    struct config *config = scenario_resolve(*scenario, &assignment, key != NULL, NULL);
    char *problems = problems_text(scenario_problems(*scenario));
    assert_string_equal(problems, "");
    free(problems);
    return config;
}

/* Any key of a preset can be an axis of a sweep: saying the same again changes nothing and is no fault. */
static void every_key_of_a_preset_can_be_said_again_by_a_point_of_a_sweep(void **state) {
    (void)state;
    for (size_t i = 0; i < preset_count(); i++) {
        struct scenario *scenario, *again;
        struct keys keys = {0};
        const char *name = preset_at(i)->name;
        struct config *config = resolved(&scenario, name, NULL, NULL);
        char *canonical = config_canonical(config);
        config_parameters(config, keep, &keys);
        assert_true(keys.count >= 2);
        for (size_t key = 0; key < keys.count; key++) {
            struct config *other = resolved(&again, name, keys.key[key], keys.text[key]);
            char *same = config_canonical(other);
            assert_string_equal(canonical, same);
            free(same);
            free(keys.key[key]);
            free(keys.text[key]);
            config_free(other);
            scenario_close(again);
        }
        free(canonical);
        config_free(config);
        scenario_close(scenario);
    }
}

/* Whoever reads a preset can look every number up, or knows that it is our own. */
static void every_number_says_where_it_comes_from(void **state) {
    (void)state;
    for (size_t i = 0; i < preset_count(); i++) {
        const char *at = preset_at(i)->text;
        while (*at != '\0') {
            size_t length = strcspn(at, "\n"), value = strcspn(at, "#\n"), digit = strcspn(at, "0123456789");
            if (digit < value && value == length)
                fail_msg("%s: '%.*s' does not say where it comes from", preset_at(i)->name, (int)length, at);
            at += length + (at[length] == '\n');
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_words_of_driver_preset_are_the_rows),
        cmocka_unit_test(every_preset_runs_in_a_plain_scenario_without_a_warning),
        cmocka_unit_test(what_new_writes_is_a_scenario_without_a_fault),
        cmocka_unit_test(the_file_and_s_override_the_preset_and_the_last_preset_named_counts),
        cmocka_unit_test(every_key_of_a_preset_can_be_said_again_by_a_point_of_a_sweep),
        cmocka_unit_test(every_number_says_where_it_comes_from),
    };
    return cmocka_run_group_tests_name("presets", tests, NULL, NULL);
}
