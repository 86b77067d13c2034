/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Probability laws as people write them: exp(mean=50 us), mix(95 %: ..., 5 %: ...), or a constant.
 *
 * Here is the shape of the text: NAME(...), mixtures, uniform(a, b) (the one law whose arguments everybody
 * reads alike, so they have no names) and files. Named arguments are in dist_arguments.c. */
#include "dist_law.h"
#include "ensure.h"
#include "value_units.h"

static bool read_law(struct slice slice, const struct law_reader *reader, struct dist *dist);

static bool read_uniform(struct slice inside, const struct law *law, const struct law_reader *reader,
                         struct dist *dist) {
    struct slice all = inside;
    struct slice piece[2];
    bool more = true;
    if (!law_piece(&inside, &more, &piece[0]) || !law_piece(&inside, &more, &piece[1]) || more ||
        piece[1].begin == piece[1].end) {
        value_fail(reader->error, all, "uniform takes two arguments");
        return law_hint_example(reader, law);
    }
    if (!law_value(piece[0], reader, &dist->a) || !law_value(piece[1], reader, &dist->b))
        return false;
    if (dist->a <= dist->b)
        return true;
    value_fail(reader->error, all, "the lower bound is above the upper bound");
    return value_hint(reader->error, "write the lower one first");
}

/* One "95 %: LAW" of a mixture. */
static bool read_component(struct slice piece, const struct law_reader *reader, struct dist *mix) {
    size_t colon = piece.begin;
    while (colon < piece.end && piece.text[colon] != ':' && piece.text[colon] != '(')
        colon++;
    if (colon == piece.end || piece.text[colon] != ':') {
        char quote[QUOTE_MAX];
        value_fail(reader->error, piece, "component %s has no weight", slice_quote(piece, quote));
        return value_hint(reader->error, "write for example '5 %%: %s'", reader->count_unit ? "8" : "50 us");
    }
    if (mix->count == LAW_COMPONENTS_MAX) {
        value_fail(reader->error, piece, "too many components");
        return value_hint(reader->error, "a mixture has at most %d", LAW_COMPONENTS_MAX);
    }
    struct slice weight = piece;
    weight.end = colon;
    piece.begin = colon + 1;
    struct law_reader inner = *reader;
    inner.within_mix = true;
    mix->count++; /* before it is read: what a failed one allocated is freed with the mixture */
    return read_probability(slice_trim(weight), &mix->weight_e18[mix->count - 1], reader->error) &&
           read_law(slice_trim(piece), &inner, &mix->component[mix->count - 1]);
}

static bool read_mixture(struct slice inside, const struct law_reader *reader, struct dist *dist) {
    struct slice all = inside;
    struct slice piece;
    if (reader->within_mix) {
        value_fail(reader->error, inside, "a mixture stands within a mixture");
        return value_hint(reader->error, "multiply the weights and write one mixture");
    }
    dist->component = memory_alloc(LAW_COMPONENTS_MAX * sizeof *dist->component);
    dist->weight_e18 = memory_alloc(LAW_COMPONENTS_MAX * sizeof *dist->weight_e18);
    u128 sum = 0;
    bool more = true;
    while (law_piece(&inside, &more, &piece)) {
        if (!read_component(piece, reader, dist))
            return false;
        sum += dist->weight_e18[dist->count - 1];
    }
    if (sum == (u128)LAW_E9 * LAW_E9)
        return true;
    struct text percent = {0};
    ensure(decimal_write(&percent, sum, LAW_E9 * LAW_E9 / 100));
    value_fail(reader->error, all, "the weights add up to %s %%", percent.at);
    text_free(&percent);
    return value_hint(reader->error, "weights add up to 100 %% exactly");
}

static bool read_table(struct slice inside, const struct law *law, const struct law_reader *reader,
                       struct dist *dist) {
    if (inside.begin == inside.end) {
        value_fail(reader->error, inside, "empirical needs a file");
        return law_hint_example(reader, law);
    }
    if (!empirical_read(inside, reader->base_dir, reader->count_unit, &dist->table, &dist->count,
                        reader->error))
        return false;
    struct text file = {0};
    text_add_bytes(&file, inside.text + inside.begin, inside.end - inside.begin);
    dist->file = text_take(&file);
    return true;
}

static bool is_letter(char byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || byte == '_';
}

/* From NAME(...) to NAME and what is inside; the closing parenthesis must be the last character. */
static bool split_call(struct slice slice, const struct law *law, struct slice name,
                       const struct law_reader *reader, struct slice *inside) {
    struct slice rest = slice;
    rest.begin = name.end;
    rest = slice_trim(rest);
    if (rest.begin == rest.end || rest.text[rest.begin] != '(') {
        value_fail(reader->error, name, "%s needs arguments", law->name);
        return law_hint_example(reader, law);
    }
    size_t depth = 0;
    for (size_t i = rest.begin; i < rest.end; i++) {
        depth += rest.text[i] == '(';
        depth -= rest.text[i] == ')';
        if (depth > 0)
            continue;
        if (i + 1 == rest.end) {
            *inside = slice_trim((struct slice){.text = rest.text, .begin = rest.begin + 1, .end = i});
            return true;
        }
        struct slice after = slice_trim((struct slice){.text = rest.text, .begin = i + 1, .end = rest.end});
        char quote[QUOTE_MAX];
        value_fail(reader->error, after, "unexpected %s after ')'", slice_quote(after, quote));
        return law_hint_example(reader, law);
    }
    value_fail(reader->error, slice, "the closing ')' of %s is missing", law->name);
    return law_hint_example(reader, law);
}

static bool read_law(struct slice slice, const struct law_reader *reader, struct dist *dist) {
    struct slice name = slice;
    struct slice inside;
    name.end = name.begin;
    while (name.end < slice.end && is_letter(slice.text[name.end]))
        name.end++;
    if (name.begin == name.end) {
        dist->kind = DIST_CONSTANT;
        return law_value(slice, reader, &dist->a);
    }
    const struct law *law = law_find(name, reader->error);
    if (law == NULL || !split_call(slice, law, name, reader, &inside))
        return false;
    dist->kind = law->kind;
    if (law->kind == DIST_UNIFORM)
        return read_uniform(inside, law, reader, dist);
    if (law->kind == DIST_MIXTURE)
        return read_mixture(inside, reader, dist);
    if (law->kind == DIST_EMPIRICAL)
        return read_table(inside, law, reader, dist);
    return law_arguments(inside, law, reader, dist);
}

bool value_dist(const char *text, bool count_unit, const char *base_dir, struct dist *dist,
                struct value_error *error) {
    struct law_reader reader = {.count_unit = count_unit, .base_dir = base_dir, .error = error};
    *dist = (struct dist){.kind = DIST_CONSTANT};
    if (read_law(slice_of(text), &reader, dist))
        return true;
    dist_free(dist);
    return false;
}
