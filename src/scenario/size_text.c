/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Frame lengths: 64 B | imix | list(64 B: 7, 594 B: 4) | uniform(64 B, 1518 B) | trace.
 *
 * A list keeps its order, because the sampler walks it: two orders are two simulations and must stay two
 * texts. */
#include <string.h>

#include "value_units.h"

enum { FRAME_BYTES_MAX = 256 * 1024, WEIGHT_MAX = 1000000000 };

static const struct size_form forms[] = {
    {"", "64 B", "every frame has this length"},
    {"imix", "imix", "64 B, 594 B and 1518 B as 7 : 4 : 1, the simple Internet mix"},
    {"list", "list(64 B: 7, 594 B: 4)", "lengths with whole-number weights, at most 64"},
    {"uniform", "uniform(64 B, 1518 B)", "any whole length from the first to the second alike"},
    {"trace", "trace", "each frame as long as it was recorded; for arrival trace"},
};

const struct size_form *size_form_at(size_t index) {
    return index < sizeof forms / sizeof forms[0] ? &forms[index] : NULL;
}

static const struct size_config imix = {
    .kind = SIZE_LIST, .low = 64, .high = 1518, .count = 3, .bytes = {64, 594, 1518}, .weight = {7, 4, 1}};

static bool read_length(struct slice slice, uint32_t *length, struct value_error *error) {
    char quote[QUOTE_MAX];
    uint64_t bytes;
    if (!read_bytes(slice, &bytes, error))
        return false;
    if (bytes == 0 || bytes > FRAME_BYTES_MAX) {
        value_fail(error, slice, "%s is no length of a frame", slice_quote(slice, quote));
        return value_hint(error, "a frame has from 1 B to 256 KiB");
    }
    *length = (uint32_t)bytes;
    return true;
}

/* One "64 B: 7" of a list. */
static bool read_entry(struct slice slice, struct size_config *size, struct value_error *error) {
    static const char example[] = "write for example 'list(64 B: 7, 594 B: 4, 1518 B: 1)'";
    char quote[QUOTE_MAX];
    const char *colon =
        slice.begin < slice.end ? memchr(slice.text + slice.begin, ':', slice.end - slice.begin) : NULL;
    if (colon == NULL) {
        value_fail(error, slice, "%s has no weight", slice_quote(slice, quote));
        return value_hint(error, "%s", example);
    }
    if (size->count == CONFIG_SIZES_MAX) {
        value_fail(error, slice, "too many lengths");
        return value_hint(error, "a list has at most %d", CONFIG_SIZES_MAX);
    }
    struct slice length = slice;
    struct slice weight = slice;
    length.end = (size_t)(colon - slice.text);
    weight.begin = length.end + 1;
    length = slice_trim(length);
    uint32_t bytes = 0;
    uint64_t times = 0;
    if (!read_length(length, &bytes, error) || !read_count(slice_trim(weight), 1, WEIGHT_MAX, &times, error))
        return false;
    for (uint32_t i = 0; i < size->count; i++) {
        if (size->bytes[i] == bytes) {
            value_fail(error, length, "%s is given twice", slice_quote(length, quote));
            return value_hint(error, "give it once, with the sum of the weights");
        }
    }
    size->bytes[size->count] = bytes;
    size->weight[size->count++] = (uint32_t)times;
    size->low = size->low == 0 || bytes < size->low ? bytes : size->low;
    size->high = bytes > size->high ? bytes : size->high;
    return true;
}

static bool read_list(struct slice inside, struct size_config *size, struct value_error *error) {
    size->kind = SIZE_LIST;
    for (bool more = true; more;) {
        struct slice piece = inside;
        piece.end = slice_comma(inside);
        more = piece.end < inside.end;
        inside.begin = piece.end + more;
        if (!read_entry(slice_trim(piece), size, error))
            return false;
    }
    return true;
}

