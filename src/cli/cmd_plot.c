/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rxpool plot: curves. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "cli.h"

/* As wide as the window; what COLUMNS says when that is no terminal; 0: whatever suits. */
static uint32_t terminal_columns(void) {
    struct winsize size = {0};
    uint64_t columns = 0;
    const char *said = getenv("COLUMNS");
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        return size.ws_col;
    return said != NULL && number_parse(said, 20, 10000, &columns) ? (uint32_t)columns : 0;
}

/* Is the word one of the list? A usage error with the nearest one when not. */
static bool is_one_of(struct cli *cli, const char *what, const char *word, const char *const *list,
                      size_t count) {
    struct text hint = {0};
    for (size_t i = 0; i < count; i++) {
        if (strcmp(word, list[i]) == 0)
            return true;
    }
    const char *nearest = text_nearest(word, list, count);
    if (nearest != NULL) {
        text_format(&hint, "did you mean '%s'?", nearest);
    } else {
        text_add(&hint, "there are:");
        for (size_t i = 0; i < count; i++)
            text_format(&hint, "%s %s", i == 0 ? "" : ",", list[i]);
    }
    (void)cli_usage_error(cli, hint.at, "unknown %s '%s'", what, word);
    text_free(&hint);
    return false;
}

static const char *const terminals[] = {"svg", "png", "pdf", "term"};
enum { TERMINALS = sizeof terminals / sizeof *terminals, TERM = TERMINALS - 1 };

/* What is drawn follows from -t, or from the suffix of -o; a picture must not be something else than its name
 * says. A name without a suffix says nothing. */
static bool choose_terminal(struct cli *cli, const char *output, const char **terminal) {
    const char *slash = output == NULL ? NULL : strrchr(output, '/');
    const char *name = slash == NULL ? output : slash + 1;
    const char *dot = name == NULL ? NULL : strrchr(name, '.');
    size_t suffix = 0;
    if (*terminal != NULL && !is_one_of(cli, "terminal", *terminal, terminals, TERMINALS))
        return false;
    if (dot == NULL || dot == name)
        return true;
    while (suffix < TERMINALS && strcasecmp(dot + 1, terminals[suffix]) != 0)
        suffix++;
    if (strcasecmp(dot + 1, "txt") == 0)
        suffix = TERM;
    bool letters = *terminal != NULL && strcmp(*terminal, terminals[TERM]) == 0;
    if (suffix == TERMINALS && !letters) {
        (void)cli_usage_error(cli, "known are .svg, .png, .pdf, and .txt for letters",
                              "'%s' is no picture that can be drawn: unknown suffix '%s'", output, dot);
        return false;
    }
    if (*terminal != NULL && suffix < TERMINALS && strcmp(*terminal, terminals[suffix]) != 0) {
        (void)cli_usage_error(cli, "leave -t out, or change the name", "-t %s contradicts the name '%s'",
                              *terminal, output);
        return false;
    }
    if (*terminal == NULL)
        *terminal = terminals[suffix];
    return true;
}

int cmd_plot(struct cli *cli) {
    const struct options *options = &cli->options;
    const char *const *kinds, *const *meanings;
    size_t count = api_plot_kinds(&kinds, &meanings);
    struct api_plot plot = {.kind = options->operand.item[1],
                            .terminal = options->terminal,
                            .output = options->output,
                            .keep = options->keep,
                            .study = (int64_t)options->study,
                            .run = (int64_t)options->run,
                            .columns = terminal_columns(),
                            .by = options->by,
                            .metric = options->plot_metric,
                            .with = options->with};
    if (!is_one_of(cli, "kind of plot", plot.kind, kinds, count) ||
        !choose_terminal(cli, plot.output, &plot.terminal))
        return EXIT_USAGE;
    if (plot.run != 0 && !api_plot_takes_run(plot.kind))
        return cli_usage_error(cli, "timeline and episodes do; --study N chooses a study",
                               "'%s' is about all runs of a study and takes no --run", plot.kind);
    if ((plot.by != NULL || plot.metric != NULL || plot.with != NULL) && !api_plot_compares(plot.kind))
        return cli_usage_error(cli, "delta does",
                               "'%s' shows no differences: it takes no --by, --with or --metric", plot.kind);
    if (plot.by != NULL && plot.with != NULL)
        return cli_usage_error(cli, "leave one of them out",
                               "two databases are compared as they are, --by is for groups of one");
    (void)api_plot(options->operand.item[0], &plot, &cli->problems);
    return cli_exit_code(cli);
}
