/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Points are grouped by the names of their curves: sorted, so that a study of 100,000 points takes no time.
 */
#include "loss_free.h"

#include <stdlib.h>
#include <string.h>

#include "people.h"

enum { SHOWN = 16 };

/* Says what became of frames at its rate, in every run. */
static bool testifies(const struct study_point *point) {
    return point->init_failed + point->unfinished == 0 && point->estimate[METRIC_OFFERED_FPS].defined &&
           estimates_known(point->estimate) > 0;
}

struct loss_free loss_free_of(const struct study_point *const *point, size_t count) {
    struct loss_free found = {0};
    for (size_t i = 0; i < count; i++) {
        double offered = point[i]->estimate[METRIC_OFFERED_FPS].mean;
        found.unknown += !testifies(point[i]);
        if (testifies(point[i]) && estimates_lost(point[i]->estimate) > 0 &&
            (found.lossy_fps <= 0 || offered < found.lossy_fps))
            found.lossy_fps = offered;
    }
    /* A lucky point above a loss does not count. */
    for (size_t i = 0; i < count; i++) {
        double offered = point[i]->estimate[METRIC_OFFERED_FPS].mean;
        if (!testifies(point[i]) || offered <= found.fps ||
            (found.lossy_fps > 0 && offered >= found.lossy_fps))
            continue;
        found.fps = offered;
        found.frames = estimates_known(point[i]->estimate);
        found.runs = point[i]->runs;
    }
    return found;
}

static bool ends_with(const char *key, const char *end) {
    size_t length = strlen(key), tail = strlen(end);
    return length >= tail && strcmp(key + length - tail, end) == 0;
}

size_t loss_free_axis(const struct study *study) {
    size_t chosen = study->axes;
    for (size_t i = 0; i < study->axes; i++) {
        const struct study_axis *axis = &study->axis[i];
        bool load = strncmp(axis->key, "traffic.", 8) == 0 &&
                    (ends_with(axis->key, ".rate") || ends_with(axis->key, ".load") ||
                     ends_with(axis->key, ".interval"));
        if (load && axis->values > 1 && (chosen == study->axes || axis->values > study->axis[chosen].values))
            chosen = i;
    }
    return chosen;
}

struct member {
    char *name;
    const struct study_point *point;
};

static int by_name(const void *a, const void *b) {
    const struct member *first = a, *second = b;
    int order = strcmp(first->name, second->name);
    return order != 0 ? order
                      : (first->point->id > second->point->id) - (first->point->id < second->point->id);
}

static int by_first(const void *a, const void *b) {
    int64_t first = ((const struct loss_free_curve *)a)->first->id;
    int64_t second = ((const struct loss_free_curve *)b)->first->id;
    return (first > second) - (first < second);
}

static struct member *members_of(const struct study *study, size_t axis, size_t *count) {
    struct member *member = memory_alloc(study->points * sizeof *member);
    *count = 0;
    for (size_t i = 0; i < study->points; i++) {
        const struct study_point *point = &study->point[i];
        if (!point->value[axis].set || point->model_version != study->model_version)
            continue;
        struct text name = {0};
        text_add(&name, "");
        study_point_short(study, point, axis, &name);
        member[(*count)++] = (struct member){text_take(&name), point};
    }
    if (*count > 0)
        qsort(member, *count, sizeof *member, by_name);
    return member;
}

struct loss_free_curve *loss_free_curves(const struct study *study, size_t *count) {
    size_t axis = loss_free_axis(study), members;
    *count = 0;
    if (axis == study->axes || study->points == 0)
        return NULL;
    struct member *member = members_of(study, axis, &members);
    const struct study_point **point = memory_alloc(members * sizeof *point);
    struct loss_free_curve *curve = memory_alloc(members * sizeof *curve);
    size_t from = 0;
    for (size_t i = 0; i < members; i++) {
        point[i] = member[i].point;
        if (i + 1 == members || strcmp(member[i].name, member[i + 1].name) != 0) {
            struct loss_free found = loss_free_of(point + from, i + 1 - from);
            curve[(*count)++] = (struct loss_free_curve){member[i].name, point[from], found};
            from = i + 1;
        } else {
            free(member[i].name);
        }
    }
    free(point);
    free(member);
    if (*count > 0)
        qsort(curve, *count, sizeof *curve, by_first);
    return curve;
}

void loss_free_curves_free(struct loss_free_curve *curve, size_t count) {
    for (size_t i = 0; i < count; i++)
        free(curve[i].name);
    free(curve);
}

static void write_found(const struct loss_free *found, struct text *to) {
    if (found->fps > 0) {
        people_value(to, METRIC_OFFERED_FPS, found->fps);
        text_format(to, " (no loss seen in %.0f frames of %llu run%s)", found->frames,
                    (unsigned long long)found->runs, found->runs == 1 ? "" : "s");
    } else {
        text_add(to, found->lossy_fps > 0 ? "none" : "not known");
    }
    if (found->lossy_fps > 0) {
        text_add(to, "; frames were lost at ");
        people_value(to, METRIC_OFFERED_FPS, found->lossy_fps);
    } else if (found->fps > 0) {
        text_add(to, ", the most that was offered");
    }
    if (found->unknown > 0)
        text_format(to, "; %zu point%s without a result left out", found->unknown,
                    found->unknown == 1 ? "" : "s");
    text_add(to, "\n");
}

void loss_free_write(const struct study *study, struct text *to) {
    size_t count;
    struct loss_free_curve *curve = loss_free_curves(study, &count);
    if (count > 0)
        text_format(to, "  maximum loss-free receive rate, offered:%s", count > 1 ? "\n" : "");
    for (size_t i = 0; i < count && i < SHOWN; i++) {
        const char *name = curve[i].name;
        text_format(to, "%s%s%s", count > 1 ? "    " : " ", name, name[0] == '\0' ? "" : ": ");
        write_found(&curve[i].found, to);
    }
    if (count > SHOWN)
        text_format(to, "    and %zu more: 'rxpool show DB --json'\n", count - SHOWN);
    loss_free_curves_free(curve, count);
}
