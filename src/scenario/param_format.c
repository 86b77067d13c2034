/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From fields to canonical text: what parses back to the same field. */
#include <string.h>

#include "ensure.h"
#include "ndis_fault.h"
#include "param.h"
#include "policy_registry.h"
#include "value.h"

/* A double-quoted YAML scalar. What libyaml would not read as it stands is escaped; UTF-8 passes. */
static void format_quoted(struct text *to, const char *text) {
    text_add(to, "\"");
    for (const unsigned char *at = (const unsigned char *)text; *at != '\0'; at++) {
        bool c1 = at[0] == 0xC2 && at[1] >= 0x80 && at[1] < 0xA0;
        bool separator = at[0] == 0xE2 && at[1] == 0x80 && (at[2] == 0xA8 || at[2] == 0xA9);
        bool mark = at[0] == 0xEF && ((at[1] == 0xBB && at[2] == 0xBF) || (at[1] == 0xBF && at[2] >= 0xBE));
        if (*at == '"' || *at == '\\')
            text_format(to, "\\%c", *at);
        else if (*at == '\n')
            text_add(to, "\\n");
        else if (*at < 0x20 || *at == 0x7F)
            text_format(to, "\\x%02X", *at);
        else if (c1)
            text_format(to, "\\x%02X", *++at);
        else if (separator || mark)
            text_format(to, "\\u%04X", (at[0] & 0xFu) << 12 | (at[1] & 0x3Fu) << 6 | (at[2] & 0x3Fu));
        else
            text_add_bytes(to, (const char *)at, 1);
        at += separator || mark ? 2 : 0;
    }
    text_add(to, "\"");
}

static void format_states(struct text *to, const struct source_config *source) {
    text_add(to, "{");
    for (uint32_t i = 0; i < source->state_count; i++) {
        const struct state_config *state = &source->state[i];
        text_format(to, "%s%s: {rate: ", i == 0 ? "" : ", ", state->name);
        format_rate(to, &state->rate);
        text_add(to, ", to: {");
        bool first = true;
        for (uint32_t j = 0; j < source->state_count; j++) {
            if (state->mean_ps[j] == 0)
                continue;
            text_format(to, "%s%s: ", first ? "" : ", ", source->state[j].name);
            format_time(to, state->mean_ps[j]);
            first = false;
        }
        text_add(to, "}}");
    }
    text_add(to, "}");
}

static void format_steps(struct text *to, const struct source_config *source) {
    text_add(to, "[");
    for (uint32_t i = 0; i < source->step_count; i++) {
        text_add(to, i == 0 ? "[" : ", [");
        format_time(to, source->step[i].at_ps);
        text_add(to, ", ");
        format_rate(to, &source->step[i].rate);
        text_add(to, "]");
    }
    text_add(to, "]");
}

static void format_pressure(struct text *to, const struct config *config) {
    text_add(to, "[");
    for (uint32_t i = 0; i < config->pressure_count; i++) {
        text_add(to, i == 0 ? "[" : ", [");
        format_time(to, config->pressure[i].at_ps);
        text_add(to, ", ");
        format_bytes(to, config->pressure[i].bytes);
        text_add(to, "]");
    }
    text_add(to, "]");
}

static void format_lifecycle(struct text *to, const struct config *config) {
    text_add(to, "[");
    for (uint32_t i = 0; i < config->lifecycle_count; i++) {
        text_add(to, i == 0 ? "[" : ", [");
        format_time(to, config->lifecycle[i].at_ps);
        text_format(to, ", %s]", lifecycle_names[config->lifecycle[i].event]);
    }
    text_add(to, "]");
}

static void format_unsigned(const struct param *param, const void *base, struct text *to) {
    uint64_t value = param_unsigned(param, base);
    if (param->word != NULL && value == param->word_value)
        text_add(to, param->word);
    else if (param->type == PARAM_TIME)
        format_time(to, value);
    else if (param->type == PARAM_BYTES)
        format_bytes(to, value);
    else
        text_format(to, "%llu", (unsigned long long)value);
}

static void format_choice(const struct param *param, const void *base, struct text *to) {
    if (param->choices == NULL) {
        const char *label = policy_label((uint32_t)param_unsigned(param, base));
        if (policy_is_path(label))
            format_quoted(to, label);
        else
            text_add(to, label);
        return;
    }
    const char *names[PARAM_CHOICES_MAX];
    size_t count = param_choices(param, names);
    uint64_t index = param_unsigned(param, base);
    ensure(index < count);
    text_add(to, names[index]);
}

