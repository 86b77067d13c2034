/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the programs of the benchmark share: the processor's clock, and one way to say what was measured.
 *
 * A program measures once and prints "name value" lines; run.py starts it as often as it likes and judges. */
#ifndef RXP_MEASURE_H
#define RXP_MEASURE_H

#include <stdint.h>
#include <stdio.h>
#include <time.h>

/* Seconds of processor time that this process has used: what others do on the machine counts little. */
static inline double cpu_seconds(void) {
    struct timespec now;
    if (clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now) != 0)
        return 0;
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static inline void say(const char *name, double value) {
    printf("%s %.17g\n", name, value);
}

#endif
