/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Progress on standard error: a bar on a terminal, lines in a log, JSON for programs, or nothing. */
#ifndef RXP_PROGRESS_H
#define RXP_PROGRESS_H

#include <stdbool.h>

#include "cli.h"

enum progress_how { PROGRESS_NONE, PROGRESS_BAR, PROGRESS_LINES, PROGRESS_JSON };

struct progress_view {
    enum progress_how how;
    bool colour;
    bool drawn;         /* a bar stands on the line */
    double next_line_s; /* PROGRESS_LINES: when the next line is due */
    bool brief;         /* PROGRESS_LINES: no last line when there was none before */
};

/* From --progress and where standard error goes; in a pipe auto means lines, and with always_last one at the
 * end of what was over before the first was due, too. False: a bad word. */
bool progress_begin(struct progress_view *view, struct cli *cli, bool always_last);
/* An api_progress_show; context is the view. */
void progress_update(void *context, const struct api_progress *progress);
/* Takes the bar away, before something else is printed. */
void progress_clear(struct progress_view *view);

#endif
