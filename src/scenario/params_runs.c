/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows: how a scenario is run and what is kept. */
#include "param.h"

static const struct param rows[] = {
    {.key = "replications.min",
     .type = PARAM_COUNT,
     CONFIG_FIELD(replications),
     .low = 1,
     .high = 1000000,
     .initial = "1",
     .doc = "independent runs of each point; -n replaces it",
     .source = "the least",
     .example = "10"},
    {.key = "store.episodes",
     .type = PARAM_COUNT,
     CONFIG_FIELD(store_episodes),
     .high = 1000000,
     .initial = "1000",
     .doc = "rows kept of episodes and of allocations: the first so many and the longest so many",
     .source = "enough to look at, little enough to keep",
     .example = "1000"},
    {.key = "sweep",
     .type = PARAM_SWEEP,
     .derived = "nothing: it may be left out",
     .doc = "axes of `rxpool sweep`: a mapping of keys to values",
     .more = "Values: `1, 2, 5 Gbit/s`, `64..8192:log2`, `1..10:lin/10`, `1us..1ms:log/13`, `static, "
             "watermark`, or a "
             "list. Several axes make a grid; the last varies fastest. Other commands ignore it.",
     .example = "{pool.initial: 64..4096:log2}"},
};

const struct param_section params_runs = {"Runs", rows, sizeof rows / sizeof *rows};
