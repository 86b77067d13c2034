/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The state of processors that more than one thing may want (cpu.c): their lists of jobs, in the flat block.
 */
#ifndef RXP_CPU_H
#define RXP_CPU_H

#include <stdbool.h>
#include <stdint.h>

/* What wants a processor, the most urgent first. */
enum cpu_level { CPU_ISR, CPU_DPC, CPU_PASSIVE, CPU_APPLICATION, CPU_LEVELS };

#define NO_JOB UINT32_MAX

/* A processor: the first job of its highest level has it. */
struct cpu_data {
    uint64_t since_ps;                           /* what it runs has had it since then */
    uint32_t head[CPU_LEVELS], tail[CPU_LEVELS]; /* jobs that want it, first come, first served */
    uint32_t level;                              /* of what it runs; CPU_LEVELS: nothing */
    uint32_t pad;
};

struct cpu_job {
    uint64_t left_ps; /* of what it asked for, when it last got or lost its processor */
    uint64_t order;   /* the event at its end */
    uint32_t next;    /* of its level */
    uint8_t cpu, level;
    bool queued; /* wants its processor, or has it */
    uint8_t pad;
};

#endif
