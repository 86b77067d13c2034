/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the text of a value to its field and back, by the type of the row. The parsers of single types are in
 * value.h; here are the words a row allows besides ("unlimited"), its range, and where the field is. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ensure.h"
#include "ndis_fault.h"
#include "param.h"
#include "policy_registry.h"
#include "policy_table.h"
#include "value.h"

static bool fail(struct value_error *error, const char *hint, const char *message) {
    (void)snprintf(error->message, sizeof error->message, "%s", message);
    (void)snprintf(error->hint, sizeof error->hint, "%s", hint);
    error->offset = 0;
    error->length = 0;
    return false;
}

static void *field_of(const struct param *param, void *base) {
    return (char *)base + param->offset;
}

static const void *field_in(const struct param *param, const void *base) {
    return (const char *)base + param->offset;
}

uint64_t param_unsigned(const struct param *param, const void *base) {
    const void *field = field_in(param, base);
    if (param->bytes == 8)
        return *(const uint64_t *)field;
    ensure(param->bytes == 4);
    return *(const uint32_t *)field;
}

static void store_unsigned(const struct param *param, void *base, uint64_t value) {
    void *field = field_of(param, base);
    if (param->bytes == 8) {
        *(uint64_t *)field = value;
        return;
    }
    ensure(param->bytes == 4 && value <= UINT32_MAX);
    *(uint32_t *)field = (uint32_t)value;
}

size_t param_choices(const struct param *param, const char *names[PARAM_CHOICES_MAX]) {
    size_t count = 0;
    if (param->choices == NULL) {
        for (; count < policy_count && count < PARAM_CHOICES_MAX; count++)
            names[count] = policy_table[count]->name;
        return count;
    }
    for (; param->choices[count] != NULL && count < PARAM_CHOICES_MAX; count++)
        names[count] = param->choices[count];
    return count;
}

/* The index of the word among the choices. */
static bool parse_choice(const struct param *param, const char *text, uint64_t *index,
                         struct value_error *error) {
    const char *names[PARAM_CHOICES_MAX];
    size_t count = param_choices(param, names);
    struct text all = {0};
    for (size_t i = 0; i < count; i++) {
        if (strcmp(names[i], text) == 0) {
            *index = i;
            text_free(&all);
            return true;
        }
        text_format(&all, "%s%s", i == 0 ? "one of: " : ", ", names[i]);
    }
    if (param->choices == NULL)
        text_add(&all, ", or a shared object, as ./mine.so");
    char message[sizeof error->message];
    const char *nearest = text_nearest(text, names, count);
    if (nearest != NULL)
        (void)snprintf(message, sizeof message, "'%.60s' is unknown; did you mean '%s'?", text, nearest);
    else
        (void)snprintf(message, sizeof message, "'%.60s' is not known here", text);
    fail(error, all.at, message);
    text_free(&all);
    return false;
}

static void format_bound(struct text *to, const struct param *param, uint64_t bound) {
    if (param->type == PARAM_TIME)
        format_time(to, bound);
    else if (param->type == PARAM_BYTES)
        format_bytes(to, bound);
    else
        text_format(to, "%llu", (unsigned long long)bound);
}

void param_range(const struct param *param, struct text *to) {
    bool counted = param->type == PARAM_TIME || param->type == PARAM_BYTES || param->type == PARAM_COUNT;
    if (!counted)
        return;
    format_bound(to, param, param->low);
    if (param->low == param->high)
        return;
    text_add(to, " to ");
    format_bound(to, param, param->high);
}

/* Says what the range is. */
static bool out_of_range(const struct param *param, const char *text, struct value_error *error) {
    struct text hint = {0};
    if (param->low == param->high) {
        text_add(&hint, param->doc);
    } else {
        text_add(&hint, "from ");
        param_range(param, &hint);
        if (param->word != NULL)
            text_format(&hint, ", or %s", param->word);
    }
    char message[80];
    (void)snprintf(message, sizeof message, "'%.40s' is out of range", text);
    fail(error, hint.at, message);
    text_free(&hint);
    return false;
}

