/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Small things that several commands need. */
#include "cli.h"

#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>

int cli_usage_error(struct cli *cli, const char *hint, const char *format, ...) {
    char message[512];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    struct mark mark = {.file = cli->program};
    if (cli->problems.errors == 0)
        cli->problems.exit_code = EXIT_USAGE;
    problems_add(&cli->problems, PROBLEM_ERROR, mark, NULL, hint, "%s", message);
    return EXIT_USAGE;
}

int cli_exit_code(const struct cli *cli) {
    if (cli->problems.errors == 0)
        return EXIT_DONE;
    return cli->problems.exit_code != 0 ? cli->problems.exit_code : EXIT_DATA;
}

void cli_note(const struct cli *cli, const char *format, ...) {
    va_list arguments;
    (void)cli;
    (void)fputs("rxpool: ", stderr);
    va_start(arguments, format);
    (void)vfprintf(stderr, format, arguments);
    va_end(arguments);
    (void)fputc('\n', stderr);
}

/* "--precision 2%": more than `low`, at most `high`. */
static void take_share(struct cli *cli, const char *name, const char *text, double low, double high,
                       const char *range, double *share) {
    char buffer[256];
    if (text == NULL)
        return;
    const char *wrong = api_share(text, share, buffer, sizeof buffer);
    if (wrong != NULL)
        (void)cli_usage_error(cli, "write for example '2%' or '0.02'", "--%s: %s", name, wrong);
    else if (!(*share > low && *share <= high))
        (void)cli_usage_error(cli, NULL, "--%s is %s", name, range);
}

static void take_precision(struct cli *cli, struct api_work *work) {
    const struct options *options = &cli->options;
    take_share(cli, "precision", options->precision, 0, 1, "more than 0 and at most 100 %", &work->precision);
    take_share(cli, "confidence", options->confidence, .49999, .9999, "from 50 % to 99.99 %",
               &work->confidence);
    work->most = (uint32_t)options->most;
    work->metrics = options->metric;
    if (options->precision == NULL && options->replications != 0 &&
        (options->metric != NULL || options->most != 0))
        (void)cli_usage_error(cli, "leave -n out, or add --precision",
                              "-n alone is the number of runs: --%s has no meaning beside it",
                              options->metric != NULL ? "metric" : "most");
}

bool cli_work(struct cli *cli, struct api_work *work) {
    const struct options *options = &cli->options;
    take_precision(cli, work);
    work->argc = cli->argc;
    work->argv = cli->argv;
    work->replications = (uint32_t)options->replications;
    work->jobs = (uint32_t)options->jobs;
    work->interrupted = cli->interrupted;
    if (options->timeout == NULL)
        return cli->problems.errors == 0;
    char buffer[256];
    char *end;
    work->timeout_s = strtod(options->timeout, &end);
    const char *wrong = NULL;
    if (*end != '\0' || end == options->timeout)
        wrong = api_seconds(options->timeout, &work->timeout_s, buffer, sizeof buffer);
    if (wrong != NULL)
        (void)cli_usage_error(cli, "write a time such as '30 s' or '5 min'", "--timeout: %s", wrong);
    else if (!(work->timeout_s > 0 && work->timeout_s < 1e9))
        (void)cli_usage_error(cli, NULL, "--timeout must be more than 0 and less than 1e9 seconds");
    return cli->problems.errors == 0;
}

const char *cli_plural(uint64_t count) {
    return count == 1 ? "" : "s";
}

const char *cli_signal_name(int number) {
    switch (number) {
    case SIGINT:
        return "SIGINT";
    case SIGTERM:
        return "SIGTERM";
    case SIGHUP:
        return "SIGHUP";
    default:
        return "a signal";
    }
}
