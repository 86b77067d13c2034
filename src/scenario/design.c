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
    free(axis->directory);
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
    const char *directory; /* what names of files in it are relative to, as in struct entry */
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
    if (count == 1 && axis_is_range(place->node->text))
        document_problem(place->document, place->problems, PROBLEM_WARNING, place->node->mark,
                         "log2 doubles while not above the end; lin/N and log/N reach the end",
                         "this range is one value only: %s", axis->value[axis->count - 1]);
    return true;
}

static bool read_spec(struct axis *axis, const struct spec_place *place) {
    if (place->node->kind == NODE_SCALAR)
        return add_values(axis, place);
    bool good = place->node->kind == NODE_SEQUENCE && place->node->count > 0;
    for (size_t i = 0; good && i < place->node->count; i++) {
        struct spec_place item = *place;
        item.node = place->node->item[i];
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
        bool first = place->problems->exit_code == 0;
        document_problem(place->document, place->problems, PROBLEM_ERROR, place->node->mark,
                         error.hint[0] == '\0' ? NULL : error.hint, "'%.80s' is no value of %s: %s",
                         axis->value[i], axis->key, error.message);
        if (first && error.exit_code != 0)
            place->problems->exit_code = error.exit_code;
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

bool scenario_has_entity(const struct scenario *scenario, const char *key,
                         char nearest[CONFIG_NAME_MAX + 1]) {
    char entity[CONFIG_NAME_MAX + 1];
    size_t row = param_find(key, entity);
    nearest[0] = '\0';
    return row == PARAM_NONE || entity[0] == '\0' ||
           entity_known(scenario, param_at(row)->scope, entity, nearest);
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

/* "pool.grow", and also "traffic.flood", whatever the name. */
static bool is_section(const char *key) {
    size_t first = strcspn(key, ".");
    struct text pattern = {0};
    text_add_bytes(&pattern, key, first);
    if (strcmp(pattern.at, "traffic") == 0 || strcmp(pattern.at, "protocol") == 0) {
        const char *rest = key[first] == '.' ? key + first + 1 : "";
        text_format(&pattern, "%s%s", *rest == '\0' ? "" : ".NAME", rest + strcspn(rest, "."));
    } else {
        text_add(&pattern, key + first);
    }
    bool section = key[0] != '\0' && param_is_section(pattern.at);
    text_free(&pattern);
    return section;
}

/* Why the key is no axis. */
static void refuse_key(const struct spec_place *place, const char *key, struct mark mark, bool known) {
    const char *nearest = known ? NULL : param_nearest(key);
    if (!known && is_section(key))
        document_problem(place->document, place->problems, PROBLEM_ERROR, mark,
                         "what varies is a key below it",
                         "'%.80s' is a section: keys and values are expected below it", key);
    else
        document_problem(place->document, place->problems, PROBLEM_ERROR, mark, NULL,
                         known ? "'%.80s' cannot be swept%s%s%s" : "unknown key '%.80s'%s%s%s", key,
                         nearest == NULL ? "" : "; did you mean '", nearest == NULL ? "" : nearest,
                         nearest == NULL ? "" : "'?");
}

static bool design_axis(struct scenario *scenario, struct design *design, const char *key,
                        struct mark key_mark, const struct spec_place *place) {
    char entity[CONFIG_NAME_MAX + 1];
    size_t row = param_find(key, entity);
    const struct param *param = row == PARAM_NONE ? NULL : param_at(row);
    bool own = param == NULL && policy_key_of(key) != NULL; /* judged when a point says which policy */
    if (own)
        entity[0] = '\0';
    else if (param == NULL || param->type <= PARAM_SWEEP || param_is_composite(param)) {
        refuse_key(place, key, key_mark, param != NULL);
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
    struct axis axis = {.key = memory_copy_text(key), .directory = memory_copy_text(place->directory)};
    char *directory = path_join(scenario->directory, place->directory);
    bool good = read_spec(&axis, place) &&
                (own || check_values(&axis, place, param, directory[0] == '\0' ? NULL : directory));
    free(directory);
    if (good)
        put_axis(design, &axis);
    else
        axis_free(&axis);
    return good;
}

/* That -P replaces what the file says is what it is for; that one replaces another is more likely a slip. */
static void doubt_option(const char *const *options, size_t at, const struct document *shown,
                         struct mark mark, struct problems *problems) {
    size_t length = strcspn(options[at], "=") + 1;
    for (size_t i = 0; i < at; i++) {
        if (strncmp(options[i], options[at], length) != 0)
            continue;
        document_problem(shown, problems, PROBLEM_WARNING, mark, NULL,
                         "this replaces -P %.200s: a key is one axis", options[i]);
        return;
    }
}

/* -P KEY=SPEC */
static bool design_option(struct scenario *scenario, struct design *design, const char *const *options,
                          size_t at, struct problems *problems) {
    static const char example[] = "pool.initial=64..4096:log2";
    const char *option = options[at];
    const char *equals = strchr(option, '=');
    struct document shown = {.file = memory_copy_text("-P"), .text = memory_copy_text(option)};
    shown.length = strlen(option);
    struct mark mark = {shown.file, 1, 1, 0};
    bool good = false;
    if (equals == NULL || equals == option) {
        document_problem(&shown, problems, PROBLEM_ERROR, mark, NULL, "KEY=SPEC is expected, for example %s",
                         example);
        document_free(&shown);
        return false;
    }
    char *key = memory_alloc((size_t)(equals - option) + 1);
    memcpy(key, option, (size_t)(equals - option));
    mark.length = (uint32_t)(equals - option);
    struct mark value_mark = {shown.file, 1, mark.length + 2, (uint32_t)strlen(equals + 1)};
    if (equals[1 + strspn(equals + 1, " ")] == '\0') {
        document_problem(&shown, problems, PROBLEM_ERROR, value_mark,
                         "for example 64..4096:log2, or 'static, watermark'",
                         "the values of %.80s are missing", key);
    } else {
        char *directory = path_current();
        struct node *node = node_scalar(value_mark, equals + 1);
        struct spec_place place = {&shown, node, directory, problems};
        good = design_axis(scenario, design, key, mark, &place);
        if (good)
            doubt_option(options, at, &shown, mark, problems);
        node_free(node);
        free(directory);
    }
    free(key);
    document_free(&shown);
    return good;
}

bool scenario_design(struct scenario *scenario, const char *const *specs, size_t count, struct design *design,
                     struct problems *problems) {
    *design = (struct design){0};
    bool good = !scenario->broken; /* what it sweeps is unknown, and so are the names of its entities */
    for (size_t i = 0; !scenario->broken && i < scenario->assignments.sweep_count; i++) {
        const struct sweep_entry *sweep = &scenario->assignments.sweep[i];
        struct spec_place place = {sweep->document, sweep->node, sweep->directory, problems};
        good = design_axis(scenario, design, sweep->key, sweep->key_node->mark, &place) && good;
    }
    for (size_t i = 0; !scenario->broken && i < count; i++)
        good = design_option(scenario, design, specs, i, problems) && good;
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
        assignment[i - 1] = (struct assignment){axis->key, axis->value[point % axis->count], axis->directory};
        point /= axis->count;
    }
    ensure(point == 0);
}
