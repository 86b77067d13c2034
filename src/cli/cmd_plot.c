/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rxpool plot: curves. */
#include <stdlib.h>
#include <string.h>
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

int cmd_plot(struct cli *cli) {
    static const char *const terminals[] = {"svg", "png", "pdf", "term"};
    const struct options *options = &cli->options;
    const char *const *kinds, *const *meanings;
    size_t count = api_plot_kinds(&kinds, &meanings);
    const struct api_plot plot = {.kind = options->operand.item[1],
                                  .terminal = options->terminal,
                                  .output = options->output,
                                  .keep = options->keep,
                                  .study = (int64_t)options->study,
                                  .run = (int64_t)options->run,
                                  .columns = terminal_columns()};
    if (!is_one_of(cli, "kind of plot", plot.kind, kinds, count) ||
        (plot.terminal != NULL &&
         !is_one_of(cli, "terminal", plot.terminal, terminals, sizeof terminals / sizeof *terminals)))
        return EXIT_USAGE;
    (void)api_plot(options->operand.item[0], &plot, &cli->problems);
    return cli_exit_code(cli);
}
