/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside of traces: what the readers (trace_text.c, trace_pcap.c) fill and trace_load.c finishes. */
#ifndef RXP_TRACE_BUILD_H
#define RXP_TRACE_BUILD_H

#include <stdio.h>

#include "filehash.h"
#include "text.h"
#include "trace.h"
#include "wide.h"

#define TRACE_BIAS (UINT64_C(1) << 63)

struct trace_build {
    const char *path;
    struct problems *problems;
    uint64_t count;
    uint64_t capacity;
    i128 first_ps;     /* stamp of the first frame, as in the file */
    uint64_t *time_ps; /* distance from it plus 2^63, so that unsigned numbers order them */
    uint32_t *length;
};

/* Why a frame is not taken. */
struct trace_fault {
    char message[128];
    const char *hint;
    bool in_length; /* the length is at fault, else the time */
};

bool trace_add(struct trace_build *build, i128 stamp_ps, uint64_t length, struct trace_fault *fault);

/* A frame that is known to be good: its distance from the first one, as a two's complement. */
static inline void trace_put(struct trace_build *build, uint64_t distance_ps, uint32_t length) {
    if (build->count == build->capacity) {
        build->capacity = build->capacity == 0 ? 1024 : build->capacity * 2;
        build->time_ps = memory_grow(build->time_ps, build->capacity, sizeof *build->time_ps);
        build->length = memory_grow(build->length, build->capacity, sizeof *build->length);
    }
    build->time_ps[build->count] = distance_ps + TRACE_BIAS;
    build->length[build->count++] = length;
}

/* Shift, sort, scale, sum up; the arrays move to the trace. There is at least one frame. False when the times
 * do not fit after scaling. */
bool trace_finish(struct trace_build *build, struct fraction scale, struct trace_data *trace);

/* Readers: the file stands at its beginning. False with at least one problem. trace_read_pcap closes the file
 * in every case, trace_read_text does not. */
bool trace_read_text(struct trace_build *build, FILE *file);
bool trace_read_pcap(struct trace_build *build, FILE *file, bool pcapng);

/* A classic capture with nothing odd about it, and the hash of the file. False: nothing was taken and nothing
 * said, the file stands at its beginning for trace_read_pcap. */
bool trace_read_plain(struct trace_build *build, FILE *file, char digest[FILEHASH_TEXT]);

#endif
