/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tests of plots share: the real gnuplot, where there is one, on a database. */
#ifndef RXP_PLOT_HAND_H
#define RXP_PLOT_HAND_H

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "plot.h"
#include "report_support.h"

static inline bool have_gnuplot(void) {
    return access("/usr/bin/gnuplot", X_OK) == 0 || access("/usr/local/bin/gnuplot", X_OK) == 0;
}

/* Draws and returns the exit code; the problems' text is the caller's when asked for. */
static inline int draw_from(const char *database, struct plot_options options, char **said) {
    struct problems problems;
    problems_init(&problems);
    struct store *store = test_open(database, STORE_READ);
    bool good = plot_draw(store, &options, &problems);
    int code = problems.exit_code;
    assert_true(good == (problems.errors == 0));
    if (said != NULL)
        *said = problems_text(&problems);
    else if (!good)
        problems_print(&problems, stderr, false);
    test_close(store);
    problems_free(&problems);
    return good ? 0 : code;
}

#endif
