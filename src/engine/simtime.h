/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Simulated time: an unsigned 64-bit count of picoseconds, 0 to about 213 days. */
#ifndef RXP_SIMTIME_H
#define RXP_SIMTIME_H

#include <stdint.h>

#define PS_PER_NS UINT64_C(1000)
#define PS_PER_S UINT64_C(1000000000000)
/* Later than every event: "does not happen". */
#define TIME_NEVER UINT64_MAX

/* a + b, saturating at TIME_NEVER. */
static inline uint64_t time_add(uint64_t a, uint64_t b) {
    uint64_t sum = a + b;
    return sum < a ? TIME_NEVER : sum;
}

#endif
