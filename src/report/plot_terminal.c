/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a picture is drawn as: a file format, or letters in the terminal.
 *
 * Which gnuplot terminal that is (pngcairo or png, pdfcairo) is decided in common.gp, where gnuplot itself
 * knows what it has. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "plot.h"
#include "rows.h"

const char *const plot_terminal_name[TERMINAL_COUNT] = {"svg", "png", "pdf", "term"};

static bool find(const char *name, enum plot_terminal *terminal) {
    for (size_t i = 0; i < TERMINAL_COUNT; i++) {
        if (strcmp(plot_terminal_name[i], name) == 0) {
            *terminal = (enum plot_terminal)i;
            return true;
        }
    }
    return false;
}

bool plot_terminal_choose(const struct plot_options *options, enum plot_terminal *terminal,
                          struct problems *problems) {
    *terminal = TERMINAL_SVG;
    if (options->terminal != NULL) {
        if (find(options->terminal, terminal))
            return true;
        report_error(problems, 64, "svg, png, pdf or term", "there is no terminal '%s'", options->terminal);
        return false;
    }
    if (options->output == NULL) {
        *terminal = isatty(STDOUT_FILENO) ? TERMINAL_TERM : TERMINAL_SVG;
        return true;
    }
    const char *dot = strrchr(options->output, '.');
    if (dot != NULL)
        (void)find(dot + 1, terminal);
    return true;
}

/* Colours only where a person looks at a terminal that has them and has not said no. */
static bool wants_colour(const struct plot_options *options) {
    const char *no_colour = getenv("NO_COLOR");
    const char *kind = getenv("TERM");
    if (no_colour != NULL && *no_colour != '\0')
        return false;
    if (kind == NULL || strcmp(kind, "dumb") == 0)
        return false;
    return (options->output == NULL || strcmp(options->output, "-") == 0) && isatty(STDOUT_FILENO);
}

uint32_t plot_columns(const struct plot *plot) {
    uint32_t columns = plot->options->columns == 0 ? 80 : plot->options->columns;
    return columns < 50 ? 50 : columns > 300 ? 300 : columns;
}

void plot_set_terminal(struct plot *plot) {
    uint32_t columns = plot_columns(plot);
    uint32_t rows = columns * 3 / 10;
    rows = rows < 24 ? 24 : rows > 48 ? 48 : rows;
    plot_set_text(plot, "rxp_terminal", plot_terminal_name[plot->terminal]);
    plot_set_number(plot, "rxp_columns", columns);
    plot_set_number(plot, "rxp_rows", rows);
    plot_set_number(plot, "rxp_colour",
                    plot->terminal != TERMINAL_TERM || wants_colour(plot->options) ? 1 : 0);
}
