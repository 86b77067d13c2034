/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A histogram in one cell. A row for each bucket was nine tenths of what a short run wrote.
 *
 * The cell is a JSON object: the number of a bucket (histogram.h), and the counts of it and of those that
 * follow it: {"1040":[3,1],"1100":[7]}. A gap of up to three empty buckets is bridged with zeros, which are
 * shorter than a new member. The text is a function of the counts alone. SQL unpacks it with json_each, and
 * bucket numbers become picoseconds with shifts, as in histogram_low(). */
#include <stdlib.h>
#include <string.h>

#include "histogram.h"
#include "store_internal.h"

enum { BRIDGED = 3, NUMBER_MAX = 20 /* digits of a count */, MEMBER_MAX = 10 /* ],"1234":[ */ };

/* printf would take longer than all the rest of packing; so would a text that grows piece by piece. */
static char *add_number(char *at, uint64_t number) {
    char digits[NUMBER_MAX];
    size_t left = sizeof digits;
    do {
        digits[--left] = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0);
    memcpy(at, digits + left, sizeof digits - left);
    return at + (sizeof digits - left);
}

static char *begin_member(char *at, bool first, uint32_t bucket) {
    *at++ = first ? '{' : ']';
    if (!first)
        *at++ = ',';
    *at++ = '"';
    at = add_number(at, bucket);
    memcpy(at, "\":[", 3);
    return at + 3;
}

char *histogram_pack(const struct bucket_rows *buckets) {
    char *packed = memory_alloc(3 + (size_t)buckets->count * (MEMBER_MAX + NUMBER_MAX));
    char *at = packed;
    uint32_t next = 0; /* the bucket that would follow */
    for (uint32_t i = 0; i < buckets->count; i++) {
        uint32_t bucket = histogram_bucket(buckets->row[i].low);
        if (bucket >= STORE_BUCKETS || buckets->row[i].count > INT64_MAX) {
            free(packed);
            return NULL;
        }
        ensure(buckets->row[i].low == histogram_low(bucket) && (i == 0 || bucket >= next));
        if (i > 0 && bucket - next <= BRIDGED) {
            *at++ = ',';
            for (; next < bucket; next++) {
                *at++ = '0';
                *at++ = ',';
            }
        } else {
            at = begin_member(at, i == 0, bucket);
        }
        at = add_number(at, buckets->row[i].count);
        next = bucket + 1;
    }
    memcpy(at, buckets->count == 0 ? "{}" : "]}", 3);
    return packed;
}
