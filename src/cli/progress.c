/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The progress display. A run that is over before anybody could read a bar draws none. */
#include "progress.h"

#include <inttypes.h>
#include <string.h>

enum { BAR_WIDTH = 24 };
static const double bar_after_s = 0.5, line_every_s = 5.0;

bool progress_begin(struct progress_view *view, struct cli *cli, bool always_last) {
    static const char *const words[] = {"auto", "none", "bar", "lines", "json"};
    static const enum progress_how how[] = {PROGRESS_NONE, PROGRESS_NONE, PROGRESS_BAR, PROGRESS_LINES,
                                            PROGRESS_JSON};
    enum { WORDS = sizeof words / sizeof *words };
    const char *word = cli->options.progress == NULL ? "auto" : cli->options.progress;
    *view = (struct progress_view){.colour = cli->colour, .next_line_s = line_every_s};
    for (size_t i = 0; i < WORDS; i++) {
        if (strcmp(word, words[i]) != 0)
            continue;
        view->how = how[i];
        if (i == 0)
            view->how = cli->terminal ? PROGRESS_BAR : PROGRESS_LINES;
        view->brief = i == 0 && !always_last;
        return true;
    }
    const char *nearest = text_nearest(word, words, WORDS);
    struct text hint = {0};
    if (nearest != NULL)
        text_format(&hint, "did you mean '%s'?", nearest);
    (void)cli_usage_error(cli, hint.at, "--progress is one of auto, bar, lines, json, none; not '%s'", word);
    text_free(&hint);
    return false;
}

static void write_time(struct text *to, double seconds) {
    if (seconds < 0)
        text_add(to, "?");
    else if (seconds < 99.5)
        text_format(to, "%.0f s", seconds);
    else if (seconds < 5940)
        text_format(to, "%.0f min", seconds / 60);
    else
        text_format(to, "%.1f h", seconds / 3600);
}

static void write_state(struct text *to, const struct api_progress *progress) {
    uint64_t done = progress->runs_done + progress->runs_found;
    double rate = progress->elapsed_s > 0 ? (double)progress->events / progress->elapsed_s : 0;
    text_format(to, "%" PRIu64 "/%" PRIu64 " %s", done, progress->runs_total,
                progress->pilots ? "pilot runs" : "runs");
    if (progress->runs_found > 0)
        text_format(to, " (%" PRIu64 " found)", progress->runs_found);
    text_format(to, ", %.3g Mevent/s, %" PRIu64 " failed, ", rate / 1e6, progress->runs_failed);
    if (progress->last) {
        write_time(to, progress->elapsed_s);
        return;
    }
    text_add(to, "ETA ");
    write_time(to, progress->eta_s);
}

static void draw_bar(struct progress_view *view, const struct api_progress *progress) {
    if (progress->last || progress->elapsed_s < bar_after_s) {
        progress_clear(view);
        return;
    }
    uint64_t done = progress->runs_done + progress->runs_found;
    double share = progress->runs_total == 0 ? 1 : (double)done / (double)progress->runs_total;
    struct text line = {0};
    text_add(&line, view->colour ? "\r\033[36m[" : "\r[");
    for (int i = 0; i < BAR_WIDTH; i++)
        text_add(&line, i < (int)(share * BAR_WIDTH) ? "#" : ".");
    text_add(&line, view->colour ? "]\033[0m " : "] ");
    write_state(&line, progress);
    text_add(&line, "\033[K");
    (void)fputs(line.at, stderr);
    (void)fflush(stderr);
    text_free(&line);
    view->drawn = true;
}

static void write_line(struct progress_view *view, const struct api_progress *progress) {
    bool due = progress->elapsed_s >= view->next_line_s, none = view->next_line_s <= line_every_s;
    if (progress->last ? view->brief && none : !due)
        return;
    view->next_line_s = progress->elapsed_s + line_every_s;
    struct text line = {0};
    write_state(&line, progress);
    (void)fprintf(stderr, "%s\n", line.at);
    text_free(&line);
}

static void write_json(const struct api_progress *progress) {
    double rate = progress->elapsed_s > 0 ? (double)progress->events / progress->elapsed_s : 0;
    (void)fprintf(stderr,
                  "{\"progress\": {\"done\": %" PRIu64 ", \"total\": %" PRIu64 ", \"found\": %" PRIu64
                  ", \"failed\": %" PRIu64 ", \"events\": %" PRIu64
                  ", \"events_per_s\": %.6g, \"elapsed_s\": %.3f, ",
                  progress->runs_done + progress->runs_found, progress->runs_total, progress->runs_found,
                  progress->runs_failed, progress->events, rate, progress->elapsed_s);
    if (progress->eta_s < 0)
        (void)fputs("\"eta_s\": null", stderr);
    else
        (void)fprintf(stderr, "\"eta_s\": %.3f", progress->eta_s);
    (void)fprintf(stderr, ", \"pilots\": %s, \"last\": %s}}\n", progress->pilots ? "true" : "false",
                  progress->last ? "true" : "false");
}

void progress_update(void *context, const struct api_progress *progress) {
    struct progress_view *view = context;
    switch (view->how) {
    case PROGRESS_NONE:
        break;
    case PROGRESS_BAR:
        draw_bar(view, progress);
        break;
    case PROGRESS_LINES:
        write_line(view, progress);
        break;
    case PROGRESS_JSON:
        write_json(progress);
        break;
    }
}

void progress_clear(struct progress_view *view) {
    if (!view->drawn)
        return;
    (void)fputs("\r\033[K", stderr);
    (void)fflush(stderr);
    view->drawn = false;
}
