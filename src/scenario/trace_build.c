/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Frames as the readers deliver them, and what becomes of them: shifted, sorted, scaled, summed up.
 *
 * Stamps are kept as 64-bit distances from the first frame, because a capture counts from 1970 and
 * picoseconds since then need 71 bits. Captures step backwards by microseconds when two cores stamped them,
 * so sorting is a merge that leaves sorted halves alone: two passes over the array and a few short merges. */
#include "trace_build.h"

#include <stdlib.h>
#include <string.h>

#include "ensure.h"
#include "text.h"

bool trace_add(struct trace_build *build, i128 stamp_ps, uint64_t length, struct trace_fault *fault) {
    const i128 limit = TRACE_SPAN_MAX;
    *fault = (struct trace_fault){.in_length = true, .hint = "a frame has from 1 B to 256 KiB"};
    if (length == 0 || length > TRACE_LENGTH_MAX) {
        int written =
            snprintf(fault->message, sizeof fault->message, "a length of %llu B", (unsigned long long)length);
        ensure(written > 0);
        return false;
    }
    *fault = (struct trace_fault){.in_length = false};
    if (build->count == 0)
        build->first_ps = stamp_ps;
    i128 distance = stamp_ps - build->first_ps;
    if (distance > limit || distance < -limit) {
        int written = snprintf(fault->message, sizeof fault->message,
                               "the time is more than 106 days %s the first frame's",
                               distance > 0 ? "after" : "before");
        ensure(written > 0);
        fault->hint = "a trace spans at most 106 days";
        return false;
    }
    if (build->count == TRACE_FRAMES_MAX) {
        int written = snprintf(fault->message, sizeof fault->message, "more than %llu frames",
                               (unsigned long long)TRACE_FRAMES_MAX);
        ensure(written > 0);
        fault->hint = "cut the trace, for example with: editcap -r IN OUT 1-1000000";
        return false;
    }
    trace_put(build, (uint64_t)(int64_t)distance, (uint32_t)length);
    return true;
}

/* Merges [low, middle) and [middle, high); equal stamps keep their order. */
static void merge(struct trace_build *build, uint64_t *time, uint32_t *length, uint64_t low, uint64_t middle,
                  uint64_t high) {
    uint64_t left = 0;
    uint64_t lefts = middle - low;
    uint64_t right = middle;
    memcpy(time, build->time_ps + low, lefts * sizeof *time);
    memcpy(length, build->length + low, lefts * sizeof *length);
    for (uint64_t to = low; left < lefts; to++) {
        bool take_right = right < high && build->time_ps[right] < time[left];
        build->time_ps[to] = take_right ? build->time_ps[right] : time[left];
        build->length[to] = take_right ? build->length[right] : length[left];
        right += take_right;
        left += !take_right;
    }
}

static void sort_stably(struct trace_build *build) {
    uint64_t *time = memory_grow(NULL, build->count, sizeof *time);
    uint32_t *length = memory_grow(NULL, build->count, sizeof *length);
    for (uint64_t width = 1; width < build->count; width *= 2) {
        for (uint64_t low = 0; build->count - low > width; low += 2 * width) {
            uint64_t middle = low + width;
            uint64_t high = build->count - middle > width ? middle + width : build->count;
            if (build->time_ps[middle - 1] > build->time_ps[middle])
                merge(build, time, length, low, middle, high);
            if (build->count - low <= 2 * width)
                break;
        }
    }
    free(time);
    free(length);
}

/* ps * scale, half to even. */
static u128 scale_time(uint64_t ps, struct fraction scale) {
    u128 product = (u128)ps * scale.numerator;
    u128 whole = product / scale.denominator;
    u128 rest = product % scale.denominator * 2;
    return whole + (rest > scale.denominator || (rest == scale.denominator && whole % 2 == 1));
}

/* False when they are beyond the span: the last one is the greatest. */
static bool scale_times(struct trace_data *trace, struct fraction scale) {
    if (scale_time(trace->time_ps[trace->count - 1], scale) > (u128)TRACE_SPAN_MAX)
        return false;
    if (scale.numerator == scale.denominator)
        return true;
    for (uint64_t i = 0; i < trace->count; i++)
        trace->time_ps[i] = (uint64_t)scale_time(trace->time_ps[i], scale);
    return true;
}

static void count_steps(const struct trace_build *build, struct trace_data *trace) {
    for (uint64_t i = 1; i < build->count; i++) {
        if (build->time_ps[i] >= build->time_ps[i - 1])
            continue;
        uint64_t step = build->time_ps[i - 1] - build->time_ps[i];
        trace->backward_steps++;
        trace->largest_step_ps = step > trace->largest_step_ps ? step : trace->largest_step_ps;
    }
}

bool trace_finish(struct trace_build *build, struct fraction scale, struct trace_data *trace) {
    count_steps(build, trace);
    if (trace->backward_steps > 0)
        sort_stably(build);
    uint64_t origin = build->time_ps[0];
    trace->count = build->count;
    trace->time_ps = memory_grow(build->time_ps, build->count, sizeof *build->time_ps);
    trace->length = memory_grow(build->length, build->count, sizeof *build->length);
    build->time_ps = NULL;
    build->length = NULL;
    trace->least_length = trace->length[0];
    for (uint64_t i = 0; i < trace->count; i++)
        trace->time_ps[i] -= origin;
    if (!scale_times(trace, scale))
        return false;
    for (uint64_t i = 0; i < trace->count; i++) {
        uint32_t length = trace->length[i];
        trace->bytes += length;
        trace->least_length = length < trace->least_length ? length : trace->least_length;
        trace->greatest_length = length > trace->greatest_length ? length : trace->greatest_length;
    }
    return true;
}

void trace_free(struct trace_data *trace) {
    if (trace == NULL)
        return;
    free(trace->time_ps);
    free(trace->length);
    free(trace);
}
