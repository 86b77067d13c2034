/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows: how a scenario is run and what is kept. */
#include "param.h"

static const char *const numbers_names[] = {"common", "independent", "antithetic", NULL};

static const struct param rows[] = {
    {.key = "replications.min",
     .type = PARAM_COUNT,
     CONFIG_FIELD(replications),
     .low = 1,
     .high = 1000000,
     .initial = "1",
     .doc = "independent runs of each point; -n replaces it",
     .more =
         "With replications.precision the fewest; 1 then means 10, as so few runs say too little about their "
         "scatter to stop by it.",
     .source = "the least",
     .example = "10"},
    {.key = "replications.max",
     .type = PARAM_COUNT,
     CONFIG_FIELD(replications_max),
     .low = 2,
     .high = 1000000,
     .apart = true,
     .initial = "1000",
     .doc = "with replications.precision, the most runs of a point",
     .source = "a precision that takes more is better bought with longer runs",
     .example = "200"},
    {.key = "replications.precision",
     .type = PARAM_PROBABILITY,
     CONFIG_FIELD(precision_e18),
     .apart = true,
     .word = "none",
     .initial = "none",
     .doc = "runs go on until half the interval is at most this share of the mean; --precision replaces it",
     .more = "Of every metric of replications.metric. Runs are looked at in the order of their numbers, "
             "whichever "
             "ends first. A metric that is 0 or has no value in all of the fewest runs stops nothing and "
             "keeps nothing going. A loss_ratio is not precise before 200 frames are lost.",
     .source = "replications.min says it all",
     .example = "2 %"},
    {.key = "replications.metric",
     .type = PARAM_TEXT,
     CONFIG_FIELD(precision_metric),
     .apart = true,
     .initial = "loss_ratio",
     .doc = "what replications.precision is asked of: at most 8 metrics, separated by commas",
     .source = "what most scenarios ask for",
     .example = "loss_ratio, goodput_bps"},
    {.key = "replications.confidence",
     .type = PARAM_PROBABILITY,
     CONFIG_FIELD(confidence_e18),
     .apart = true,
     .initial = "95 %",
     .doc = "how often intervals hold the truth; --confidence replaces it",
     .more = "From 50 % to 99.99 %.",
     .source = "custom",
     .example = "99 %"},
    {.key = "replications.numbers",
     .type = PARAM_ENUM,
     CONFIG_FIELD(numbers),
     .choices = numbers_names,
     .initial = "common",
     .doc =
         "how the random numbers of points and replications hang together: common, independent or antithetic",
     .more =
         "common: all points have the same numbers in the same replication, so that differences between "
         "points "
         "are known better than the points themselves. independent: each point has its own. antithetic: "
         "replications 0 and 1, 2 and 3 ... have complementary numbers, and intervals come from the means of "
         "these pairs; only where every law is inverted, and an odd number of replications is made even.",
     .source = "comparing points is what a sweep is for",
     .example = "independent"},
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