static void format_link(const struct param *param, struct fraction rate, struct text *to) {
    if (rate.numerator == 0)
        text_add(to, param->word);
    else if (param->type == PARAM_BIT_RATE)
        format_bit_rate(to, rate);
    else
        format_byte_rate(to, rate);
}

/* A law that names a file may hold any character. */
static void format_law(const struct dist *dist, bool count_unit, struct text *to) {
    struct text law = {0};
    format_dist(&law, dist, count_unit);
    if (strstr(law.at, "empirical") != NULL)
        format_quoted(to, law.at);
    else
        text_add(to, law.at);
    text_free(&law);
}

static void format_string(const char *text, struct text *to) {
    if (text != NULL)
        format_quoted(to, text);
}

/* Types of one key each. */
static void format_single(const struct param *param, const void *base, struct text *to) {
    const struct config *config = base;
    if (param->type == PARAM_FLOWS)
        format_flows(to, &((const struct source_config *)base)->flows);
    else if (param->type == PARAM_SHORTAGE)
        format_shortage(to, config->lowres_below, config->lowres_per_cent);
    else if (param->type == PARAM_STATES)
        format_states(to, base);
    else if (param->type == PARAM_STEPS)
        format_steps(to, base);
    else if (param->type == PARAM_PRESSURE)
        format_pressure(to, config);
    else
        format_lifecycle(to, config);
}

void param_format(const struct param *param, const void *base, struct text *to) {
    const void *field = (const char *)base + param->offset;
    switch (param->type) {
    case PARAM_SCHEMA:
        text_add(to, "rxpool/1");
        break;
    case PARAM_NAME:
        text_add(to, field);
        break;
    case PARAM_TEXT:
    case PARAM_FILE:
        format_string(*(char *const *)field, to);
        break;
    case PARAM_WORD:
        text_add(to, *(char *const *)field);
        break;
    case PARAM_TIME:
    case PARAM_BYTES:
    case PARAM_COUNT:
        format_unsigned(param, base, to);
        break;
    case PARAM_ENUM:
        format_choice(param, base, to);
        break;
    case PARAM_BOOL:
        text_add(to, *(const bool *)field ? "true" : "false");
        break;
    case PARAM_DIST:
    case PARAM_DIST_COUNT:
        format_law(field, param->type == PARAM_DIST_COUNT, to);
        break;
    case PARAM_RATE:
    case PARAM_LOAD:
        format_rate(to, field);
        break;
    case PARAM_BIT_RATE:
    case PARAM_BYTE_RATE:
        format_link(param, *(const struct fraction *)field, to);
        break;
    case PARAM_TIME_PER_BYTE:
        format_time_per_byte(to, *(const struct fraction *)field);
        break;
    case PARAM_FRACTION:
        format_fraction(to, *(const struct fraction *)field);
        break;
    case PARAM_PROBABILITY:
        if (param->word != NULL && *(const uint64_t *)field == param->word_value)
            text_add(to, param->word);
        else
            format_probability(to, *(const uint64_t *)field);
        break;
    case PARAM_SIZE:
        format_size(to, field);
        break;
    case PARAM_FAULTS:
        format_faults(to, *(const uint64_t *)field);
        break;
    case PARAM_FLOWS:
    case PARAM_SHORTAGE:
    case PARAM_STATES:
    case PARAM_STEPS:
    case PARAM_PRESSURE:
    case PARAM_LIFECYCLE:
        format_single(param, base, to);
        break;
    case PARAM_EXTENDS:
    case PARAM_SWEEP:
        ensure(false);
    }
}

bool param_present(const struct param *param, const void *base) {
    const void *field = (const char *)base + param->offset;
    if (param->scope == SCOPE_SOURCE && param->arrivals != 0) {
        const struct source_config *source = base;
        if ((param->arrivals & FOR(source->arrival)) == 0)
            return false;
        if (param->type == PARAM_LOAD)
            return source->rate.kind == RATE_LOAD;
        if (param->type == PARAM_RATE)
            return source->rate.kind == RATE_FRAMES || source->rate.kind == RATE_BITS;
        if (param->offset == offsetof(struct source_config, interval_ps))
            return source->interval_ps != 0;
    }
    if (param->type == PARAM_PRESSURE)
        return ((const struct config *)base)->pressure_count > 0;
    if (param->type == PARAM_LIFECYCLE)
        return ((const struct config *)base)->lifecycle_count > 0;
    if (param->type == PARAM_TEXT)
        return *(char *const *)field != NULL;
    return param->type != PARAM_EXTENDS && param->type != PARAM_SWEEP;
}
