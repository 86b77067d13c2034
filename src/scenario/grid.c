/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys to search along. A range is checked against the key's own row, so a search never proposes what no
 * scenario may say; what a scenario refuses for reasons of its own is found when its points are resolved. */
#include "grid.h"

#include <string.h>

#include "param.h"
#include "value.h"

#define PROPOSED_HIGH 65536u
#define PS_PER_STEP 1000u /* of times */

static bool wrong(struct problems *problems, const char *option, const char *hint, const char *format,
                  const char *text) {
    struct mark mark = {.file = option};
    if (problems->errors == 0)
        problems->exit_code = 64;
    problems_add(problems, PROBLEM_ERROR, mark, NULL, hint, format, text);
    return false;
}

static bool refuse_key(struct problems *problems, const char *key, bool known) {
    const char *nearest = known ? NULL : param_nearest(key);
    struct text hint = {0};
    if (nearest != NULL)
        text_format(&hint, "did you mean '%s'?", nearest);
    else
        text_add(&hint, "a whole number, bytes or a time can be searched for, as pool.initial");
    (void)wrong(problems, "--of", hint.at,
                known ? "'%.80s' has no values that could be counted" : "unknown key '%.80s'", key);
    text_free(&hint);
    return false;
}

/* Keys that say how a scenario is run and what is kept of it, not what is in it. */
static bool is_about_runs(const char *key) {
    static const char *const sections[] = {"time.", "replications.", "store."};
    bool found = strcmp(key, "seed") == 0;
    for (size_t i = 0; i < sizeof sections / sizeof *sections; i++)
        found = found || strncmp(key, sections[i], strlen(sections[i])) == 0;
    return found;
}

/* One end of a range, in steps. */
static bool read_end(const struct param *param, const char *text, size_t length, uint64_t *value,
                     struct problems *problems) {
    struct value_error error = {0};
    struct text end = {0};
    text_add_bytes(&end, text, length);
    bool good = param_number(param, end.at, value, &error);
    if (!good)
        (void)wrong(problems, "--range", error.hint[0] == '\0' ? NULL : error.hint, "%s", error.message);
    else if (param->type == PARAM_TIME && *value % PS_PER_STEP != 0)
        good = wrong(problems, "--range", "write whole nanoseconds",
                     "times are searched in steps of 1 ns, '%s' is none", end.at);
    else if (param->type == PARAM_TIME)
        *value /= PS_PER_STEP;
    if (good && param->word != NULL && strcmp(end.at, param->word) == 0)
        good = wrong(problems, "--range", "write a number", "'%s' is no end of a range", end.at);
    text_free(&end);
    return good;
}

static bool read_range(struct grid *grid, const struct param *param, const char *range,
                       struct problems *problems) {
    const char *dots = strstr(range, "..");
    if (dots == NULL || dots == range || dots[2] == '\0' || strchr(dots, ':') != NULL)
        return wrong(problems, "--range", "for example 64..65536", "LO..HI is expected, not '%s'", range);
    if (!read_end(param, range, (size_t)(dots - range), &grid->low, problems) ||
        !read_end(param, dots + 2, strlen(dots + 2), &grid->high, problems))
        return false;
    if (grid->low > grid->high)
        return wrong(problems, "--range", "the smaller value comes first", "'%s' ends before it begins",
                     range);
    return true;
}

bool grid_make(struct grid *grid, const char *key, const char *range, struct problems *problems) {
    char entity[CONFIG_NAME_MAX + 1];
    size_t row = param_find(key, entity);
    *grid = (struct grid){.key = key, .unit = "", .given = range != NULL};
    if (row == PARAM_NONE)
        return refuse_key(problems, key, false);
    const struct param *param = param_at(row);
    if (is_about_runs(key))
        return wrong(problems, "--of", "what is searched for is a key of the driver or of what is around it",
                     "'%.80s' says how the scenario is run, not what is in it", key);
    bool counted = param->type == PARAM_COUNT || param->type == PARAM_BYTES || param->type == PARAM_TIME;
    if (!counted || param->power_of_two)
        return refuse_key(problems, key, true);
    grid->unit = param->type == PARAM_BYTES ? " B" : param->type == PARAM_TIME ? " ns" : "";
    if (range == NULL && param->type != PARAM_COUNT)
        return wrong(problems, "--of", "--range LO..HI, with units",
                     "say between which values of %s to search", key);
    if (range != NULL && !read_range(grid, param, range, problems))
        return false;
    if (range == NULL) {
        grid->low = param->low > 1 ? param->low : 1;
        grid->high = param->high > grid->low && param->high < PROPOSED_HIGH ? param->high : PROPOSED_HIGH;
    }
    uint64_t least = param->type == PARAM_TIME ? param->low / PS_PER_STEP : param->low;
    grid->at_least_low = grid->low <= least;
    return true;
}

uint64_t grid_middle(uint64_t low, uint64_t high) {
    return low + (high - low) / 2;
}

uint64_t grid_doubled(const struct grid *grid, uint64_t value) {
    if (value > grid->high / 2)
        return grid->high;
    return value == 0 ? 1 : value * 2;
}

void grid_text(const struct grid *grid, uint64_t value, struct text *to) {
    text_format(to, "%llu%s", (unsigned long long)value, grid->unit);
}
