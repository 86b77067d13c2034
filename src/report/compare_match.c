/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which point of A belongs to which of B.
 *
 * Keys are those that vary in either study; where one of them stands still in a study, all its points have
 * the value of its parameter. So a sweep with one policy can be laid beside one that swept policies too. */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compare_inner.h"
#include "ensure.h"
#include "rows.h"

void comparison_note(struct comparison *comparison, const char *format, ...) {
    char note[512];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(note, sizeof note, format, arguments);
    va_end(arguments);
    comparison->note = memory_grow(comparison->note, comparison->notes + 1, sizeof *comparison->note);
    comparison->note[comparison->notes++] = memory_copy_text(note);
}

static size_t axis_of(const struct study *study, const char *key) {
    size_t i = 0;
    while (i < study->axes && strcmp(study->axis[i].key, key) != 0)
        i++;
    return i;
}

/* The text of a parameter of a point; "" when it has none. */
static const char *parameter(const struct table *parameters, const char *key) {
    size_t name = rows_column(parameters, "key"), text = rows_column(parameters, "text");
    for (size_t row = 0; row < parameters->rows; row++) {
        if (strcmp(cell_text(rows_cell(parameters, row, name)), key) == 0)
            return cell_text(rows_cell(parameters, row, text));
    }
    return "";
}

static const char *value_of(const struct study *study, const struct table *parameters,
                            const struct study_point *point, const char *key) {
    size_t axis = axis_of(study, key);
    if (axis < study->axes)
        return point->value[axis].set ? point->value[axis].text : "";
    return parameter(parameters, key);
}

/* Do the points have the same values of all keys that vary, but the one that tells the sides apart? */
static bool match(const struct matching *matching, const struct study_point *a, const struct study_point *b) {
    const struct comparison *comparison = matching->comparison;
    const struct study *of[] = {&comparison->a, comparison->of_b};
    for (size_t side = 0; side < 2; side++) {
        for (size_t i = 0; i < of[side]->axes; i++) {
            const char *key = of[side]->axis[i].key;
            if (comparison->of_b == &comparison->a && i == comparison->by)
                continue;
            if (strcmp(value_of(of[0], matching->parameters[0], a, key),
                       value_of(of[1], matching->parameters[1], b, key)) != 0)
                return false;
        }
    }
    return true;
}

static void add_pair(struct matching *matching, const struct study_point *a, const struct study_point *b) {
    struct comparison *comparison = matching->comparison;
    if (a->model_version != b->model_version) {
        if (comparison->versions.points++ == 0) {
            comparison->versions.a = a->id;
            comparison->versions.b = b->id;
        }
        return;
    }
    comparison->point = memory_grow(comparison->point, comparison->points + 1, sizeof *comparison->point);
    struct compared_point *point = &comparison->point[comparison->points++];
    *point = (struct compared_point){.a = a, .b = b};
    if (comparison->of_b != &comparison->a)
        return;
    point->label_a = a->value[comparison->by].text;
    point->label_b = b->value[comparison->by].text;
}

/* The point of B that matches: of several model versions of one, that of A's. */
static size_t find_match(const struct matching *matching, const struct study_point *a) {
    const struct study *of_b = matching->comparison->of_b;
    size_t found = of_b->points;
    for (size_t j = 0; j < of_b->points; j++) {
        if (!match(matching, a, &of_b->point[j]))
            continue;
        if (of_b->point[j].model_version == a->model_version)
            return j;
        found = found == of_b->points ? j : found;
    }
    return found;
}

/* Two databases: every point of A with the one of B that matches. */
static void match_studies(struct matching *matching) {
    struct comparison *comparison = matching->comparison;
    const struct study *of_a = &comparison->a, *of_b = comparison->of_b;
    bool *used = memory_alloc(of_b->points * sizeof *used);
    size_t alone_a = 0, alone_b = 0;
    for (size_t i = 0; i < of_a->points; i++) {
        size_t j = find_match(matching, &of_a->point[i]);
        alone_a += j == of_b->points;
        if (j == of_b->points)
            continue;
        used[j] = true;
        add_pair(matching, &of_a->point[i], &of_b->point[j]);
    }
    for (size_t j = 0; j < of_b->points; j++)
        alone_b += !used[j];
    free(used);
    if (alone_a > 0)
        comparison_note(comparison, "No counterpart in B: %zu of %zu points of A.", alone_a, of_a->points);
    if (alone_b > 0)
        comparison_note(comparison, "No counterpart in A: %zu of %zu points of B.", alone_b, of_b->points);
}

/* One study: the points with the first value of the key against those with each other value. */
static void match_groups(struct matching *matching) {
    struct comparison *comparison = matching->comparison;
    const struct study *study = &comparison->a;
    const char *base = "";
    size_t alone = 0;
    for (size_t i = 0; i < study->points && base[0] == '\0'; i++)
        base = study->point[i].value[comparison->by].set ? study->point[i].value[comparison->by].text : "";
    for (size_t j = 0; j < study->points; j++) {
        const struct study_point *b = &study->point[j], *a = NULL;
        const struct study_value *value = &b->value[comparison->by];
        if (!value->set || strcmp(value->text, base) == 0)
            continue;
        for (size_t i = 0; i < study->points && a == NULL; i++) {
            const struct study_value *other = &study->point[i].value[comparison->by];
            if (other->set && strcmp(other->text, base) == 0 && match(matching, &study->point[i], b) &&
                study->point[i].model_version == b->model_version)
                a = &study->point[i];
        }
        alone += a == NULL;
        if (a != NULL)
            add_pair(matching, a, b);
    }
    if (alone > 0)
        comparison_note(comparison, "No counterpart with %.80s %.80s: %zu points.",
                        study->axis[comparison->by].key, base, alone);
}

void compare_match(struct matching *matching) {
    if (matching->comparison->of_b == &matching->comparison->a)
        match_groups(matching);
    else
        match_studies(matching);
}

/* Settings of the first pair that differ: what is compared at all. */
void compare_differences(const struct matching *matching, struct text *to) {
    static const char *const silent[] = {"name", "description", "replications.min", "sweep", "schema"};
    enum { SILENT = sizeof silent / sizeof *silent, SHOWN = 6 };
    const struct table *a = matching->parameters[0], *b = matching->parameters[1];
    size_t count = 0;
    size_t name = rows_column(a, "key"), text = rows_column(a, "text");
    for (size_t row = 0; row < a->rows; row++) {
        const char *key = cell_text(rows_cell(a, row, name));
        bool shown = axis_of(&matching->comparison->a, key) == matching->comparison->a.axes &&
                     axis_of(matching->comparison->of_b, key) == matching->comparison->of_b->axes;
        for (size_t i = 0; i < SILENT; i++)
            shown = shown && strcmp(key, silent[i]) != 0;
        const char *of_a = cell_text(rows_cell(a, row, text)), *of_b = parameter(b, key);
        if (!shown || strcmp(of_a, of_b) == 0 || count++ >= SHOWN)
            continue;
        text_add(to, to->length > 0 ? ", " : "");
        tame_add_short(to, key, 60);
        text_add(to, " ");
        tame_add_short(to, of_a, 40);
        text_add(to, " -> ");
        tame_add_short(to, of_b[0] == '\0' ? "(none)" : of_b, 40);
    }
    if (count > SHOWN)
        text_format(to, " and %zu more", count - SHOWN);
}
