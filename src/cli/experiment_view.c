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

/* Everything is stored and shown all the same: the exit code is for whoever does not read it. */
static int broken_rules(const struct cli *cli, const struct api_outcome *outcome) {
    struct text rules = {0};
    api_rules(outcome->rules_broken, &rules);
    cli_note(cli,
             "--strict: rules of the contract with NDIS were broken: %s; 'rxpool explain %.*s' says more",
             rules.at, (int)strcspn(rules.at, ","), rules.at);
    text_free(&rules);
    return EXIT_NO;
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
    return cli->options.strict && outcome->rules_broken != 0 ? broken_rules(cli, outcome) : EXIT_DONE;
}
