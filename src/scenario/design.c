/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The axes of a sweep: the sweep section, then -P. Values are checked here one by one against their row, so
 * that a typing error is told before the first of a thousand runs; what contradicts another key shows when a
 * point is resolved. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "axis.h"
#include "ensure.h"
#include "scenario_inner.h"
#include "value.h"

static void axis_free(struct axis *axis) {
    for (size_t i = 0; i < axis->count; i++)
        free(axis->value[i]);
    free(axis->value);
    free(axis->key);
    *axis = (struct axis){0};
}

void design_free(struct design *design) {
    for (size_t i = 0; i < design->count; i++)
        axis_free(&design->axis[i]);
    free(design->axis);
    *design = (struct design){0};
}

static void axis_add(struct axis *axis, char *value) {
    axis->value = memory_grow(axis->value, axis->count + 1, sizeof *axis->value);
    axis->value[axis->count++] = value;
}

/* What a SPEC comes from: a node of a file, or the text of -P. */
struct spec_place {
    const struct document *document;
    const struct node *node;
    struct problems *problems;
};

static void spec_problem(const struct spec_place *place, const struct value_error *error) {
    document_problem(place->document, place->problems, PROBLEM_ERROR,
                     node_mark_within(place->node, error->offset, error->length),
                     error->hint[0] == '\0' ? NULL : error->hint, "%s", error->message);
}

static bool add_values(struct axis *axis, const struct spec_place *place) {
    struct value_error error = {0};
    char **values = NULL;
    size_t count = 0;
    if (!axis_expand(place->node->text, &values, &count, &error)) {
        spec_problem(place, &error);
        return false;
    }
    axis->value = memory_grow(axis->value, axis->count + count, sizeof *axis->value);
    for (size_t i = 0; i < count; i++)
        axis->value[axis->count++] = memory_copy_text(values[i]);
    axis_free_values(values, count);
    return true;
}

static bool read_spec(struct axis *axis, const struct spec_place *place) {
    if (place->node->kind == NODE_SCALAR)
        return add_values(axis, place);
    bool good = place->node->kind == NODE_SEQUENCE && place->node->count > 0;
    for (size_t i = 0; good && i < place->node->count; i++) {
        struct spec_place item = {place->document, place->node->item[i], place->problems};
        good = item.node->kind == NODE_SCALAR && item.node->text[0] != '\0';
        if (good)
            axis_add(axis, memory_copy_text(item.node->text));
    }
    if (!good)
        document_problem(place->document, place->problems, PROBLEM_ERROR, place->node->mark,
                         "for example 64..4096:log2, or [64, 256]", "values are expected here");
    return good;
}

/* Each value by itself. */
static bool check_values(const struct axis *axis, const struct spec_place *place, const struct param *param,
                         const char *directory) {
    bool good = true;
    for (size_t i = 0; good && i < axis->count; i++) {
        struct value_error error = {0};
        if (param_valid(param, axis->value[i], directory, &error))
            continue;
        good = false;
        document_problem(place->document, place->problems, PROBLEM_ERROR, place->node->mark,
                         error.hint[0] == '\0' ? NULL : error.hint, "'%.80s' is no value of %s: %s",
                         axis->value[i], axis->key, error.message);
    }
    return good;
}

/* The names of all entities of a scope, to say which was meant. */
static bool entity_known(const struct scenario *scenario, enum param_scope scope, const char *name,
                         char nearest[CONFIG_NAME_MAX + 1]) {
    const struct assignments *assignments = &scenario->assignments;
    nearest[0] = '\0';
    for (size_t i = 0; i < assignments->count; i++) {
        const struct entry *entry = &assignments->entry[i];
        if (entry->scope != scope || entry->entity[0] == '\0')
            continue;
        if (strcmp(entry->entity, name) == 0)
            return true;
        const char *const list[] = {entry->entity};
        if (text_nearest(name, list, 1) != NULL)
            (void)snprintf(nearest, CONFIG_NAME_MAX + 1, "%s", entry->entity);
    }
    return false;
}

/* Adds or replaces the axis of the key. */
static void put_axis(struct design *design, struct axis *axis) {
    for (size_t i = 0; i < design->count; i++) {
        if (strcmp(design->axis[i].key, axis->key) == 0) {
            axis_free(&design->axis[i]);
            design->axis[i] = *axis;
            return;
        }
    }
    design->axis = memory_grow(design->axis, design->count + 1, sizeof *design->axis);
    design->axis[design->count++] = *axis;
}

