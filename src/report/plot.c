/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of plots and the steps of drawing one. */
#include <string.h>

#include "plot.h"
#include "rows.h"

/* name, function, whether it shows single runs (--run), meaning; the script has the name of the kind. */
#define PLOT_KINDS(X)                                                                                        \
    X("throughput", plot_throughput, false,                                                                  \
      "goodput against pool size, a curve per policy, the line rate marked")                                 \
    X("loss", plot_loss, false,                                                                              \
      "share of frames lost against pool size, logarithmic; no loss shown as its upper bound")               \
    X("tradeoff", plot_tradeoff, false, "memory held against loss, the Pareto front marked")                 \
    X("timeline", plot_timeline, true,                                                                       \
      "one run: buffers, allocations, interrupt-disable episodes and drops over time")                       \
    X("load", plot_load, false,                                                                              \
      "delivered against offered frames: where loss begins, and whether more load means less work done")     \
    X("speed", plot_speed, false, "what a run cost: wall time for each offered frame, as the clock said")    \
    X("delta", plot_delta, false,                                                                            \
      "paired differences of one metric, with intervals; of two databases (--with) or of groups (--by)")     \
    X("causes", plot_causes, false, "what the lost frames were lost to, stacked, point by point")            \
    X("episodes", plot_episodes, true, "how long interrupt-disable episodes last: complementary distribution")

#define KIND_ROW(name, make, of_runs, meaning) {name, meaning, name ".gp", make, of_runs},
#define KIND_NAME(name, make, of_runs, meaning) name,
#define KIND_MEANING(name, make, of_runs, meaning) meaning,
static const struct plot_kind kinds[] = {PLOT_KINDS(KIND_ROW)};
static const char *const kind_names[] = {PLOT_KINDS(KIND_NAME)};
static const char *const kind_meanings[] = {PLOT_KINDS(KIND_MEANING)};
enum { KINDS = sizeof kinds / sizeof kinds[0] };

size_t plot_kinds(const char *const **names, const char *const **meanings) {
    if (names != NULL)
        *names = kind_names;
    if (meanings != NULL)
        *meanings = kind_meanings;
    return KINDS;
}

bool plot_compares(const char *kind) {
    return strcmp(kind, "delta") == 0;
}

bool plot_takes_run(const char *kind) {
    size_t i = 0;
    while (i < KINDS && strcmp(kinds[i].name, kind) != 0)
        i++;
    return i < KINDS && kinds[i].of_runs;
}

static const struct plot_kind *find_kind(const char *name, struct problems *problems) {
    for (size_t i = 0; i < KINDS; i++) {
        if (strcmp(kinds[i].name, name) == 0)
            return &kinds[i];
    }
    struct text hint = {0};
    const char *nearest = text_nearest(name, kind_names, KINDS);
    if (nearest != NULL)
        text_format(&hint, "did you mean '%s'? ", nearest);
    text_add(&hint, "there are:");
    for (size_t i = 0; i < KINDS; i++)
        text_format(&hint, "%s %s", i == 0 ? "" : ",", kind_names[i]);
    report_error(problems, 64, hint.at, "there is no plot of the kind '%s'", name);
    text_free(&hint);
    return NULL;
}

/* Everything is written and gnuplot is asked; the picture appears only when all of it went well. */
static bool draw(struct plot *plot, const struct plot_kind *kind, struct problems *problems) {
    struct plot_output output;
    bool good = plot_output_open(&output, plot->options, kind->name, plot->terminal, problems);
    struct plot_room room = {0};
    good = good && plot_room_make(&room, plot, kind, problems) &&
           gnuplot_draw(&room, kind->script, output.handle, problems);
    if (good && room.kept)
        report_note(problems, "kept in '%s'; to draw it again there: gnuplot -d settings.gp %s > %s.%s",
                    room.path, kind->script, kind->name,
                    plot->terminal == TERMINAL_TERM ? "txt" : plot_terminal_name[plot->terminal]);
    plot_room_remove(&room);
    return plot_output_close(&output, good, plot->terminal, problems);
}

bool plot_draw(struct store *store, const struct plot_options *options, struct problems *problems) {
    const struct plot_kind *kind = find_kind(options->kind, problems);
    struct plot plot = {.store = store, .options = options};
    if (kind == NULL || !plot_terminal_choose(options, &plot.terminal, problems))
        return false;
    plot_set_terminal(&plot);
    bool good = kind->make(&plot, problems);
    if (good) {
        if (plot.terminal == TERMINAL_TERM)
            plot_note(&plot, "Where points meet, the last one is seen.");
        plot_set_note(&plot);
        good = draw(&plot, kind, problems);
    }
    text_free(&plot.settings);
    text_free(&plot.note);
    for (size_t i = 0; i < PLOT_DATA_FILES; i++)
        text_free(&plot.data[i].text);
    return good;
}
