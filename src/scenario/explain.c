/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table for people: `rxpool explain KEY` and the reference page. */
#include <stdio.h>
#include <string.h>

#include "ndis_fault.h"
#include "param.h"
#include "policy_registry.h"
#include "policy_table.h"
#include "resolver.h"
#include "scenario.h"

enum { KEY_MAX = 256, CHILDREN_MAX = 64 };

/* "traffic.flood.rate" as the table has it: "traffic.NAME.rate"; also for sections. */
static bool pattern_of(const char *key, char pattern[KEY_MAX]) {
    size_t first = strcspn(key, ".");
    bool entity =
        (first == 7 && strncmp(key, "traffic", 7) == 0) || (first == 8 && strncmp(key, "protocol", 8) == 0);
    int length = 0;
    if (entity && key[first] == '.') {
        const char *rest = key + first + 1;
        rest += strcspn(rest, ".");
        length = snprintf(pattern, KEY_MAX, "%.*s.NAME%s", (int)first, key, rest);
    } else {
        length = snprintf(pattern, KEY_MAX, "%s", key);
    }
    return length > 0 && length < KEY_MAX;
}

static void write_range(const struct param *param, struct text *to) {
    struct text range = {0};
    param_range(param, &range);
    if (range.at != NULL)
        text_format(to, "  range    %s\n", range.at);
    text_free(&range);
    if (param->power_of_two)
        text_add(to, "           a power of two\n");
    if (param->word != NULL)
        text_format(to, "  or       %s\n", param->word);
    if (param->type != PARAM_ENUM && param->type != PARAM_WORD)
        return;
    const char *names[PARAM_CHOICES_MAX];
    size_t count = param_choices(param, names);
    text_add(to, "  one of   ");
    for (size_t i = 0; i < count; i++)
        text_format(to, "%s%s", i == 0 ? "" : ", ", names[i]);
    text_add(to, "\n");
}

static const char *default_words(const struct param *param) {
    if (param->mandatory)
        return "none: it must be given";
    return param->initial != NULL ? param->initial : param->derived;
}

/* Which arrival processes the key is for, as a sentence; nothing when for all. */
static void write_arrivals(const struct param *param, const char *before, const char *after,
                           struct text *to) {
    if (param->scope != SCOPE_SOURCE || param->arrivals == 0)
        return;
    const struct param *arrival = param_at(param_find("traffic.NAME.arrival", NULL));
    const char *names[PARAM_CHOICES_MAX];
    size_t count = param_choices(arrival, names);
    text_add(to, before);
    const char *comma = "";
    for (size_t i = 0; i < count; i++) {
        if ((param->arrivals & FOR(i)) == 0)
            continue;
        text_format(to, "%s%s", comma, names[i]);
        comma = ", ";
    }
    text_add(to, after);
}

static void write_faults(struct text *to) {
    for (int i = 0; i < FAULT_COUNT; i++)
        text_format(to, "\n  %s (R%u): %s\n    %s\n", ndis_fault_table[i].name, ndis_fault_table[i].rule,
                    ndis_fault_table[i].words, ndis_fault_table[i].effect);
}

static void explain_row(const struct param *param, struct text *to) {
    text_format(to, "%s: %s\n\n", param->key, param->doc);
    if (param->more != NULL)
        text_format(to, "%s\n\n", param->more);
    const char *unit = param_unit(param);
    bool unitless = unit[0] == '\0' || strcmp(unit, "1") == 0;
    text_format(to, "  type     %s\n", param_type_words(param));
    if (!unitless)
        text_format(to, "  unit     %s in the database\n", unit);
    write_range(param, to);
    write_arrivals(param, "  arrival  ", "\n", to);
    text_format(to, "  default  %s\n", default_words(param));
    if (param->source != NULL)
        text_format(to, "  because  %s\n", param->source);
    if (param->alias != NULL)
        text_format(to, "  also     %s\n", param->alias);
    text_format(to, "  example  %s: %s\n", param->key, param->example);
    if (param->type == PARAM_FAULTS)
        write_faults(to);
    if (param->choices == NULL && param->type == PARAM_ENUM) {
        text_add(to, "\n");
        for (size_t i = 0; i < policy_count; i++)
            text_format(to, "  %-12s %s\n", policy_table[i]->name, policy_table[i]->summary);
        text_add(to, "  ./mine.so    a shared object of yours: docs/policies.md; it is code that runs with "
                     "your rights\n");
    }
}

