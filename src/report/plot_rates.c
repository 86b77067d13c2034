/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Goodput and loss against what varies.
 *
 * Honest about what is not known: a loss of zero has no place on a logarithmic axis and is drawn as the bound
 * that the number of frames allows (3 / n at 95 %), with a mark of its own; with few losses no interval is
 * claimed; points without a value are counted in the note. */
#include <math.h>
#include <string.h>

#include "people.h"
#include "plot.h"
#include "rows.h"

/* The link as all points share it; a rate of 0 when there is none, or when it is what varies. */
struct link {
    double rate;     /* bit/s of the wire, with everything that a frame costs on it */
    double overhead; /* B a frame costs besides its own; NAN when frames differ in that */
};

static bool varies(const struct study *study, const char *key) {
    for (size_t i = 0; i < study->axes; i++) {
        if (strcmp(study->axis[i].key, key) == 0 && study->axis[i].values > 1)
            return true;
    }
    return false;
}

static bool ends_in(const char *text, const char *end) {
    size_t length = strlen(text);
    return length > strlen(end) && strcmp(text + length - strlen(end), end) == 0;
}

static struct link link_of(struct plot *plot, const struct study *study, struct problems *problems) {
    struct link link = {0};
    struct table *table = store_table(plot->store, TABLE_PARAMETERS, study->point[0].id, problems);
    if (table == NULL)
        return link;
    size_t key = rows_column(table, "key");
    size_t number = rows_column(table, "number");
    double fcs = -1; /* of the sources seen so far */
    for (size_t row = 0; row < table->rows; row++) {
        const char *name = cell_text(rows_cell(table, row, key));
        double value = cell_number(rows_cell(table, row, number));
        if (strcmp(name, "link.rate") == 0 && isfinite(value) && !varies(study, name)) {
            link.rate = value;
        } else if (strcmp(name, "link.overhead") == 0) {
            link.overhead += varies(study, name) ? (double)NAN : value;
        } else if (strncmp(name, "traffic.", 8) == 0 && ends_in(name, ".fcs")) {
            bool same = !varies(study, name) && (fcs < 0 || fabs(fcs - value) <= 0);
            fcs = value;
            if (!same)
                link.overhead = (double)NAN;
        }
    }
    link.overhead += fcs > 0 ? fcs : 0;
    table_free(table);
    return link;
}

/* The mean of what a metric has at every point; NAN when the points differ. */
static double shared_mean(const struct study *study, double (*of)(const struct estimate *)) {
    double shared = (double)NAN;
    for (size_t i = 0; i < study->points; i++) {
        double mean = of(study->point[i].estimate);
        if (!isfinite(mean) || (i > 0 && fabs(mean - shared) > 1e-6 * shared))
            return (double)NAN;
        shared = mean;
    }
    return shared;
}

static double offered_bps(const struct estimate *estimate) {
    return estimate[METRIC_OFFERED_BPS].defined ? estimate[METRIC_OFFERED_BPS].mean : (double)NAN;
}

/* Mean length of the offered frames in B. */
static double offered_length(const struct estimate *estimate) {
    const struct estimate *frames = &estimate[METRIC_OFFERED_FPS];
    return frames->defined && frames->mean > 0 ? offered_bps(estimate) / 8 / frames->mean : (double)NAN;
}

static void note_undefined(struct plot *plot, size_t undefined) {
    if (undefined > 0)
        plot_note(plot, "%zu point%s without a value (no run of it got that far).", undefined,
                  undefined == 1 ? "" : "s");
}

/* How many runs, and what the bars are; letters have no room for bars. */
static void add_runs(const struct plot *plot, const struct curves *curves, enum metric metric,
                     struct text *to) {
    bool several = curves_runs(curves, metric, to);
    if (several && plot->terminal != TERMINAL_TERM) {
        text_add(to, ", ");
        people_confidence(to, curves->curve[0].at[0].point->estimate);
        text_add(to, " Student-t intervals");
    } else if (!several)
        text_add(to, ", no intervals");
}