/* 0x and at most sixteen digits. */
static bool parse_hexadecimal(const char *text, uint64_t *value, struct value_error *error) {
    static const char digits[] = "0123456789abcdef0123456789ABCDEF";
    const char *at = text + 2;
    *value = 0;
    for (; *at != '\0' && (*value >> 60) == 0; at++) {
        const char *digit = strchr(digits, *at);
        if (digit == NULL)
            return fail(error, "0x and hexadecimal digits, as in 0x10", "this is no hexadecimal number");
        *value = *value << 4 | (uint64_t)((digit - digits) % 16);
    }
    if (at == text + 2)
        return fail(error, "0x and hexadecimal digits, as in 0x10", "this is no hexadecimal number");
    return *at == '\0' || fail(error, "at most 0xffffffffffffffff", "this number is too large");
}

static bool parse_unsigned(const struct param *param, const char *text, uint64_t *value,
                           struct value_error *error) {
    bool good = false;
    if (param->type == PARAM_TIME)
        good = value_time(text, value, error);
    else if (param->type == PARAM_BYTES)
        good = value_bytes(text, value, error);
    else if (param->hexadecimal && text[0] == '0' && (text[1] == 'x' || text[1] == 'X'))
        good = parse_hexadecimal(text, value, error);
    else
        good = value_count(text, 0, UINT64_MAX, value, error);
    if (!good)
        return false;
    bool fits = *value >= param->low && *value <= param->high && (param->bytes == 8 || *value <= UINT32_MAX);
    if (!fits)
        return out_of_range(param, text, error);
    if (param->power_of_two && (*value & (*value - 1)) != 0)
        return fail(error, "1, 2, 4, 8 and so on", "not a power of two");
    return true;
}

static bool parse_name(const char *text, char *name, struct value_error *error) {
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-";
    size_t length = strspn(text, allowed);
    if (text[0] == '\0')
        return fail(error, "letters, digits, '-', '_' and '.'", "a name is missing");
    if (text[length] != '\0') {
        fail(error, "letters, digits, '-', '_' and '.'", "a name cannot contain this");
        error->offset = length > UINT32_MAX ? UINT32_MAX : (uint32_t)length;
        error->length = 1;
        return false;
    }
    if (length > CONFIG_NAME_MAX)
        return fail(error, "at most 63 characters", "this name is too long");
    memcpy(name, text, length + 1);
    return true;
}

static bool parse_text(const struct param *param, const char *text, char **copy, struct value_error *error) {
    enum { TEXT_MAX = 10000 };
    if (strlen(text) > TEXT_MAX)
        return fail(error, "at most 10000 bytes", "this text is too long");
    if (param->type == PARAM_FILE && text[0] == '\0')
        return fail(error, "", "a file name is missing");
    *copy = memory_copy_text(text);
    return true;
}

static bool parse_word(const struct param *param, const char *text, char **copy, struct value_error *error) {
    uint64_t index = 0;
    if (!parse_choice(param, text, &index, error))
        return false;
    *copy = memory_copy_text(text);
    return true;
}

static bool parse_load(const char *text, struct rate_config *rate, struct value_error *error) {
    if (!value_rate(text, rate, error))
        return false;
    if (rate->kind == RATE_LOAD)
        return true;
    return fail(error, "for example 95 %; frames or bits per second are a `rate`",
                "a load is a share of the link");
}

/* A rate of a whole source: nothing at all is a source too many. */
static bool parse_source_rate(const struct param *param, const char *text, struct rate_config *rate,
                              struct value_error *error) {
    bool good = param->type == PARAM_LOAD ? parse_load(text, rate, error) : value_rate(text, rate, error);
    if (good && rate->value.numerator == 0)
        return fail(error, "leave the source out instead", "a rate of nothing");
    return good;
}

