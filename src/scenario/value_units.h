/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside of values: units, and numbers that carry them. For value_*.c, dist_*.c, size_text.c, axis*.c,
 * topics.c and empirical.c only; everybody else uses value.h.
 *
 * Parsers work on slices of the text that the user wrote, so a fault deep inside mix(...) is reported at its
 * own offset. */
#ifndef RXP_VALUE_UNITS_H
#define RXP_VALUE_UNITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "decimal.h"
#include "value.h"

struct slice {
    const char *text; /* all of it: offsets in errors count from here */
    size_t begin;
    size_t end;
};

enum unit_kind {
    UNIT_TIME,
    UNIT_BYTES,
    UNIT_FRAME_RATE,
    UNIT_BIT_RATE,
    UNIT_LOAD,
    UNIT_BYTE_RATE,
    UNIT_TIME_PER_BYTE,
    UNIT_KINDS
};
#define UNITS(kind) (1u << (kind))
#define UNITS_RATE (UNITS(UNIT_FRAME_RATE) | UNITS(UNIT_BIT_RATE) | UNITS(UNIT_LOAD))

enum unit_style { STYLE_SI, STYLE_IEC, STYLE_CLOCK };

struct unit {
    const char *name;
    uint64_t numerator; /* one of it is numerator / denominator quanta */
    uint64_t denominator;
    enum unit_style style;
};

struct unit_family {
    const char *noun;        /* "a time" */
    const char *quantum;     /* what is finer than that is refused; NULL: kept as a fraction */
    const char *example;     /* the unit of examples */
    const struct unit *unit; /* ascending */
    size_t count;
};

const struct unit_family *unit_family(enum unit_kind kind);
/* The unit of that exact name in one of the families of the mask; NULL when there is none. */
const struct unit *unit_find(const char *name, size_t length, unsigned kinds, enum unit_kind *kind);
/* Says that `slice` is no unit of these kinds, and what was probably meant. */
bool unit_refuse(struct slice slice, unsigned kinds, struct value_error *error);

/* A number with its unit, not yet multiplied. divisor is 1 except for "1/3 frame/s". */
struct quantity {
    struct slice slice;
    struct decimal number;
    uint64_t divisor;
    enum unit_kind kind;
    const struct unit *unit;
};

struct slice slice_of(const char *text); /* trimmed */
struct slice slice_trim(struct slice slice);
bool slice_is(struct slice slice, const char *word);
/* "'TEXT'", clipped to what fits a message; the buffer is the result. */
#define QUOTE_MAX 64
const char *slice_quote(struct slice slice, char quote[QUOTE_MAX]);
/* The first comma of the slice that is not inside parentheses, or its end. */
size_t slice_comma(struct slice slice);

/* Fill in the error and return false. */
bool value_fail(struct value_error *error, struct slice slice, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
bool value_hint(struct value_error *error, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Reads the number the slice begins with and moves its beginning behind it. noun ("a time") goes into
 * messages. */
bool number_read(struct slice *slice, const char *noun, struct decimal *number, struct value_error *error);
bool quantity_read(struct slice slice, unsigned kinds, struct quantity *quantity, struct value_error *error);
bool quantity_whole(const struct quantity *quantity, uint64_t *whole, struct value_error *error);
bool quantity_fraction(const struct quantity *quantity, uint64_t numerator, uint64_t denominator,
                       struct fraction *fraction, struct value_error *error);

bool read_time(struct slice slice, uint64_t *ps, struct value_error *error);
bool read_bytes(struct slice slice, uint64_t *bytes, struct value_error *error);
bool read_probability(struct slice slice, uint64_t *e18, struct value_error *error);
bool read_count(struct slice slice, uint64_t low, uint64_t high, uint64_t *count, struct value_error *error);
/* A plain decimal times `scale`: shapes and coefficients of variation. */
bool read_scaled(struct slice slice, uint64_t scale, uint64_t *scaled, struct value_error *error);

/* Reads a table of one value a line (empirical.c): ascending in *table (caller frees). Faults of the file are
 * told as "FILE:LINE:COLUMN: ..." with the place of `slice`, the file's name in the scenario. */
bool empirical_read(struct slice slice, const char *base_dir, bool count_unit, uint64_t **table,
                    uint32_t *count, struct value_error *error);
#define EMPIRICAL_MAX 1000000u

/* The ways to write a frame size (size_text.c), for its messages and the page about them; NULL behind the
 * last. */
struct size_form {
    const char *word; /* "" for a plain length */
    const char *example;
    const char *meaning;
};
const struct size_form *size_form_at(size_t index);

#endif