/* x, mean, low, high of every point, a block for each curve; returns the greatest value shown. */
static double goodput_data(struct plot *plot, const struct curves *curves, double factor) {
    struct text *data = plot_data(plot, "throughput.dat");
    text_add(data, "# x goodput_bps low high (interval) has_interval; a block for each curve\n");
    double greatest = 0;
    size_t undefined = 0;
    for (size_t i = 0; i < curves->count; i++) {
        text_format(data, "# %s\n", curves->curve[i].name);
        for (size_t j = 0; j < curves->curve[i].count; j++) {
            const struct curve_point *at = &curves->curve[i].at[j];
            const struct estimate *goodput = &at->point->estimate[METRIC_GOODPUT_BPS];
            greatest = fmax(greatest, curve_row(data, at->x * factor, goodput));
            undefined += !goodput->defined;
        }
        text_add(data, "\n\n");
    }
    note_undefined(plot, undefined);
    return greatest;
}

static void add_rate(struct text *to, double rate) {
    struct plot_scale scale = plot_scale(rate, "bit/s");
    text_format(to, "%.4g %s", rate * scale.factor, scale.unit);
}

/* The line of the link is what it can carry as goodput of frames of the offered mean length: of short frames
 * that is far below its rate, which no curve could ever reach. The time a frame takes is linear in its
 * length, so the mean is enough. Where it cannot be known, the line is the rate, and says so. Returns the
 * height of the line, 0 for none. */
static double set_link(struct plot *plot, const struct study *study, struct problems *problems,
                       double *greatest) {
    struct link link = link_of(plot, study, problems);
    double length = shared_mean(study, offered_length);
    double carries = link.rate * length / (length + link.overhead);
    bool known = isfinite(carries) && carries > 0;
    double line = known ? carries : link.rate;
    bool shown = link.rate > 0 && *greatest >= line / 5;
    struct text label = {0};
    if (link.rate > 0) {
        bool brief = known && plot->terminal == TERMINAL_TERM; /* the label of the other line is beside it */
        text_add(&label, known ? "link" : "link rate");
        text_add(&label, brief ? "" : " ");
        if (!brief)
            add_rate(&label, link.rate);
        text_add(&label, brief ? ": at most " : known ? ": goodput at most " : " (with frame overhead)");
        if (known)
            add_rate(&label, carries);
        plot_set_text(plot, "rxp_link_label", label.at);
        if (shown)
            *greatest = fmax(*greatest, line);
        else
            plot_note(plot, "Far above this picture: %s.", label.at);
        if (shown && known)
            plot_note(plot, "The link's line: frames of the mean length, %.4g B, and %.4g B more each.",
                      length, link.overhead);
    }
    text_free(&label);
    plot_set_number(plot, "rxp_link", shown ? line : 0);
    return shown ? line : 0;
}

/* What was offered, when it is the same at every point (common random numbers make it so): the height no
 * curve can exceed for long. Returns 0 when the points differ. */
static double set_offered(struct plot *plot, const struct study *study, double *greatest) {
    double offered = shared_mean(study, offered_bps);
    offered = isfinite(offered) ? offered : 0;
    struct text label = {0};
    text_add(&label, "offered ");
    add_rate(&label, offered);
    plot_set_number(plot, "rxp_offered", offered);
    plot_set_text(plot, "rxp_offered_label", label.at);
    *greatest = fmax(*greatest, offered);
    text_free(&label);
    return offered;
}

/* Where the labels of the two lines stand: each over its own, or side by side over the higher when the lines
 * are too close for that. */
static void set_line_labels(struct plot *plot, double link, double offered, double greatest) {
    double room = plot->terminal == TERMINAL_TERM ? 0.16 : 0.08; /* a line of text, and some */
    bool close = link > 0 && offered > 0 && fabs(link - offered) < room * greatest;
    plot_set_number(plot, "rxp_link_at", close ? fmax(link, offered) : link);
    plot_set_number(plot, "rxp_offered_at", close ? fmax(link, offered) : offered);
    plot_set_number(plot, "rxp_lines_close", close ? 1 : 0);
}

bool plot_throughput(struct plot *plot, struct problems *problems) {
    struct study study;
    struct curves curves = {0};
    bool good =
        plot_study(plot, &study, problems) && curves_make(&study, "throughput", NULL, &curves, problems);
    if (good) {
        curves_set_names(&curves, plot, 0, false);
        double factor = curves_set(&curves, &study, plot);
        double greatest = goodput_data(plot, &curves, factor);
        double offered = set_offered(plot, &study, &greatest);
        double link = set_link(plot, &study, problems, &greatest);
        set_line_labels(plot, link, offered, greatest);
        struct plot_scale scale = plot_scale(greatest, "bit/s");
        plot_set_axis_label(plot, "rxp_y_label", "goodput", scale);
        plot_set_number(plot, "rxp_y_factor", scale.factor);
        plot_set_number(
            plot, "rxp_y_high",
            greatest > 0 ? greatest * scale.factor * (plot->terminal == TERMINAL_TERM ? 1.15 : 1.1) : 1);
        struct text what = {0};
        text_add(&what, "Goodput: frame bits delivered per second; ");
        add_runs(plot, &curves, METRIC_GOODPUT_BPS, &what);
        plot_set_title(plot, study.name, what.at);
        text_free(&what);
    }
    curves_free(&curves);
    study_free(&study);
    return good;
}