static bool parse_scale(const char *text, struct fraction *scale, struct value_error *error) {
    if (!value_fraction(text, scale, error))
        return false;
    return scale->numerator > 0 ||
           fail(error, "for example 1/1000", "a scale of 0 puts everything at one instant");
}

static bool parse_typed(const struct param *param, const char *text, const char *base_dir, void *base,
                        struct value_error *error) {
    void *field = field_of(param, base);
    uint64_t value = 0;
    switch (param->type) {
    case PARAM_SCHEMA:
        return strcmp(text, "rxpool/1") == 0 || fail(error, "rxpool/1", "this version reads no other schema");
    case PARAM_NAME:
        return parse_name(text, field, error);
    case PARAM_TEXT:
    case PARAM_FILE:
        return parse_text(param, text, field, error);
    case PARAM_WORD:
        return parse_word(param, text, field, error);
    case PARAM_TIME:
    case PARAM_BYTES:
    case PARAM_COUNT:
        if (!parse_unsigned(param, text, &value, error))
            return false;
        store_unsigned(param, base, value);
        return true;
    case PARAM_ENUM:
        if (param->choices == NULL && policy_is_path(text))
            return policy_load(base_dir, text, field, error);
        if (!parse_choice(param, text, &value, error))
            return false;
        store_unsigned(param, base, value);
        return true;
    case PARAM_PROBABILITY:
        return value_probability(text, field, error);
    case PARAM_BOOL:
        return value_bool(text, field, error);
    case PARAM_DIST:
    case PARAM_DIST_COUNT:
        return value_dist(text, param->type == PARAM_DIST_COUNT, base_dir, field, error);
    case PARAM_RATE:
    case PARAM_LOAD:
        return parse_source_rate(param, text, field, error);
    case PARAM_BIT_RATE:
        return value_bit_rate(text, field, error);
    case PARAM_BYTE_RATE:
        return value_byte_rate(text, field, error);
    case PARAM_TIME_PER_BYTE:
        return value_time_per_byte(text, field, error);
    case PARAM_FRACTION:
        return parse_scale(text, field, error);
    case PARAM_FAULTS:
        return fault_value(text, field, error);
    case PARAM_SIZE:
        return value_size(text, field, error);
    case PARAM_FLOWS:
        return value_flows(text, field, error);
    case PARAM_SHORTAGE:
        return value_shortage(text, &((struct config *)base)->lowres_below,
                              &((struct config *)base)->lowres_per_cent, error);
    case PARAM_EXTENDS:
    case PARAM_SWEEP:
    case PARAM_STATES:
    case PARAM_STEPS:
    case PARAM_PRESSURE:
    case PARAM_LIFECYCLE:
        break;
    }
    return fail(error, "", "this key cannot be set so");
}

static bool is_fraction(const struct param *param) {
    return param->type == PARAM_BIT_RATE || param->type == PARAM_BYTE_RATE;
}

bool param_parse(const struct param *param, const char *text, const char *base_dir, void *base,
                 struct value_error *error) {
    *error = (struct value_error){0};
    if (param->word != NULL && strcmp(text, param->word) == 0) {
        if (is_fraction(param))
            *(struct fraction *)field_of(param, base) = (struct fraction){0, 1};
        else
            store_unsigned(param, base, param->word_value);
        return true;
    }
    if (!parse_typed(param, text, base_dir, base, error)) {
        bool letter = (text[0] >= 'a' && text[0] <= 'z') || (text[0] >= 'A' && text[0] <= 'Z');
        if (param->word != NULL && letter)
            (void)snprintf(error->hint, sizeof error->hint, "a %s, or the word '%s'", param_type_words(param),
                           param->word);
        return false;
    }
    if (is_fraction(param) && ((const struct fraction *)field_of(param, base))->numerator == 0)
        return fail(error, param->word, "a rate of nothing");
    return true;
}
