/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What runs cost, by the clock: wall time for each frame that was offered.
 *
 * The only picture that is not of the model: the same study gives another one on another machine, or when
 * this one had other work to do. So it shows the median of a point's runs, with the least and the greatest,
 * and claims no interval. */
#include <math.h>

#include "plot.h"
#include "rows.h"

struct speeds {
    const struct table *table;
    size_t id, ns; /* columns */
    double least, greatest;
    size_t undefined;
};

static double ns_at(const struct speeds *speeds, size_t row) {
    return cell_number(rows_cell(speeds->table, row, speeds->ns));
}

/* x, median, least, greatest of a point: its rows stand together, in ascending order. */
static void speed_row(struct text *data, double x, int64_t point, struct speeds *speeds) {
    size_t first = 0, rows = speeds->table->rows;
    while (first < rows && cell_integer(rows_cell(speeds->table, first, speeds->id)) != point)
        first++;
    size_t end = first;
    while (end < rows && cell_integer(rows_cell(speeds->table, end, speeds->id)) == point)
        end++;
    bool any = end > first;
    size_t lower = first + (end - first - any) / 2, upper = first + (end - first) / 2;
    double least = any ? ns_at(speeds, first) : (double)NAN,
           most = any ? ns_at(speeds, end - 1) : (double)NAN;
    plot_number(data, x);
    plot_number(data, any ? (ns_at(speeds, lower) + ns_at(speeds, upper)) / 2 : (double)NAN);
    plot_number(data, least);
    plot_number(data, most);
    text_add(data, "\n");
    speeds->undefined += !any;
    if (any && speeds->greatest <= 0)
        speeds->least = least;
    if (any) {
        speeds->least = fmin(speeds->least, least);
        speeds->greatest = fmax(speeds->greatest, most);
    }
}

static void write_rows(struct plot *plot, const struct curves *curves, double factor, struct speeds *speeds) {
    struct text *data = plot_data(plot, "speed.dat");
    text_add(data, "# x ns_per_frame least greatest (of the runs of a point); a block for each curve\n");
    for (size_t i = 0; i < curves->count; i++) {
        text_format(data, "# %s\n", curves->curve[i].name);
        for (size_t j = 0; j < curves->curve[i].count; j++) {
            const struct curve_point *at = &curves->curve[i].at[j];
            speed_row(data, at->x * factor, at->point->id, speeds);
        }
        text_add(data, "\n\n");
    }
}

bool plot_speed(struct plot *plot, struct problems *problems) {
    struct study study;
    struct curves curves = {0};
    bool good = plot_study(plot, &study, problems) && curves_make(&study, "speed", NULL, &curves, problems);
    struct table *table = good ? store_table(plot->store, TABLE_CLOCKS, study.id, problems) : NULL;
    good = table != NULL;
    if (good) {
        struct speeds speeds = {
            table, rows_column(table, "point_id"), rows_column(table, "ns_per_frame"), 0, 0, 0};
        write_rows(plot, &curves, curves_set(&curves, &study, plot), &speeds);
        good = speeds.greatest > 0;
        if (!good)
            report_error(problems, 65, NULL, "no run of study '%s' was offered a frame", study.name);
        curves_set_names(&curves, plot, 0, false);
        plot_set_text(plot, "rxp_y_label", "wall time per offered frame (ns)");
        plot_set_number(plot, "rxp_y_high", speeds.greatest * (plot->terminal == TERMINAL_TERM ? 1.15 : 1.1));
        plot_set_title(plot, study.name,
                       "What a run cost, by the clock: median of the runs, least to greatest");
        plot_note(plot, "Another machine, or this one with other work to do, gives another picture.");
        if (speeds.undefined > 0)
            plot_note(plot, "%zu point%s without a finished run.", speeds.undefined,
                      speeds.undefined == 1 ? "" : "s");
    }
    table_free(table);
    curves_free(&curves);
    study_free(&study);
    return good;
}
