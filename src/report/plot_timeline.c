/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One run over time: buffers, episodes with interrupts off, requests for memory and drops, on one time axis.
 *
 * A series may have a million rows and a picture has about a thousand columns: beyond 4,000 rows each group
 * of rows is replaced by the two of them with the fewest ready and the most indicated buffers, so no
 * extreme is lost; drops of a group are added up. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "ensure.h"
#include "plot.h"
#include "rows.h"
#include "simtime.h"

enum { ROWS_MAX = 4000 };

struct timeline {
    int64_t run;
    double end_ps;
    double step_ps; /* between samples */
    double buffers; /* most of them */
    double drops;   /* most in one step */
    double frames_dropped;
    double latency_ps; /* longest shown */
    size_t episodes, requests, failures;
    bool narrow; /* an episode is too short to be seen in its true width */
};

static bool has_series(struct store *store, int64_t run, struct problems *problems) {
    struct table *table = store_table(store, TABLE_SERIES, run, problems);
    bool has = table != NULL && table->rows > 1;
    if (table != NULL)
        table_free(table);
    return has;
}

/* Replication 0 of each point first, then the others: the first with a series. */
static int64_t choose_run(struct plot *plot, const struct study *study, struct problems *problems) {
    for (size_t i = 0; i < study->points; i++) {
        for (uint64_t replication = 0; replication < study->point[i].runs && replication < 64;
             replication++) {
            int64_t run = study->point[i].id * (int64_t)STORE_REPLICATIONS_MAX + (int64_t)replication;
            if (has_series(plot->store, run, problems))
                return run;
        }
    }
    report_error(problems, 65, "run it with -s 'time.sample=1 ms', or another time fit for its duration",
                 "no run of study '%s' has a time series: time.sample is not set", study->name);
    return 0;
}

struct series_columns {
    size_t time, ready, indicated, total, dropped;
};

static double series_at(const struct table *table, size_t row, size_t column) {
    return cell_number(rows_cell(table, row, column));
}

static void series_row(struct text *data, const struct table *table, size_t row,
                       const struct series_columns *column, double drops) {
    text_format(data, "%.17g %.17g %.17g %.17g", series_at(table, row, column->time),
                series_at(table, row, column->ready), series_at(table, row, column->indicated),
                series_at(table, row, column->total));
    plot_number(data, drops > 0 ? drops : (double)NAN); /* no mark where nothing was dropped */
    text_add(data, "\n");
}

/* Rows first..last-1 as one or two rows. */
static void write_group(struct text *data, const struct table *table, size_t first, size_t last,
                        const struct series_columns *column, struct timeline *line) {
    size_t few = first;
    size_t many = first;
    for (size_t row = first; row < last; row++) {
        few = series_at(table, row, column->ready) < series_at(table, few, column->ready) ? row : few;
        many =
            series_at(table, row, column->indicated) > series_at(table, many, column->indicated) ? row : many;
        line->buffers = fmax(line->buffers, series_at(table, row, column->total));
    }
    double before = first == 0 ? 0 : series_at(table, first - 1, column->dropped);
    double drops = series_at(table, last - 1, column->dropped) - before;
    line->drops = fmax(line->drops, drops);
    series_row(data, table, few < many ? few : many, column, drops);
    if (few != many)
        series_row(data, table, few < many ? many : few, column, 0);
}

/* A run that was asked for by its number has no series: because there is no such run, because it came to no
 * end, or because none was asked for. */
static void explain_no_series(struct plot *plot, int64_t run, struct problems *problems) {
    struct table *table = store_table(plot->store, TABLE_RUNS, run, problems);
    if (table == NULL)
        return;
    const char *status = table->rows == 0 ? "" : cell_text(rows_cell(table, 0, rows_column(table, "status")));
    if (table->rows == 0)
        report_error(problems, 65, "'rxpool show DB' lists the points; run = point * 1000000 + replication",
                     "there is no run %lld in the database", (long long)run);
    else if (strcmp(status, "ok") != 0 && strcmp(status, "starved") != 0)
        report_error(problems, 65, "'rxpool show DB RUN' tells what is known about it",
                     "run %lld has no time series: its status is %s", (long long)run, status);
    else
        report_error(problems, 65,
                     "run it again with -s 'time.sample=1 ms', or another time fit for its duration",
                     "run %lld has no time series: time.sample is not set", (long long)run);
    table_free(table);
}

