/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One experiment for people, and what its metrics mean. */
#include <stdlib.h>
#include <string.h>

#include "people.h"
#include "rows.h"

/* One metric, under the heading of its group if none stands there yet; nothing when it has no value. */
static void add_metric(struct text *to, enum metric metric, const struct estimate estimate[METRIC_COUNT],
                       uint32_t n, const char **heading) {
    if (people_heading(metric) != NULL)
        *heading = people_heading(metric);
    if (!estimate[metric].defined)
        return;
    if (*heading != NULL)
        text_format(to, "\n%s\n", *heading);
    *heading = NULL;
    text_add(to, "  ");
    text_pad(to, metric_table[metric].name, 27, false);
    text_add(to, " ");
    if (metric == METRIC_LOSS_RATIO)
        people_loss(to, estimate, false);
    else
        people_estimate(to, metric, &estimate[metric]);
    if (estimate[metric].n < n)
        text_format(to, "   (n = %u)", (unsigned)estimate[metric].n);
    text_add(to, "\n");
}

/* True when no run got to its end: nothing that frames or time give has a value then, only what
 * initialisation gives. Says so. */
static bool add_failure(struct text *to, const struct point_summary *summary) {
    if (summary->n == 0 || summary->estimate[METRIC_FRAMES_OFFERED].defined ||
        summary->estimate[METRIC_GOODPUT_BPS].defined)
        return false;
    bool initialised = summary->estimate[METRIC_INIT_BUFFERS].defined;
    text_add(to, initialised
                     ? "\nInitialisation failed: the driver received nothing, and what needs frames or "
                       "time has no value.\n"
                     : "\nNo run got to its end (it failed or timed out): no metric has a value.\n");
    return true;
}

static void add_undefined(struct text *to, const struct estimate estimate[METRIC_COUNT]) {
    struct text names = {0};
    size_t column = 0;
    for (size_t i = 0; i < METRIC_COUNT; i++) {
        if (estimate[i].defined)
            continue;
        size_t length = strlen(metric_table[i].name) + 2;
        bool fresh = names.length == 0;
        text_add(&names, fresh ? "" : column + length > 96 ? ",\n  " : ", ");
        column = fresh || column + length > 96 ? length : column + length;
        text_add(&names, metric_table[i].name);
    }
    if (names.length > 0)
        text_format(to, "\nWithout a value\n  %s\n", names.at);
    text_free(&names);
}

void report_summary(const struct config *config, const struct point_summary *summary, FILE *to) {
    struct text text = {0};
    tame_add(&text, config->name);
    bool interval = false;
    for (size_t i = 0; i < METRIC_COUNT; i++)
        interval = interval || summary->estimate[i].interval;
    text_format(&text, ": %u run%s", (unsigned)summary->n, summary->n == 1 ? "" : "s");
    if (interval) {
        text_add(&text, ", means with ");
        people_confidence(&text, summary->estimate);
        text_add(&text, " Student-t intervals");
    }
    text_add(&text, "\n");
    if (config->description != NULL && config->description[0] != '\0') {
        tame_add(&text, config->description);
        text_add(&text, "\n");
    }
    bool failed = add_failure(&text, summary);
    const char *heading = NULL;
    for (size_t i = 0; i < METRIC_COUNT; i++)
        add_metric(&text, (enum metric)i, summary->estimate, summary->n, &heading);
    if (!failed)
        add_undefined(&text, summary->estimate);
    (void)text_write(&text, to);
    text_free(&text);
}

static const char *window_meaning(const char *window) {
    if (strcmp(window, "frames") == 0)
        return "frames that reached the NIC at or after the warm-up";
    if (strcmp(window, "time") == 0)
        return "the time from the end of the warm-up to the end of the run";
    return "the whole run";
}

bool explain_metric(const char *name, struct text *to, const char **nearest) {
    enum metric metric = metric_find(name);
    if (metric == METRIC_COUNT) {
        if (nearest != NULL)
            *nearest = metric_nearest(name);
        return false;
    }
    const struct metric_row *row = &metric_table[metric];
    bool bare = strcmp(row->unit, "1") == 0;
    text_format(to, "%s (metric)\n  %s\n", row->name, row->meaning);
    text_format(to, "  unit:    %s\n",
                !bare                         ? row->unit
                : row->kind == METRIC_INTEGER ? "none (a count)"
                                              : "none (a ratio)");
    text_format(to, "  formula: %s\n  over:    %s\n", row->formula, window_meaning(row->window));
    return true;
}

/* Text in a cell of a Markdown table. */
static void add_cell(struct text *to, const char *text) {
    text_add(to, " ");
    for (const char *at = text; *at != '\0'; at++) {
        if (*at == '|' || *at == '*' || *at == '_')
            text_add(to, "\\");
        text_add_bytes(to, at, 1);
    }
    text_add(to, " |");
}

void metrics_markdown(struct text *to) {
    text_add(
        to,
        "# Metrics\n\nEach is a column of table `run`, a member of `metrics` in JSON, and known to `rxpool "
        "explain`. A metric to which a run gives no value is null. Windows: `frames` are those that reached "
        "the NIC at or after the warm-up, with all that became of them; `time` is [warm-up, duration); `run` "
        "is [0, duration).\n");
    for (size_t i = 0; i < METRIC_COUNT; i++) {
        const struct metric_row *row = &metric_table[i];
        const char *heading = people_heading((enum metric)i);
        if (heading != NULL)
            text_format(to,
                        "\n## %s\n\n| metric | unit | window | meaning | formula |\n|---|---|---|---|---|\n",
                        heading);
        text_format(to, "| `%s` |", row->name);
        add_cell(to, row->unit);
        add_cell(to, row->window);
        add_cell(to, row->meaning);
        add_cell(to, row->formula);
        text_add(to, "\n");
    }
}