static void write_settings(const char *before, uint32_t bits, struct text *to) {
    const char *comma = before;
    for (size_t i = 0; i < policy_setting_count; i++) {
        if ((bits & policy_settings[i].bit) == 0)
            continue;
        text_format(to, "%s%s", comma, policy_settings[i].key);
        comma = ", ";
    }
    text_add(to, comma == before ? "" : "\n");
}

bool explain_policy(const char *path, struct text *to) {
    struct value_error error = {0};
    uint32_t index = 0;
    if (!policy_is_path(path) || !policy_load(NULL, path, &index, &error))
        return false;
    const struct rxpool_policy *policy = policy_at(index);
    const struct param *rows = NULL;
    size_t count = policy_rows(index, &rows);
    text_format(to, "%s (policy)\n  %s\n", policy->name, policy->summary);
    write_settings("  needs    ", policy->needs, to);
    write_settings("  uses     ", policy->uses, to);
    for (size_t i = 0; i < count; i++) {
        struct text range = {0};
        param_range(&rows[i], &range);
        text_format(to, "\n%s: %s\n  type     %s\n  range    %s\n  default  %s\n", rows[i].key, rows[i].doc,
                    param_type_words(&rows[i]), range.at, rows[i].initial);
        text_free(&range);
    }
    return true;
}

/* Where the value's own language is explained. */
static void write_topic(const struct param *param, struct text *to) {
    const char *topic = topic_of((int)param->type);
    if (topic != NULL)
        text_format(to, "\nsee: rxpool explain %s\n", topic);
}

static void explain_section(const char *section, struct text *to) {
    size_t length = strlen(section);
    text_format(to, "%s: a section\n\n", section);
    size_t rows = param_count();
    for (size_t i = 0; i < rows; i++) {
        const struct param *param = param_at(i);
        if (strncmp(param->key, section, length) == 0 && param->key[length] == '.')
            text_format(to, "  %-28s %s\n", param->key, param->doc);
    }
}

bool explain_parameter(const char *key, struct text *to, const char **nearest) {
    char pattern[KEY_MAX];
    *nearest = NULL;
    bool fits = pattern_of(key, pattern);
    size_t row = fits ? param_find(pattern, NULL) : PARAM_NONE;
    if (row != PARAM_NONE) {
        explain_row(param_at(row), to);
        write_topic(param_at(row), to);
        return true;
    }
    if (fits && pattern[0] != '\0' && param_is_section(pattern)) {
        explain_section(pattern, to);
        return true;
    }
    *nearest = fits ? param_nearest(pattern) : NULL;
    return false;
}

/* A cell of a Markdown table: a bar would end it, an angle bracket could start HTML. */
static void add_cell(struct text *to, const char *words) {
    for (; *words != '\0'; words++) {
        if (*words == '|' || *words == '<')
            text_add(to, "\\");
        text_add_bytes(to, words, 1);
    }
}

static void markdown_row(const struct param *param, struct text *to) {
    text_format(to, "| `%s` | %s", param->key, param_type_words(param));
    struct text range = {0};
    param_range(param, &range);
    if (range.at != NULL)
        text_format(to, ", %s", range.at);
    text_free(&range);
    if (param->word != NULL)
        text_format(to, ", or `%s`", param->word);
    text_add(to, param->power_of_two ? ", a power of two | " : " | ");
    if (param->initial != NULL)
        text_format(to, "`%s`", param->initial);
    else
        add_cell(to, param->mandatory ? "must be given" : param->derived);
    text_add(to, " | ");
    add_cell(to, param->doc);
    text_add(to, ".");
    if (param->more != NULL) {
        text_add(to, " ");
        add_cell(to, param->more);
    }
    write_arrivals(param, " For arrival ", ".", to);
    if (param->source != NULL) {
        text_add(to, " Default: ");
        add_cell(to, param->source);
        text_add(to, ".");
    }
    if (param->alias != NULL)
        text_format(to, " Also `%s`.", param->alias);
    text_format(to, " | `%s` |\n", param->example);
}

void parameters_markdown(struct text *to) {
    for (size_t i = 0; i < PARAM_SECTIONS; i++) {
        const struct param_section *section = param_section(i);
        text_format(
            to, "%s## %s\n\n| Key | Type and range | Default | Meaning | Example |\n|---|---|---|---|---|\n",
            i == 0 ? "" : "\n", section->title);
        for (size_t row = 0; row < section->count; row++)
            markdown_row(&section->row[row], to);
    }
}
