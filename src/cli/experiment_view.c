/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The end of run and sweep. What was interrupted or timed out is incomplete, not wrong: the same command goes
 * on. */
#include "experiment_view.h"

#include <inttypes.h>
#include <string.h>

static void say(struct cli *cli, int code, const char *message) {
    if (!cli->options.json) {
        cli_note(cli, "%s", message);
        return;
    }
    struct mark mark = {.file = cli->program};
    problems_add(&cli->problems, PROBLEM_ERROR, mark, NULL, NULL, "%s", message);
    cli->problems.exit_code = code;
}

static int interrupted(struct cli *cli, const struct api_outcome *outcome, const char *database) {
    struct text message = {0};
    int code = EXIT_SIGNAL + *cli->interrupted;
    uint64_t kept = outcome->runs_done + outcome->runs_found;
    text_format(&message, "interrupted by %s: ", cli_signal_name(*cli->interrupted));
    if (outcome->points == 0)
        text_add(&message, "nothing was run yet");
    else if (database == NULL)
        text_add(&message, "nothing was kept (--no-db)");
    else
        text_format(&message, "finished runs in %s: %" PRIu64 "; the same command goes on where it stopped",
                    database, kept);
    say(cli, code, message.at);
    text_free(&message);
    return code;
}

/* Everything is stored and shown all the same: the exit code of --strict is for whoever does not read it. */
static int broken_rules(const struct cli *cli, const char *rules) {
    cli_note(cli, "%s: rules of the contract with NDIS were broken: %s; 'rxpool explain %.*s' says more",
             cli->options.strict ? "--strict" : "warning", rules, (int)strcspn(rules, " "), rules);
    return cli->options.strict ? EXIT_NO : EXIT_DONE;
}

/* A metric that is 0 everywhere is no failure, but nobody should think that its precision is known. */
static void say_idle(const struct cli *cli, const struct api_outcome *outcome) {
    if (outcome->precision_idle == 0)
        return;
    struct text where = {0};
    if (outcome->points > 1)
        text_format(&where, " at %zu of %zu points", outcome->precision_idle, outcome->points);
    cli_note(
        cli,
        "%s is 0, or has no value, in every run%s: no share of it can be asked for, nothing waited for it",
        outcome->idle_metric, where.at == NULL ? "" : where.at);
    text_free(&where);
}

static int imprecise(const struct cli *cli, const struct api_outcome *outcome) {
    struct text where = {0};
    if (outcome->points > 1)
        text_format(&where, " at %zu of %zu points", outcome->precision_missed, outcome->points);
    cli_note(cli,
             "the most runs were made%s and %s is not within %.4g %% of its mean; longer runs or --most help",
             where.at == NULL ? "" : where.at, outcome->missed_metric, 100 * outcome->precision);
    text_free(&where);
    return EXIT_NO;
}

/* "1.25 ms": to the digits that a batch of samples leaves. */
static void add_seconds(struct text *to, double seconds) {
    static const struct {
        double unit;
        const char *name;
    } units[] = {{1, "s"}, {1e-3, "ms"}, {1e-6, "us"}, {1e-9, "ns"}};
    size_t i = 0;
    while (i < 3 && seconds > 0 && seconds < units[i].unit)
        i++;
    text_format(to, "%.4g %s", seconds / units[i].unit, units[i].name);
}

/* How much was cut off is part of what the numbers mean. */
static void say_warmups(const struct cli *cli, const struct api_outcome *outcome) {
    struct text text = {0};
    if (outcome->warmups == 0)
        return;
    add_seconds(&text, outcome->warmup_least_s);
    if (outcome->warmup_greatest_s > outcome->warmup_least_s) {
        text_add(&text, " to ");
        add_seconds(&text, outcome->warmup_greatest_s);
    }
    cli_note(cli, "warm-up found by MSER-5: %s", text.at);
    text_free(&text);
    if (outcome->warmups_late == 0)
        return;
    if (outcome->points > 1)
        text_format(&text, " of %zu of %zu points", outcome->warmups_late, outcome->points);
    cli_note(
        cli,
        "warning: the warm-up%s lies in the last half of the run: the run is too short to tell, or is never "
        "steady; a longer time.duration shows which",
        text.at == NULL ? "" : text.at);
    text_free(&text);
}

static int precision_code(const struct cli *cli, const struct api_outcome *outcome) {
    if (outcome->deterministic == outcome->points && cli->options.precision != NULL)
        cli_note(cli, "nothing is random: one run says it all, --precision has no meaning");
    say_idle(cli, outcome);
    return outcome->precision_missed > 0 ? imprecise(cli, outcome) : EXIT_DONE;
}

int experiment_code(struct cli *cli, const struct api_outcome *outcome, const char *database, bool good) {
    if (!good && cli->problems.errors > 0)
        return cli_exit_code(cli);
    if (!outcome->complete && *cli->interrupted != 0)
        return interrupted(cli, outcome, database);
    if (outcome->runs_timeout > 0) {
        cli_note(cli, "%" PRIu64 " run%s timed out; give the same command a longer --timeout to complete it",
                 outcome->runs_timeout, cli_plural(outcome->runs_timeout));
        return EXIT_INCOMPLETE;
    }
    if (outcome->runs_failed > 0) {
        cli_note(cli, "%" PRIu64 " run%s failed: rxpool met a limit of its own (status failed)",
                 outcome->runs_failed, cli_plural(outcome->runs_failed));
        return EXIT_INTERNAL;
    }
    if (!outcome->complete)
        return EXIT_INCOMPLETE;
    say_warmups(cli, outcome);
    int code = precision_code(cli, outcome);
    int broken = outcome->rules_broken == NULL ? EXIT_DONE : broken_rules(cli, outcome->rules_broken);
    return broken != EXIT_DONE ? broken : code;
}
