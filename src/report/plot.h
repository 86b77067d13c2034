/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside of the plots: one picture in the making, and the steps that make it.
 *
 * A kind's function turns rows of the store into two things: data files, and a file of settings (gnuplot
 * variables, axis ticks). The script of the kind, from plots/, does the drawing; the three stand in one
 * directory, private and removed afterwards, or the user's own with --keep. gnuplot's standard output is the
 * picture, so no file name ever becomes part of a script. */
#ifndef RXP_PLOT_H
#define RXP_PLOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "problem.h"
#include "report.h"
#include "store.h"
#include "study.h"
#include "text.h"

enum plot_terminal { TERMINAL_SVG, TERMINAL_PNG, TERMINAL_PDF, TERMINAL_TERM, TERMINAL_COUNT };

enum { PLOT_DATA_FILES = 4, PLOT_CURVES_MAX = 8 };

struct plot_data {
    const char *name; /* of the file, a literal; NULL: not used */
    struct text text;
};

struct plot {
    struct store *store;
    const struct plot_options *options;
    enum plot_terminal terminal;
    struct text settings;
    struct plot_data data[PLOT_DATA_FILES];
    struct text note; /* sentences for the line below the picture: what is not shown, and why */
};

struct plot_kind {
    const char *name;
    const char *meaning;
    const char *script; /* file in plots/ */
    bool (*make)(struct plot *plot, struct problems *problems);
    bool of_runs; /* shows single runs */
};

/* --- the kinds --- */
bool plot_throughput(struct plot *plot, struct problems *problems);
bool plot_loss(struct plot *plot, struct problems *problems);
bool plot_tradeoff(struct plot *plot, struct problems *problems);
bool plot_timeline(struct plot *plot, struct problems *problems);
bool plot_episodes(struct plot *plot, struct problems *problems);
bool plot_load(struct plot *plot, struct problems *problems);
bool plot_delta(struct plot *plot, struct problems *problems);
bool plot_causes(struct plot *plot, struct problems *problems);
bool plot_speed(struct plot *plot, struct problems *problems);

/* --- settings (plot_settings.c) --- */
/* The data file of that name, empty. */
struct text *plot_data(struct plot *plot, const char *name);
/* A single-quoted gnuplot string: quotes doubled, everything else literal; text is made tame on the way. */
void plot_quote(struct text *to, const char *text);
/* The same for the label of a tick, in which gnuplot would expand %. */
void plot_quote_tick(struct text *to, const char *text);
void plot_set_text(struct plot *plot, const char *name, const char *value);
void plot_set_number(struct plot *plot, const char *name, double value);
/* array NAME[count] = ['...', ...] */
void plot_set_texts(struct plot *plot, const char *name, const char *const *values, size_t count);
/* Columns and rows of a key of so many entries, the longest of so many characters, to fit under the picture.
 */
