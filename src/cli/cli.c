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

bool cli_work(struct cli *cli, struct api_work *work) {
    const struct options *options = &cli->options;
    work->argc = cli->argc;
    work->argv = cli->argv;
    work->replications = (uint32_t)options->replications;
    work->jobs = (uint32_t)options->jobs;
    work->interrupted = cli->interrupted;
    if (options->timeout == NULL)
        return true;
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
