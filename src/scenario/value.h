/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values: the text of one scalar to exact integers and back.
 *
 * Every parser takes the scalar's text and returns true when it is understood; else `error` says what is
 * wrong, where, and what would be right, and nothing was allocated. Every formatter writes the canonical
 * text: the largest unit that keeps the number whole, so that parse(format(x)) == x. No quantity is
 * UINT64_MAX: that means "never" or "unlimited", which are words of the parameters, not values. */
#ifndef RXP_VALUE_H
#define RXP_VALUE_H

#include <stdbool.h>
#include <stdint.h>

#include "config.h"
#include "text.h"

struct value_error {
    char message[256]; /* what is wrong */
    char hint[256];    /* what would be right; empty: nothing to say */
    uint32_t offset;   /* where in the text, in bytes, the fault lies */
    uint32_t length;   /* how many bytes of it; 0: something is missing there */
    int exit_code;     /* 0: that of bad data; else what the program ends with (66: a file is missing) */
};

/* A physical quantity: number, unit. Rates may also be fractions ("1/3 frame/s"). All refuse a missing unit
 * ("1 us", never "1"), a wrong one (with "did you mean"), anything beyond the quantum ("0.3 ps is finer than
 * 1 ps"), negatives, and what does not fit. "0" alone is no time. */
bool value_time(const char *text, uint64_t *ps, struct value_error *error);     /* ps ns us ms s min h */
bool value_bytes(const char *text, uint64_t *bytes, struct value_error *error); /* B kB MB GB KiB MiB GiB */
/* frame/s kframe/s Mframe/s Gframe/s | bit/s kbit/s Mbit/s Gbit/s Tbit/s | % (load) */
bool value_rate(const char *text, struct rate_config *rate, struct value_error *error);
bool value_bit_rate(const char *text, struct fraction *bps, struct value_error *error);
/* B/s kB/s MB/s GB/s KiB/s MiB/s GiB/s, or bits */
bool value_byte_rate(const char *text, struct fraction *bytes_per_s, struct value_error *error);
/* ns/B, ps/B */
bool value_time_per_byte(const char *text, struct fraction *ps_per_byte, struct value_error *error);
/* 1 %, 0.01, down to 1e-18 */
bool value_probability(const char *text, uint64_t *e18, struct value_error *error);
/* 1/1000, 0.001, 2 */
bool value_fraction(const char *text, struct fraction *fraction, struct value_error *error);
/* A whole number from low to high: 4096 or 1e6, never 4k. */
bool value_count(const char *text, uint64_t low, uint64_t high, uint64_t *count, struct value_error *error);
bool value_bool(const char *text, bool *flag, struct value_error *error); /* true false */

/* Distributions: NAME(args) or a constant. Times when count_unit is false, else plain numbers (batch).
 * Allocates mixture and table members (dist_free). empirical(FILE) is read relative to base_dir (may be NULL:
 * current). */
bool value_dist(const char *text, bool count_unit, const char *base_dir, struct dist *dist,
                struct value_error *error);
void dist_free(struct dist *dist);
/* 64 B | imix | list(64 B: 7, 594 B: 4) | uniform(64 B, 1518 B) | trace */
bool value_size(const char *text, struct size_config *size, struct value_error *error);
/* 8 | weights(5, 1, 1) */
bool value_flows(const char *text, struct flows_config *flows, struct value_error *error);
/* 12 (buffers) | 25 % (of the pool; 0 % is 0): one of both numbers is 0 */
bool value_shortage(const char *text, uint32_t *buffers, uint32_t *per_cent, struct value_error *error);

void format_time(struct text *to, uint64_t ps); /* "1.5 us"-free: "1500 ns" */
void format_bytes(struct text *to, uint64_t bytes);
void format_rate(struct text *to, const struct rate_config *rate);
void format_bit_rate(struct text *to, struct fraction bps);
void format_byte_rate(struct text *to, struct fraction bytes_per_s);
void format_time_per_byte(struct text *to, struct fraction ps_per_byte);
void format_probability(struct text *to, uint64_t e18);
void format_fraction(struct text *to, struct fraction fraction);
void format_dist(struct text *to, const struct dist *dist, bool count_unit);
void format_size(struct text *to, const struct size_config *size);
void format_flows(struct text *to, const struct flows_config *flows);
void format_shortage(struct text *to, uint32_t buffers, uint32_t per_cent);

/* For people: three significant digits and a fitting unit ("1.23 ms", "12.3 kframe/s"); unit is the metric's:
 * "ps", "ns", "B", "frame/s", "bit/s", "1". */
void format_scaled(struct text *to, double value, const char *unit);

#endif