void plot_set_key(struct plot *plot, size_t entries, size_t longest);
size_t text_longest(const char *const *names, size_t count);
/* Adds a sentence to the note. */
void plot_note(struct plot *plot, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* The note, broken into lines. */
void plot_set_note(struct plot *plot);
/* The mark of points where nothing was lost, as the key says it. */
#define PLOT_NONE_LOST "none lost: below 3/n (95 %)"
/* Title of the picture and the line under it. */
void plot_set_title(struct plot *plot, const char *title, const char *subtitle);
/* A number for a data file, exact; NAN is written NaN, which gnuplot leaves out. */
void plot_number(struct text *to, double value);

/* The unit a row of values is shown in: value * factor has that unit. */
struct plot_scale {
    double factor;
    const char *unit; /* "" when there is nothing to say */
};
struct plot_scale plot_scale(double greatest, const char *unit);
/* "name (unit)". */
void plot_set_axis_label(struct plot *plot, const char *name, const char *what, struct plot_scale scale);

/* --- axes (plot_axis.c) --- */
/* Ticks for a logarithmic axis `x` or `y`: the given values themselves (at most 14 of them) or powers of the
 * base in between, range with a little room; values are in shown units, ascending. */
void plot_set_log_values(struct plot *plot, const char *axis, const double *value, size_t count);
struct plot_range {
    double low, high; /* ends of the axis, in its own unit */
};
/* Logarithmic, hardly wider than low to high: 1, 0.1, 0.01, or 1, 10^-1 ... 10^-5 when there are that many.
 */
struct plot_range plot_set_decades(struct plot *plot, const char *axis, double low, double high);
/* The same of a time in picoseconds: 1 us, 10 us, ... The axis itself is in ps. */
void plot_set_time_decades(struct plot *plot, const char *axis, double low, double high);
/* Logarithmic, of memory in bytes: 64 KiB, 128 KiB, ... 1 MiB. The axis itself is in bytes. */
struct plot_range plot_set_memory(struct plot *plot, const char *axis, double low, double high);
/* True when the values (ascending, different) are spread over decades rather than evenly. */
bool plot_is_logarithmic(const double *value, size_t count);

/* --- curves: how the points of a study become lines (plot_curves.c) --- */
struct curve_point {
    const struct study_point *point;
    double x; /* in the axis's canonical unit, or the rank of a category */
};
struct curve {
    char *name; /* tame */
    size_t count;
    struct curve_point *at; /* ascending x */
};
struct curves {
    size_t x_axis;   /* index in study->axis */
    bool categories; /* the x axis has names, not numbers */
    size_t x_count;  /* different x */
    double *x;       /* ascending */
    const char **x_text;
    size_t count;
    struct curve curve[PLOT_CURVES_MAX];
};
/* along: the x axis is one whose key begins so, when there is one that varies; NULL: pool.initial comes
 * first.
 */
bool curves_make(const struct study *study, const char *kind, const char *along, struct curves *curves,
                 struct problems *problems);
/* x, mean, low, high, has_interval, for a point of a curve; returns the greatest of them, 0 for none. */
double curve_row(struct text *data, double x, const struct estimate *estimate);
void curves_free(struct curves *curves);
/* The array of names, and room in the key for `more` short entries, and for the mark of no loss if `bounds`.
 */
void curves_set_names(const struct curves *curves, struct plot *plot, size_t more, bool bounds);
/* What the x axis is called, and the scale it is shown in. */
struct plot_scale curves_set_label(const struct curves *curves, const struct study *study, struct plot *plot);
/* That and all other settings of the x axis; returns the factor from canonical to shown units. */
double curves_set(const struct curves *curves, const struct study *study, struct plot *plot);
/* Labelled ticks of the x axis, which has so many places. Labels that do not fit are slanted or, in letters,
 * numbered and told in the note (plot_columns.c). */
void plot_set_ticks(struct plot *plot, const char *const *label, const double *at, size_t count,
                    double places);
/* Columns side by side, in groups: where that of a curve's point stands, and the settings of the axis with
 * their labels (plot_columns.c). */
double plot_column(const struct curves *curves, size_t curve, size_t point);
void plot_set_columns(struct plot *plot, const struct curves *curves, double factor);
/* "mean of 20 runs a point" and the like; true when there are several, so that intervals can be given. */
bool curves_runs(const struct curves *curves, enum metric metric, struct text *to);
/* The study a plot is about (options->study or the last one). */
bool plot_study(struct plot *plot, struct study *study, struct problems *problems);

/* --- drawing --- */
/* terminals (plot_terminal.c) */
extern const char *const plot_terminal_name[TERMINAL_COUNT];
/* From the options, the name of the output file and whether stdout is a terminal. */
bool plot_terminal_choose(const struct plot_options *options, enum plot_terminal *terminal,
                          struct problems *problems);
void plot_set_terminal(struct plot *plot);
/* Width of a picture of letters: what was asked for, within reason. */
uint32_t plot_columns(const struct plot *plot);

/* scripts and data in one directory (plot_room.c) */
struct plot_room {
    char *path;
    bool kept;
    size_t count; /* files in it, for removing them */
    const char *file[PLOT_DATA_FILES + 3];
};
bool plot_room_make(struct plot_room *room, struct plot *plot, const struct plot_kind *kind,
                    struct problems *problems);
void plot_room_remove(struct plot_room *room);

/* where the picture goes (plot_output.c) */
struct plot_output {
    int handle;      /* what gnuplot writes to */
    char *target;    /* NULL: standard output */
    char *temporary; /* renamed to target; NULL when the target is no regular file */
};
bool plot_output_open(struct plot_output *output, const struct plot_options *options, const char *kind,
                      enum plot_terminal terminal, struct problems *problems);
/* Puts the picture in its place when `good`, or leaves what was there untouched. */
bool plot_output_close(struct plot_output *output, bool good, enum plot_terminal terminal,
                       struct problems *problems);

/* gnuplot itself (gnuplot.c) */
bool gnuplot_draw(const struct plot_room *room, const char *script, int output, struct problems *problems);

#endif