static bool write_series(struct plot *plot, struct timeline *line, struct problems *problems) {
    struct table *table = store_table(plot->store, TABLE_SERIES, line->run, problems);
    if (table == NULL)
        return false;
    if (table->rows < 2) {
        explain_no_series(plot, line->run, problems);
        table_free(table);
        return false;
    }
    struct series_columns column = {rows_column(table, "time_ps"), rows_column(table, "ready"),
                                    rows_column(table, "indicated"), rows_column(table, "total"),
                                    rows_column(table, "frames_dropped")};
    struct text *data = plot_data(plot, "series.dat");
    text_add(data, "# time_ps ready indicated total drops_since_the_row_before\n");
    size_t group = table->rows > ROWS_MAX ? (table->rows * 2 + ROWS_MAX - 1) / ROWS_MAX : 1;
    for (size_t row = 0; row < table->rows; row += group) {
        size_t last = row + group < table->rows ? row + group : table->rows;
        write_group(data, table, row, last, &column, line);
    }
    line->end_ps = series_at(table, table->rows - 1, column.time);
    line->step_ps =
        (line->end_ps - series_at(table, 0, column.time)) / (double)(table->rows - 1) * (double)group;
    line->frames_dropped = series_at(table, table->rows - 1, column.dropped);
    if (group > 1)
        plot_note(plot, "Each step shows the least ready and the most indicated of %zu samples.", group);
    table_free(table);
    return true;
}

static bool write_episodes(struct plot *plot, struct timeline *line, struct problems *problems) {
    struct table *table = store_table(plot->store, TABLE_EPISODES, line->run, problems);
    if (table == NULL)
        return false;
    size_t start = rows_column(table, "start_ps");
    size_t end = rows_column(table, "end_ps");
    struct text *data = plot_data(plot, "episodes.dat");
    text_add(data, "# start_ps end_ps\n");
    for (size_t row = 0; row < table->rows; row++) {
        double until = cell_number(rows_cell(table, row, end));
        if (!isfinite(until) || until > line->end_ps || until < 0)
            until = line->end_ps;
        double from = cell_number(rows_cell(table, row, start));
        text_format(data, "%.17g %.17g\n", from, until);
        line->narrow = line->narrow || until - from < line->end_ps / 1000;
    }
    if (table->rows == 0) /* gnuplot warns of a file without points: one before the beginning is not seen */
        text_add(data, "-1 -1\n");
    line->episodes = table->rows;
    table_free(table);
    return true;
}

/* Requests made while the run went on; those that had no answer reach to its end. */
static bool write_allocations(struct plot *plot, struct timeline *line, struct problems *problems) {
    struct table *table = store_table(plot->store, TABLE_ALLOCATIONS, line->run, problems);
    if (table == NULL)
        return false;
    size_t requested = rows_column(table, "requested_ps");
    size_t completed = rows_column(table, "completed_ps");
    size_t synchronous = rows_column(table, "synchronous");
    size_t outcome = rows_column(table, "outcome");
    struct text *data = plot_data(plot, "allocations.dat");
    text_add(data, "# requested_ps latency_ps: of the granted, of the refused, of the unanswered\n");
    for (size_t row = 0; row < table->rows; row++) {
        if (cell_integer(rows_cell(table, row, synchronous)) != 0)
            continue;
        double from = cell_number(rows_cell(table, row, requested));
        double to = cell_number(rows_cell(table, row, completed));
        bool pending = strcmp(cell_text(rows_cell(table, row, outcome)),
                              allocation_outcome_text(ALLOCATION_PENDING)) == 0;
        bool done =
            strcmp(cell_text(rows_cell(table, row, outcome)), allocation_outcome_text(ALLOCATION_DONE)) == 0;
        double latency = (isfinite(to) && !pending ? to : line->end_ps) - from;
        text_format(data, "%.17g", from);
        plot_number(data, done ? latency : (double)NAN);
        plot_number(data, !done && !pending ? latency : (double)NAN);
        plot_number(data, pending ? latency : (double)NAN);
        text_add(data, "\n");
        line->requests++;
        line->failures += !done && !pending;
        line->latency_ps = fmax(line->latency_ps, latency);
    }
    table_free(table);
    return true;
}

static double parameter_number(struct plot *plot, int64_t run, const char *name, struct problems *problems) {
    int64_t point = run / (int64_t)STORE_REPLICATIONS_MAX;
    struct table *table = store_table(plot->store, TABLE_PARAMETERS, point, problems);
    double value = 0;
    for (size_t row = 0; table != NULL && row < table->rows; row++) {
        if (strcmp(cell_text(rows_cell(table, row, rows_column(table, "key"))), name) == 0)
            value = cell_number(rows_cell(table, row, rows_column(table, "number")));
    }
    if (table != NULL)
        table_free(table);
    return isfinite(value) ? value : 0;
}

