/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A preset in a scenario of one source and one protocol, written out and run as anybody would. */
#ifndef RXP_PRESET_HAND_H
#define RXP_PRESET_HAND_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "rxpool/rxpool.h"

struct preset_run {
    rxpool_scenario *scenario;
    rxpool_result *result;
};

static inline rxpool_scenario *preset_scenario_of(const char *preset, const char *duration,
                                                  const char *source, const char *hold) {
    char text[1000];
    int length = snprintf(text, sizeof text,
                          "schema: rxpool/1\nname: %s\ndriver: {preset: %s}\ntime: {duration: %s}\n"
                          "traffic:\n  frames: {%s}\nprotocol:\n  app: {hold: %s}\n",
                          preset, preset, duration, source, hold);
    return rxpool_open_text(preset, text, (size_t)length);
}

/* Settings ("key", "value", ..., NULL) override what the preset says. No word of warning is let pass. */
static inline struct preset_run preset_run(const char *preset, const char *duration, const char *source,
                                           const char *hold, ...) {
    struct preset_run run = {.scenario = preset_scenario_of(preset, duration, source, hold)};
    va_list settings;
    va_start(settings, hold);
    for (const char *key; (key = va_arg(settings, const char *)) != NULL;)
        rxpool_set(run.scenario, key, va_arg(settings, const char *));
    va_end(settings);
    run.result = rxpool_run(run.scenario, 0);
    assert_string_equal(rxpool_problems(run.scenario), "");
    assert_non_null(run.result);
    assert_string_equal(rxpool_status(run.result), "ok");
    return run;
}

static inline double preset_metric(struct preset_run run, const char *name) {
    double value = 0;
    if (!rxpool_metric(run.result, name, &value))
        fail_msg("%s has no value", name);
    return value;
}

static inline void preset_done(struct preset_run run) {
    rxpool_result_free(run.result);
    rxpool_close(run.scenario);
}

/* The metric of a run that is not needed for anything else. */
static inline double preset_metric_of(struct preset_run run, const char *name) {
    double value = preset_metric(run, name);
    preset_done(run);
    return value;
}

#define assert_metric(run, name, value)                                                                      \
    assert_int_equal((int64_t)preset_metric((run), (name)), (int64_t)(value))
#define assert_metric_of(run, name, value)                                                                   \
    assert_int_equal((int64_t)preset_metric_of((run), (name)), (int64_t)(value))

#endif
