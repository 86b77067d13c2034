/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows: what a scenario is, for how long it runs, and with which random numbers. */
#include "param.h"

static const struct param rows[] = {
    {.key = "schema",
     .type = PARAM_SCHEMA,
     .mandatory = true,
     .doc = "the language of the file: rxpool/1",
     .more = "Every scenario says it, so that a later version can tell old files from wrong ones.",
     .example = "rxpool/1"},
    {.key = "name",
     .type = PARAM_NAME,
     CONFIG_FIELD(name),
     .mandatory = true,
     .doc = "a short name: letters, digits, '-', '_' and '.'",
     .more = "It stands in results, plots and the database. It has no part in the simulation.",
     .example = "flood-10g"},
    {.key = "description",
     .type = PARAM_TEXT,
     CONFIG_FIELD(description),
     .derived = "nothing: it may be left out",
     .doc = "the question the scenario asks, in a sentence",
     .example = "Does growth keep up with a flood?"},
    {.key = "extends",
     .type = PARAM_EXTENDS,
     .derived = "nothing: it may be left out",
     .doc = "a scenario file that this one refines",
     .more = "A path relative to the file that says so. The base is read first, every key of this file then "
             "replaces "
             "the base's; a base may extend another, eight deep at most.",
     .example = "presets/e100bex.yaml"},
    {.key = "seed",
     .type = PARAM_COUNT,
     CONFIG_FIELD(seed),
     .high = UINT64_MAX,
     .hexadecimal = true,
     .initial = "1",
     .doc = "what all random numbers start from",
     .more = "A run is a function of scenario, seed, replication and model version, on every machine. Also "
             "hexadecimal, as results print it: 0x10.",
     .source = "any number would do",
     .example = "1"},
    {.key = "time.duration",
     .type = PARAM_TIME,
     CONFIG_FIELD(duration_ps),
     .low = 1,
     .high = PARAM_TIME_MAX,
     .mandatory = true,
     .doc = "simulated time, warm-up included; the run is [0, duration)",
     .example = "2 s"},
    {.key = "time.warmup",
     .type = PARAM_TIME,
     CONFIG_FIELD(warmup_ps),
     .high = PARAM_TIME_MAX,
     .word = "auto",
     .word_value = CONFIG_WARMUP_AUTO,
     .initial = "0 s",
     .doc = "time at the start that no metric looks at; auto: found by MSER-5 from pilot runs",
     .more = "A frame counts when it reaches the NIC at or after the warm-up; integrals and shares are over "
             "[warmup, duration). Facts within the warm-up are part of the digest all the same. With auto "
             "ten pilot "
             "runs of each point come first; the time they give is printed, and stored as the point's "
             "time.warmup.",
     .source = "what a scenario does not mention does not happen",
     .example = "200 ms"},
    {.key = "time.sample",
     .type = PARAM_TIME,
     CONFIG_FIELD(sample_ps),
     .high = PARAM_TIME_MAX,
     .word = "none",
     .initial = "none",
     .doc = "distance of the samples of the time series; 0 s or none: no series",
     .more = "At most a million samples in a run.",
     .source = "what a scenario does not mention does not happen",
     .example = "1 ms"},
};

const struct param_section params_scenario = {"Scenario and time", rows, sizeof rows / sizeof *rows};