static bool set_title(struct plot *plot, struct timeline *line, double warmup, struct problems *problems) {
    struct table *table = store_table(plot->store, TABLE_RUNS, line->run, problems);
    if (table == NULL)
        return false;
    struct text what = {0};
    text_format(&what, "Run %lld", (long long)line->run);
    const char *name = "";
    if (table->rows > 0) {
        name = cell_text(rows_cell(table, 0, rows_column(table, "study")));
        const char *axes = cell_text(rows_cell(table, 0, rows_column(table, "axes")));
        if (axes[0] != '\0') {
            text_add(&what, ": ");
            tame_add_short(&what, axes, 80);
        }
        int64_t left_out = cell_integer(rows_cell(table, 0, rows_column(table, "episodes_left_out")));
        if (left_out > 0)
            plot_note(plot, "%zu episodes are stored and drawn, %lld more are not.", line->episodes,
                      (long long)left_out);
    }
    if (table->rows > 0 &&
        strcmp(cell_text(rows_cell(table, 0, rows_column(table, "status"))), "starved") == 0)
        plot_note(plot, "The run ended here: no queue could ever receive again (starved).");
    if (table->rows > 0 && warmup <= 0) /* of the last instants too, which no sample shows */
        line->frames_dropped = fmax(line->frames_dropped,
                                    cell_number(rows_cell(table, 0, rows_column(table, "frames_dropped"))));
    double dropped = line->frames_dropped;
    text_format(&what, "; %.0f frame%s dropped%s", dropped, dropped == 1 ? "" : "s",
                warmup > 0 ? ", warm-up included" : "");
    plot_set_title(plot, name, what.at);
    text_free(&what);
    table_free(table);
    return true;
}

static void set_picture(struct plot *plot, const struct timeline *line, double warmup) {
    struct plot_scale time = plot_scale(line->end_ps, "ps");
    struct plot_scale latency = plot_scale(line->latency_ps, "ps");
    struct plot_scale step = plot_scale(line->step_ps, "ps");
    plot_set_axis_label(plot, "rxp_x_label", "simulated time", time);
    plot_set_number(plot, "rxp_x_factor", time.factor);
    plot_set_number(plot, "rxp_x_high", line->end_ps * time.factor);
    plot_set_number(plot, "rxp_warmup", warmup * time.factor);
    plot_set_number(plot, "rxp_buffers", fmax(1, line->buffers));
    plot_set_axis_label(plot, "rxp_latency_label", "latency", latency);
    plot_set_number(plot, "rxp_latency_factor", latency.factor);
    plot_set_number(plot, "rxp_latency_high", fmax(1e-3, line->latency_ps * latency.factor));
    plot_set_number(plot, "rxp_drops", line->drops);
    struct text label = {0};
    double length = line->step_ps * step.factor;
    if (length > 0.9995 && length < 1.0005)
        text_format(&label, "drops / %s", step.unit);
    else
        text_format(&label, "drops / %.3g %s", length, step.unit);
    plot_set_text(plot, "rxp_drops_label", label.at);
    text_free(&label);
    plot_set_key(plot, line->episodes > 0 ? 4 : 3,
                 strlen(plot->terminal == TERMINAL_TERM ? "interrupts off" : "indicated (with protocols)"));
    if (plot->terminal == TERMINAL_TERM)
        plot_set_number(plot, "rxp_rows", 40);
    plot_set_number(plot, "rxp_episodes", (double)line->episodes);
    plot_set_number(plot, "rxp_requests", (double)line->requests);
    plot_set_number(plot, "rxp_failures", (double)line->failures);
    if (warmup > 0 && plot->terminal != TERMINAL_TERM)
        plot_note(plot, "Dotted: the end of the warm-up; it is measured from there on.");
    if (line->narrow && plot->terminal != TERMINAL_TERM)
        plot_note(plot, "The shortest episodes are drawn wider than they are, as hair lines.");
    if (line->episodes == 0)
        plot_note(plot, "Interrupts were never disabled.");
    if (line->requests == 0)
        plot_note(plot, "The pool asked for no memory.");
    if (line->frames_dropped <= 0)
        plot_note(plot, "No frame was dropped.");
}

/* The axis reaches to the end of the run, not only to its last sample; a run that ended early keeps its own
 * end. */
static void set_end(struct timeline *line, double duration) {
    if (duration > line->end_ps && duration < line->end_ps + 1.01 * line->step_ps)
        line->end_ps = duration;
}

bool plot_timeline(struct plot *plot, struct problems *problems) {
    struct timeline line = {.run = plot->options->run};
    if (line.run == 0) {
        struct study study;
        if (plot_study(plot, &study, problems))
            line.run = choose_run(plot, &study, problems);
        study_free(&study);
        text_free(&plot->note); /* what there is to say of the other points */
    }
    if (line.run == 0 || !write_series(plot, &line, problems) || !write_episodes(plot, &line, problems) ||
        !write_allocations(plot, &line, problems))
        return false;
    double warmup = parameter_number(plot, line.run, "time.warmup", problems);
    if (!set_title(plot, &line, warmup, problems))
        return false;
    set_end(&line, parameter_number(plot, line.run, "time.duration", problems));
    set_picture(plot, &line, warmup);
    return true;
}
