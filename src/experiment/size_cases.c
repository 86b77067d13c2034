/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is searched: the key and its range, the leading keys and theirs, one case for each combination.
 *
 * Everything that can be wrong is found here, before the first run: both ends of every range are resolved. A
 * range that nobody gave is narrowed to what the scenario takes (pool.initial ends at pool.limit). */
#include <stdlib.h>
#include <string.h>

#include "axis.h"
#include "ensure.h"
#include "param.h"
#include "resolve.h"
#include "size_inner.h"
#include "text.h"

static void add_axis(struct design *design, const char *key, char **values, size_t count) {
    struct axis axis = {.key = memory_copy_text(key), .count = count};
    axis.value = memory_alloc(count * sizeof *axis.value);
    for (size_t i = 0; i < count; i++)
        axis.value[i] = memory_copy_text(values[i]);
    design->axis = memory_grow(design->axis, design->count + 1, sizeof *design->axis);
    design->axis[design->count++] = axis;
}

/* The values of a leading key, each checked against its row. */
static bool add_spec(struct design *design, const char *key, const char *spec, const char *option,
                     struct problems *problems) {
    char entity[CONFIG_NAME_MAX + 1];
    size_t row = param_find(key, entity);
    struct value_error error = {0};
    char **values = NULL;
    size_t count = 0;
    bool good = axis_expand(spec, &values, &count, &error);
    for (size_t i = 0; good && i < count; i++) {
        good = row == PARAM_NONE || param_valid(param_at(row), values[i], NULL, &error);
        error.offset = 0;
        error.length = good ? 0 : (uint32_t)strlen(spec);
    }
    if (good) {
        add_axis(design, key, values, count);
    } else {
        struct mark mark = {option, 1, error.offset + 1, error.length};
        if (problems->errors == 0)
            problems->exit_code = 64;
        problems_add(problems, PROBLEM_ERROR, mark, spec, error.hint[0] == '\0' ? NULL : error.hint, "%s",
                     error.message);
    }
    axis_free_values(values, count);
    return good;
}

static bool add_policies(struct design *design, const char *policies, struct problems *problems) {
    if (strcmp(policies, "all") != 0)
        return add_spec(design, "pool.policy", policies, "--policies", problems);
    char entity[CONFIG_NAME_MAX + 1];
    size_t row = param_find("pool.policy", entity);
    ensure(row != PARAM_NONE);
    const char *names[PARAM_CHOICES_MAX];
    char *values[PARAM_CHOICES_MAX];
    size_t count = param_choices(param_at(row), names);
    for (size_t i = 0; i < count; i++)
        values[i] = memory_copy_text(names[i]);
    add_axis(design, "pool.policy", values, count);
    for (size_t i = 0; i < count; i++)
        free(values[i]);
    return true;
}

/* A leading key takes any list or range; LO..HI alone doubles, as the search does. */
static bool add_leading(struct design *design, const char *key, const char *range,
                        struct problems *problems) {
    struct grid grid;
    struct text spec = {0};
    if (!grid_make(&grid, key, NULL, problems) && range == NULL)
        return false;
    if (range == NULL)
        return size_wrong(problems, "--range", "--of nic.ring --range 64..512 --of pool.initial",
                          "the range of %s is missing: with several keys all but the last need one", key);
    text_add(&spec, range);
    if (strstr(range, "..") != NULL && strpbrk(range, ":,") == NULL)
        text_add(&spec, ":log2");
    bool good = add_spec(design, key, spec.at, "--range", problems);
    text_free(&spec);
    return good;
}

static bool make_leading(struct size_work *work, struct grid *grid) {
    static const char *const pool[] = {"pool.initial"};
    const struct size_options *options = work->options;
    const char *const *of = options->of_count == 0 ? pool : options->of;
    size_t count = options->of_count == 0 ? 1 : options->of_count;
    struct size_result *result = work->result;
    struct design *design = &result->design;
    if (options->policies != NULL && !add_policies(design, options->policies, work->problems))
        return false;
    if (count + design->count > SIZE_KEYS_MAX)
        return size_wrong(work->problems, "--of", NULL, "more than %d keys cannot be searched at once",
                          SIZE_KEYS_MAX);
    if (options->range_count > count)
        return size_wrong(work->problems, "--range", "the first --range is of the first --of, and so on",
                          "there are more ranges than keys");
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < i; j++) {
            if (strcmp(of[i], of[j]) == 0)
                return size_wrong(work->problems, "--of", NULL, "%s is given twice", of[i]);
        }
    }
    for (size_t i = 0; i + 1 < count; i++) {
        if (!add_leading(design, of[i], i < options->range_count ? options->range[i] : NULL, work->problems))
            return false;
    }
    result->leading = design->count;
    for (size_t i = 0; i < design->count; i++)
        result->key[i] = design->axis[i].key;
    result->key[design->count] = of[count - 1];
    result->has_front = count > 1;
    for (size_t i = 0; i <= design->count; i++) {
        char nearest[CONFIG_NAME_MAX + 1];
        if (scenario_has_entity(work->scenario, result->key[i], nearest))
            continue;
        return size_wrong(work->problems, "--of", NULL, "the scenario has nothing of the name in '%s'%s%s%s",
                          result->key[i], nearest[0] == '\0' ? "" : "; did you mean '", nearest,
                          nearest[0] == '\0' ? "" : "'?");
    }
    return grid_make(grid, of[count - 1], options->range_count == count ? options->range[count - 1] : NULL,
                     work->problems);
}