struct loss_range {
    double low, high; /* of everything shown */
    size_t bounds, undefined, few, open;
};

static void widen(struct loss_range *range, double value) {
    range->low = range->high <= 0 ? value : fmin(range->low, value);
    range->high = fmax(range->high, value);
}

/* x, mean, low, high, bound: where the mean is zero only the bound is a number. An interval that includes 0
 * has no lower end on a logarithmic axis: it is drawn open, and said so. */
static void loss_row(struct text *data, const struct study_point *point, struct loss_range *range) {
    const struct estimate *loss = &point->estimate[METRIC_LOSS_RATIO];
    double known = estimates_known(point->estimate);
    bool none = loss->defined && loss->mean <= 0;
    bool enough = estimates_lost(point->estimate) >= LOSSES_FOR_INTERVAL;
    bool interval = loss->defined && loss->interval && enough && !none;
    double bound = none && known > 0 ? fmin(1, LOSS_BOUND_FRAMES / known) : (double)NAN;
    plot_number(data, loss->defined && !none ? loss->mean : (double)NAN);
    plot_number(data, interval ? loss->low : (double)NAN);
    plot_number(data, interval ? loss->high : (double)NAN);
    plot_number(data, bound);
    bool open = interval && loss->low <= 0;
    text_add(data, open ? " 2" : interval ? " 1" : " 0");
    range->open += open;
    range->undefined += !loss->defined;
    range->bounds += none;
    range->few += loss->defined && !none && !enough;
    if (loss->defined && !none)
        widen(range, loss->mean);
    if (interval)
        widen(range, fmin(1, loss->high));
    if (interval && loss->low > 0)
        widen(range, fmax(loss->low, loss->mean / 10));
    if (isfinite(bound))
        widen(range, bound);
}

bool plot_loss(struct plot *plot, struct problems *problems) {
    struct study study;
    struct curves curves = {0};
    bool good = plot_study(plot, &study, problems) && curves_make(&study, "loss", NULL, &curves, problems);
    struct loss_range range = {0};
    if (good) {
        double factor = curves_set(&curves, &study, plot);
        struct text *data = plot_data(plot, "loss.dat");
        text_add(data, "# x loss low high (interval) bound (3/n when nothing was lost) interval (0 "
                       "none, 1 whole, 2 "
                       "includes 0); a "
                       "block for each curve\n");
        for (size_t i = 0; i < curves.count; i++) {
            text_format(data, "# %s\n", curves.curve[i].name);
            for (size_t j = 0; j < curves.curve[i].count; j++) {
                plot_number(data, curves.curve[i].at[j].x * factor);
                loss_row(data, curves.curve[i].at[j].point, &range);
                text_add(data, "\n");
            }
            text_add(data, "\n\n");
        }
        good = range.high > 0;
        if (!good)
            report_error(problems, 65, NULL, "no run of study '%s' has frames to lose", study.name);
    }
    if (good) {
        plot_set_decades(plot, "y", range.low, range.high);
        curves_set_names(&curves, plot, 0, range.bounds > 0);
        plot_set_text(plot, "rxp_none", range.bounds > 0 ? PLOT_NONE_LOST : "");
        plot_set_number(plot, "rxp_bounds", (double)range.bounds);
        struct text what = {0};
        text_add(&what, "Share of frames lost; ");
        add_runs(plot, &curves, METRIC_LOSS_RATIO, &what);
        plot_set_title(plot, study.name, what.at);
        text_free(&what);
        note_undefined(plot, range.undefined);
        if (range.open > 0 && plot->terminal != TERMINAL_TERM)
            plot_note(plot, "An arrow down: the interval includes 0.");
        if (range.few > 0)
            plot_note(plot, "%zu point%s with fewer than 200 losses: no interval.", range.few,
                      range.few == 1 ? "" : "s");
    }
    curves_free(&curves);
    study_free(&study);
    return good;
}