static bool design_axis(struct scenario *scenario, struct design *design, const char *key,
                        struct mark key_mark, const struct spec_place *place) {
    char entity[CONFIG_NAME_MAX + 1];
    size_t row = param_find(key, entity);
    const struct param *param = row == PARAM_NONE ? NULL : param_at(row);
    if (param == NULL || param->type <= PARAM_SWEEP || param->type == PARAM_STATES ||
        param->type == PARAM_STEPS) {
        const char *nearest = param == NULL ? param_nearest(key) : NULL;
        document_problem(place->document, place->problems, PROBLEM_ERROR, key_mark, NULL,
                         param == NULL ? "unknown key '%.80s'%s%s%s" : "'%.80s' cannot be swept%s%s%s", key,
                         nearest == NULL ? "" : "; did you mean '", nearest == NULL ? "" : nearest,
                         nearest == NULL ? "" : "'?");
        return false;
    }
    char nearest[CONFIG_NAME_MAX + 1];
    if (entity[0] != '\0' && !entity_known(scenario, param->scope, entity, nearest)) {
        document_problem(
            place->document, place->problems, PROBLEM_ERROR, key_mark, NULL, "there is no %s '%s'%s%s%s",
            param->scope == SCOPE_SOURCE ? "source of traffic" : "protocol", entity,
            nearest[0] == '\0' ? "" : "; did you mean '", nearest, nearest[0] == '\0' ? "" : "'?");
        return false;
    }
    struct axis axis = {.key = memory_copy_text(key)};
    const char *directory = scenario->directory[0] == '\0' ? NULL : scenario->directory;
    if (!read_spec(&axis, place) || !check_values(&axis, place, param, directory)) {
        axis_free(&axis);
        return false;
    }
    put_axis(design, &axis);
    return true;
}

/* -P KEY=SPEC */
static bool design_option(struct scenario *scenario, struct design *design, const char *option,
                          struct problems *problems) {
    const char *equals = strchr(option, '=');
    struct document shown = {.file = memory_copy_text("-P"), .text = memory_copy_text(option)};
    shown.length = strlen(option);
    struct mark mark = {shown.file, 1, 1, 0};
    bool good = false;
    if (equals == NULL || equals == option || equals[1] == '\0') {
        document_problem(&shown, problems, PROBLEM_ERROR, mark, NULL, "KEY=SPEC is expected, for example %s",
                         "pool.initial=64..4096:log2");
    } else {
        char *key = memory_alloc((size_t)(equals - option) + 1);
        memcpy(key, option, (size_t)(equals - option));
        mark.length = (uint32_t)(equals - option);
        struct mark value_mark = {shown.file, 1, mark.length + 2, (uint32_t)strlen(equals + 1)};
        struct node *node = node_scalar(value_mark, equals + 1);
        struct spec_place place = {&shown, node, problems};
        good = design_axis(scenario, design, key, mark, &place);
        node_free(node);
        free(key);
    }
    document_free(&shown);
    return good;
}

bool scenario_design(struct scenario *scenario, const char *const *specs, size_t count, struct design *design,
                     struct problems *problems) {
    *design = (struct design){0};
    bool good = true;
    for (size_t i = 0; i < scenario->assignments.sweep_count; i++) {
        const struct sweep_entry *sweep = &scenario->assignments.sweep[i];
        struct spec_place place = {sweep->document, sweep->node, problems};
        good = design_axis(scenario, design, sweep->key, sweep->key_node->mark, &place) && good;
    }
    for (size_t i = 0; i < count; i++)
        good = design_option(scenario, design, specs[i], problems) && good;
    size_t points = 1;
    for (size_t i = 0; good && i < design->count; i++) {
        if (__builtin_mul_overflow(points, design->axis[i].count, &points) || points > DESIGN_POINTS_MAX) {
            problems_add(problems, PROBLEM_ERROR, (struct mark){.file = scenario->path}, NULL,
                         "take fewer values, or fewer axes", "the sweep has more than %u points",
                         DESIGN_POINTS_MAX);
            good = false;
        }
    }
    if (!good)
        design_free(design);
    return good;
}

size_t design_points(const struct design *design) {
    size_t points = 1;
    for (size_t i = 0; i < design->count; i++)
        points *= design->axis[i].count;
    return points;
}

void design_point(const struct design *design, size_t point, struct assignment *assignment) {
    for (size_t i = design->count; i > 0; i--) {
        const struct axis *axis = &design->axis[i - 1];
        ensure(axis->count > 0);
        assignment[i - 1] = (struct assignment){axis->key, axis->value[point % axis->count]};
        point /= axis->count;
    }
    ensure(point == 0);
}