/* The configuration with the case's values and that one; NULL and problems. */
static struct config *resolve(const struct size_work *work, size_t at, const struct grid *grid,
                              uint64_t value, struct problems *problems) {
    struct text text = {0};
    grid_text(grid, value, &text);
    const struct assignment more = {.key = grid->key, .value = text.at};
    const struct design *design = &work->result->design;
    struct config *config =
        point_resolve(work->scenario, design->count == 0 ? NULL : design, at, &more, 1, problems);
    text_free(&text);
    return config;
}

static bool resolves(const struct size_work *work, size_t at, const struct grid *grid, uint64_t value) {
    struct problems ignored;
    problems_init(&ignored);
    struct config *config = resolve(work, at, grid, value, &ignored);
    bool good = config != NULL;
    config_free(config);
    problems_free(&ignored);
    return good;
}

/* A proposed range shrinks to what the scenario takes; when it takes none of it, the low end's problems say
 * why. */
static void narrow(const struct size_work *work, size_t at, struct grid *grid) {
    uint64_t low = grid->low;
    while (low < grid->high && !resolves(work, at, grid, low))
        low = grid_doubled(grid, low);
    if (low == grid->high && !resolves(work, at, grid, low))
        return;
    grid->at_least_low = grid->at_least_low && low == grid->low;
    grid->low = low;
    if (resolves(work, at, grid, grid->high))
        return;
    uint64_t good = low, bad = grid->high;
    while (bad - good > 1) {
        uint64_t middle = grid_middle(good, bad);
        if (resolves(work, at, grid, middle))
            good = middle;
        else
            bad = middle;
    }
    grid->high = good;
}

/* Both ends must be possible. A policy of `all` that is not is a row of the table, not the end. */
static bool check_case(struct size_work *work, size_t at) {
    struct size_case *one = &work->result->at[at];
    if (!one->grid.given)
        narrow(work, at, &one->grid);
    struct problems found;
    problems_init(&found);
    struct config *low = resolve(work, at, &one->grid, one->grid.low, &found);
    struct config *high = low == NULL ? NULL : resolve(work, at, &one->grid, one->grid.high, &found);
    bool good = high != NULL;
    if (good && work->result->name == NULL)
        work->result->name = memory_copy_text(low->name);
    if (!good && work->options->policies != NULL && strcmp(work->options->policies, "all") == 0) {
        one->refusal = memory_copy_text("cannot be had");
        for (size_t i = found.count; i > 0; i--) {
            if (found.list[i - 1].level == PROBLEM_ERROR) {
                free(one->refusal);
                one->refusal = memory_copy_text(found.list[i - 1].message);
            }
        }
        good = true;
    } else if (!good) {
        problems_append_new(work->problems, &found);
    }
    config_free(low);
    config_free(high);
    problems_free(&found);
    return good;
}

bool size_prepare(struct size_work *work) {
    struct size_result *result = work->result;
    struct grid grid;
    if (!make_leading(work, &grid))
        return false;
    size_t cases = result->design.count == 0 ? 1 : design_points(&result->design);
    if (cases > SIZE_CASES_MAX)
        return size_wrong(work->problems, "--range", "take fewer values of the leading keys",
                          "%zu searches are too many: at most %d", cases, SIZE_CASES_MAX);
    result->cases = cases;
    result->at = memory_alloc(cases * sizeof *result->at);
    bool good = true;
    for (size_t i = 0; i < cases && good; i++) {
        struct size_case *one = &result->at[i];
        struct assignment value[SIZE_KEYS_MAX];
        if (result->leading > 0)
            design_point(&result->design, i, value);
        one->value = memory_alloc((result->leading + 1) * sizeof *one->value);
        for (size_t j = 0; j < result->leading; j++)
            one->value[j] = memory_copy_text(value[j].value);
        one->grid = grid;
        good = check_case(work, i);
    }
    return good;
}
