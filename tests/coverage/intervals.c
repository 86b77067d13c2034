/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How often does an interval hold the truth?
 *
 * Whole experiments, as `rxpool run -n` and `rxpool run --precision` make them, are repeated with other
 * seeds; each gives an interval, and the exact value is in it or not. Of intervals at 95 % it should be in 95
 * of 100. A table in Markdown goes to standard output; exit code 1 when a case is out of its band: .935 to
 * .965 for a fixed number of replications, at least .92 when the number follows from the data, which costs
 * some coverage (Law, Kelton and Koenig 1981). With fewer than 1000 experiments a case the band is widened
 * by 4.5 standard errors: this is how the tests of every day look whether the suite works at all.
 *
 *     interval_coverage [--experiments N] [--part I/N] [TEXT]
 *
 * N experiments in every case; every N-th case, from the I-th; only cases whose names contain TEXT. */
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cases.h"
#include "experiment.h"
#include "text.h"

struct tally {
    uint32_t held, experiments;
    double mean, runs; /* sums */
    double half;       /* half widths, as shares of the mean */
    uint64_t warmup_ps;
};

static bool add_experiment(const struct coverage_case *one, uint32_t number, struct tally *tally) {
    struct text text = {0};
    text_format(&text, "schema: rxpool/1\nname: coverage\nseed: %u\n%s", (unsigned)(1 + 1000003u * number),
                one->scenario);
    struct scenario *scenario = scenario_open_text("coverage", text.at, text.length, NULL);
    struct problems problems;
    struct experiment_summary summary;
    problems_init(&problems);
    const struct experiment_options options = {.replications = one->replications,
                                               .precision = one->precision,
                                               .metrics = metric_table[one->metric].name,
                                               .jobs = 1};
    bool good = experiment_run(scenario, NULL, NULL, &options, &summary, &problems);
    if (good) {
        const struct estimate *estimate = &summary.point[0].estimate[one->metric];
        good = estimate->interval && summary.complete;
        double exact = one->exact();
        tally->held += estimate->low <= exact && exact <= estimate->high;
        tally->experiments++;
        tally->mean += estimate->mean;
        tally->runs += summary.point[0].n;
        tally->half += (estimate->high - estimate->low) / 2 / fabs(estimate->mean);
        tally->warmup_ps += summary.point[0].config->warmup_ps;
        experiment_summary_free(&summary);
    }
    problems_print(&problems, stderr, false);
    problems_free(&problems);
    scenario_close(scenario);
    text_free(&text);
    return good;
}

/* In its band, or so near that few experiments cannot tell. */
static bool is_fine(const struct coverage_case *one, const struct tally *tally) {
    double share = (double)tally->held / tally->experiments;
    double slack = tally->experiments >= 1000 ? 0 : 4.5 * sqrt(0.95 * 0.05 / tally->experiments);
    double low = one->precision > 0 ? 0.92 : 0.935, high = one->precision > 0 ? 1 : 0.965;
    return share >= low - slack && share <= high + slack;
}

static bool run_case(const struct coverage_case *one, uint32_t experiments) {
    struct tally tally = {0};
    for (uint32_t i = 0; i < experiments; i++) {
        if (!add_experiment(one, i, &tally)) {
            (void)fprintf(stderr, "%s: experiment %u came to nothing\n", one->name, (unsigned)i);
            return false;
        }
    }
    bool fine = is_fine(one, &tally);
    double exact = one->exact();
    (void)printf("| %s | `%s` | %.6g | %+.3f %% | %.1f | %.2f %% | %u | %.4f%s |\n", one->name,
                 metric_table[one->metric].name, exact, 100 * (tally.mean / experiments / exact - 1),
                 tally.runs / experiments, 100 * tally.half / experiments, (unsigned)experiments,
                 (double)tally.held / experiments, fine ? "" : " **out of its band**");
    (void)fflush(stdout);
    return fine;
}

int main(int argc, char **argv) {
    uint32_t experiments = 0;
    unsigned part = 1, parts = 1;
    const char *only = "";
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--experiments") == 0 && i + 1 < argc)
            experiments = (uint32_t)strtoul(argv[++i], NULL, 10);
        else if (strcmp(argv[i], "--part") == 0 && i + 1 < argc && strchr(argv[i + 1], '/') != NULL) {
            part = (unsigned)strtoul(argv[++i], NULL, 10);
            parts = (unsigned)strtoul(strchr(argv[i], '/') + 1, NULL, 10);
        } else
            only = argv[i];
    }
    (void)puts("| case | metric | exact | mean of all, off by | runs | half width | experiments | held |\n"
               "|---|---|---|---|---|---|---|---|");
    bool fine = true;
    for (size_t i = 0; coverage_case_at(i) != NULL; i++) {
        const struct coverage_case *one = coverage_case_at(i);
        if (strstr(one->name, only) != NULL && parts > 0 && i % parts + 1 == part)
            fine = run_case(one, experiments > 0 ? experiments : one->experiments) && fine;
    }
    return fine ? 0 : 1;
}