static bool read_uniform(struct slice inside, struct size_config *size, struct value_error *error) {
    struct slice low = inside;
    struct slice high = inside;
    low.end = slice_comma(inside);
    high.begin = low.end + (low.end < inside.end);
    high = slice_trim(high);
    size->kind = SIZE_UNIFORM;
    if (slice_comma(high) < high.end || high.begin == high.end) {
        value_fail(error, inside, "uniform takes two lengths");
        return value_hint(error, "write for example 'uniform(64 B, 1518 B)'");
    }
    if (!read_length(slice_trim(low), &size->low, error) || !read_length(high, &size->high, error))
        return false;
    if (size->low > size->high) {
        value_fail(error, inside, "the least length is above the greatest");
        return value_hint(error, "write for example 'uniform(64 B, 1518 B)'");
    }
    return true;
}

/* WORD(...): what stands between the parentheses. */
static bool call_inside(struct slice slice, const char *word, struct slice *inside) {
    size_t length = strlen(word);
    if (slice.end - slice.begin < length || memcmp(slice.text + slice.begin, word, length) != 0)
        return false;
    struct slice rest = slice;
    rest.begin += length;
    rest = slice_trim(rest);
    if (rest.end - rest.begin < 2 || rest.text[rest.begin] != '(' || rest.text[rest.end - 1] != ')')
        return false;
    rest.begin++;
    rest.end--;
    *inside = slice_trim(rest);
    return true;
}

static bool refuse_word(struct slice slice, struct value_error *error) {
    enum { WORDS = sizeof forms / sizeof forms[0] };
    const char *words[WORDS];
    for (size_t i = 0; i < WORDS; i++)
        words[i] = forms[i].word;
    char word[QUOTE_MAX] = "";
    char quote[QUOTE_MAX];
    size_t length = 0;
    while (slice.begin + length < slice.end && length < QUOTE_MAX - 1 &&
           strchr(" (", slice.text[slice.begin + length]) == NULL)
        length++;
    memcpy(word, slice.text + slice.begin, length);
    value_fail(error, slice, "%s is no frame size", slice_quote(slice, quote));
    const char *nearest = text_nearest(word, words, WORDS);
    if (nearest != NULL && strcmp(nearest, word) != 0)
        return value_hint(error, "did you mean '%s'?", nearest);
    return value_hint(error,
                      "write '64 B', 'imix', 'list(64 B: 7, 594 B: 4)', 'uniform(64 B, 1518 B)' or 'trace'");
}

bool value_size(const char *text, struct size_config *size, struct value_error *error) {
    struct slice slice = slice_of(text);
    struct slice inside;
    *size = (struct size_config){.kind = SIZE_FIXED};
    if (slice_is(slice, "imix")) {
        *size = imix;
        return true;
    }
    if (slice_is(slice, "trace")) {
        size->kind = SIZE_TRACE;
        return true;
    }
    if (call_inside(slice, "list", &inside))
        return read_list(inside, size, error);
    if (call_inside(slice, "uniform", &inside))
        return read_uniform(inside, size, error);
    char first = slice.begin < slice.end ? slice.text[slice.begin] : '0';
    if ((first >= 'a' && first <= 'z') || (first >= 'A' && first <= 'Z'))
        return refuse_word(slice, error);
    if (!read_length(slice, &size->low, error))
        return false;
    size->high = size->low;
    return true;
}

static bool is_imix(const struct size_config *size) {
    return size->kind == SIZE_LIST && size->count == imix.count &&
           memcmp(size->bytes, imix.bytes, imix.count * sizeof imix.bytes[0]) == 0 &&
           memcmp(size->weight, imix.weight, imix.count * sizeof imix.weight[0]) == 0;
}

void format_size(struct text *to, const struct size_config *size) {
    if (size->kind == SIZE_TRACE) {
        text_add(to, "trace");
    } else if (is_imix(size)) {
        text_add(to, "imix");
    } else if (size->kind == SIZE_FIXED) {
        format_bytes(to, size->low);
    } else if (size->kind == SIZE_UNIFORM) {
        text_add(to, "uniform(");
        format_bytes(to, size->low);
        text_add(to, ", ");
        format_bytes(to, size->high);
        text_add(to, ")");
    } else {
        text_add(to, "list(");
        for (uint32_t i = 0; i < size->count; i++) {
            text_add(to, i == 0 ? "" : ", ");
            format_bytes(to, size->bytes[i]);
            text_format(to, ": %u", (unsigned)size->weight[i]);
        }
        text_add(to, ")");
    }
}
