/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two kinds of values that one key each has: flows of a source, `8` or `weights(5, 1, 1)`, and how few ready
 * buffers are few, `12` or `25 %`. */
#include <string.h>

#include "value_units.h"

enum { FLOWS_MAX = 1000000 };
static const char example[] = "write for example '8' or 'weights(5, 1, 1)'";

static bool read_weight(struct slice slice, struct flows_config *flows, uint64_t *sum,
                        struct value_error *error) {
    uint64_t weight = 0;
    if (slice.begin == slice.end) {
        value_fail(error, slice, "a weight is missing");
        return value_hint(error, "%s", example);
    }
    if (flows->weights == CONFIG_SIZES_MAX) {
        value_fail(error, slice, "too many weights");
        return value_hint(error, "at most %d flows have weights of their own", CONFIG_SIZES_MAX);
    }
    if (!read_count(slice, 1, UINT32_MAX, &weight, error))
        return false;
    *sum += weight;
    if (*sum > UINT32_MAX) {
        value_fail(error, slice, "the weights add up to more than %lu", (unsigned long)UINT32_MAX);
        return value_hint(error, "only their ratios count: take smaller ones");
    }
    flows->weight[flows->weights++] = (uint32_t)weight;
    return true;
}

static bool read_weights(struct slice inside, struct flows_config *flows, struct value_error *error) {
    uint64_t sum = 0;
    for (bool more = true; more;) {
        struct slice piece = inside;
        piece.end = slice_comma(inside);
        more = piece.end < inside.end;
        inside.begin = piece.end + more;
        if (!read_weight(slice_trim(piece), flows, &sum, error))
            return false;
    }
    flows->count = flows->weights;
    return true;
}

bool value_flows(const char *text, struct flows_config *flows, struct value_error *error) {
    static const char word[] = "weights";
    struct slice slice = slice_of(text);
    struct slice rest = slice;
    *flows = (struct flows_config){0};
    rest.begin += sizeof word - 1;
    if (rest.begin < slice.end && memcmp(text + slice.begin, word, sizeof word - 1) == 0) {
        rest = slice_trim(rest);
        if (rest.end - rest.begin >= 2 && text[rest.begin] == '(' && text[rest.end - 1] == ')') {
            rest.begin++;
            rest.end--;
            return read_weights(slice_trim(rest), flows, error);
        }
    }
    char first = slice.begin < slice.end ? text[slice.begin] : '0';
    if ((first >= 'a' && first <= 'z') || (first >= 'A' && first <= 'Z')) {
        char quote[QUOTE_MAX];
        value_fail(error, slice, "%s is neither a number of flows nor weights", slice_quote(slice, quote));
        return value_hint(error, "%s", example);
    }
    uint64_t count = 0;
    if (!read_count(slice, 1, FLOWS_MAX, &count, error))
        return false;
    flows->count = (uint32_t)count;
    return true;
}

void format_flows(struct text *to, const struct flows_config *flows) {
    if (flows->weights == 0) {
        text_format(to, "%u", (unsigned)flows->count);
        return;
    }
    for (uint32_t i = 0; i < flows->weights; i++)
        text_format(to, "%s%u", i == 0 ? "weights(" : ", ", (unsigned)flows->weight[i]);
    text_add(to, ")");
}

bool value_shortage(const char *text, uint32_t *buffers, uint32_t *per_cent, struct value_error *error) {
    struct slice slice = slice_of(text);
    uint64_t number = 0;
    bool share = slice.end > slice.begin && text[slice.end - 1] == '%';
    if (share) {
        slice.end--;
        slice = slice_trim(slice);
    }
    if (!read_count(slice, 0, share ? 100 : CONFIG_BUFFERS_MAX, &number, error))
        return value_hint(error,
                          "a number of buffers, or from 0 %% to 100 %% of those there are: 64, or 25 %%");
    *buffers = share ? 0 : (uint32_t)number;
    *per_cent = share ? (uint32_t)number : 0;
    return true;
}

void format_shortage(struct text *to, uint32_t buffers, uint32_t per_cent) {
    if (per_cent > 0)
        text_format(to, "%u %%", (unsigned)per_cent);
    else
        text_format(to, "%u", (unsigned)buffers);
}
