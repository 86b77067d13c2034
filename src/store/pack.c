/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A histogram in one cell. A row for each bucket was nine tenths of what a short run wrote.
 *
 * The cell is a JSON object: the number of a bucket (histogram.h), and the counts of it and of those that
 * follow it: {"1040":[3,1],"1100":[7]}. A gap of up to three empty buckets is bridged with zeros, which are
 * shorter than a new member. The text is a function of the counts alone. SQL unpacks it with json_each, and
 * bucket numbers become picoseconds with shifts, as in histogram_low(). */
#include "histogram.h"
#include "store_internal.h"

enum { BRIDGED = 3, NUMBER_MAX = 20 /* digits of a count */ };

/* printf would take longer than all the rest of packing. */
static void add_number(struct text *packed, uint64_t number) {
    char digits[NUMBER_MAX];
    size_t at = sizeof digits;
    do {
        digits[--at] = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0);
    text_add_bytes(packed, digits + at, sizeof digits - at);
}

bool histogram_pack(struct text *packed, const struct bucket_rows *buckets) {
    uint32_t next = 0; /* the bucket that would follow */
    for (uint32_t i = 0; i < buckets->count; i++) {
        uint32_t bucket = histogram_bucket(buckets->row[i].low);
        uint64_t count = buckets->row[i].count;
        if (bucket >= STORE_BUCKETS || count > INT64_MAX)
            return false;
        ensure(buckets->row[i].low == histogram_low(bucket) && (i == 0 || bucket >= next));
        if (i > 0 && bucket - next <= BRIDGED) {
            for (; next < bucket; next++)
                text_add_bytes(packed, ",0", 2);
            text_add_bytes(packed, ",", 1);
        } else {
            text_add(packed, i == 0 ? "{\"" : "],\"");
            add_number(packed, bucket);
            text_add(packed, "\":[");
        }
        add_number(packed, count);
        next = bucket + 1;
    }
    text_add(packed, buckets->count == 0 ? "{}" : "]}");
    return true;
}
