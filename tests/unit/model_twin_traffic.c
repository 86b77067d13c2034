/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The twin's traffic: it does not care what happens to it, so every frame of a run is made before the run
 * begins, then merged by a sort, then sent over a link whose clock counts in fractions of a picosecond that
 * never have a remainder. */
#include <stdlib.h>

#include "ensure.h"
#include "model_twin.h"

struct maker {
    struct twin *twin;
    uint64_t room;
};

static void make_frame(struct maker *maker, uint64_t source, uint64_t made, uint64_t length) {
    struct twin *twin = maker->twin;
    if (twin->frames == maker->room) {
        maker->room = 2 * maker->room + 64;
        twin->frame = realloc(twin->frame, maker->room * sizeof *twin->frame);
        ensure(twin->frame != NULL);
    }
    /* the number keeps the order of one source until the merge is done */
    twin->frame[twin->frames] = (struct twin_frame){.made = made,
                                                    .source = source,
                                                    .length = length,
                                                    .number = twin->frames,
                                                    .filled = TIME_NEVER,
                                                    .indicated = TIME_NEVER,
                                                    .returned = TIME_NEVER};
    twin->frames++;
}

static uint64_t draw_length(const struct size_config *size, struct stream *stream) {
    uint64_t total = 0, i = 0;
    if (size->kind == SIZE_UNIFORM)
        return size->low + stream_below(stream, (uint64_t)size->high - size->low + 1);
    if (size->kind == SIZE_FIXED)
        return size->low;
    for (uint32_t j = 0; j < size->count; j++)
        total += size->weight[j];
    for (uint64_t ticket = stream_below(stream, total); ticket >= size->weight[i]; i++)
        ticket -= size->weight[i];
    return size->bytes[i];
}

/* The mean gap in picoseconds as an exact fraction: constant intervals are given, or frames per second are.
 */
static void gap_of(const struct source_config *source, u128 *above, u128 *below) {
    *above = source->interval_ps ? source->interval_ps : (u128)PS_PER_S * source->rate.value.denominator;
    *below = source->interval_ps ? 1 : source->rate.value.numerator;
}

static void make_source(struct maker *maker, uint32_t rank) {
    struct twin *twin = maker->twin;
    const struct source_config *source = &twin->config->source[rank];
    struct stream gaps, sizes, batches;
    struct sampler gap_law, batch_law;
    u128 above, below;
    uint64_t name = name_hash(source->name), end = twin->config->duration_ps, frames = 0;
    stream_start(&gaps, twin->seed, twin->replication, name, STREAM_GAP);
    stream_start(&sizes, twin->seed, twin->replication, name, STREAM_SIZE);
    stream_start(&batches, twin->seed, twin->replication, name, STREAM_BATCH);
    sampler_init(&batch_law, &source->batch);
    gap_of(source, &above, &below);
    double whole = (double)(uint64_t)(above / below), rest = (double)(uint64_t)(above % below);
    sampler_init_exponential(&gap_law, whole + rest / (double)(uint64_t)below);
    end = source->stop_ps < end ? source->stop_ps : end;
    bool poisson = source->arrival == ARRIVAL_POISSON;
    uint64_t at = source->start_ps;
    for (uint64_t k = 0;; k++) {
        if (poisson)
            at += sampler_draw(&gap_law, &gaps);
        else
            at = source->start_ps + (uint64_t)(k * above / below);
        if (at >= end)
            return;
        uint64_t batch = source->batched ? sampler_draw(&batch_law, &batches) : 1;
        for (uint64_t i = 0; i < (batch ? batch : 1); i++) {
            if (frames++ >= source->frames)
                return;
            make_frame(maker, rank, at, draw_length(&source->size, &sizes));
        }
    }
}

static int by_making(const void *a, const void *b) {
    const struct twin_frame *x = a, *y = b;
    if (x->made != y->made)
        return x->made < y->made ? -1 : 1;
    if (x->source != y->source)
        return x->source < y->source ? -1 : 1;
    return x->number < y->number ? -1 : x->number > y->number;
}

/* The link's clock counts in 1/numerator of a picosecond. */
static void send(struct twin *twin) {
    const struct config *config = twin->config;
    struct fraction rate = config->link_bps;
    u128 clock = 0;
    for (uint64_t i = 0; i < twin->frames; i++) {
        struct twin_frame *frame = &twin->frame[i];
        u128 made = (u128)frame->made * rate.numerator;
        u128 bytes = frame->length + config->source[frame->source].fcs_bytes + config->link_overhead_bytes;
        clock = (made > clock ? made : clock) + bytes * 8 * PS_PER_S * rate.denominator;
        frame->arrival = (uint64_t)(clock / rate.numerator);
    }
}

void twin_traffic(struct twin *twin) {
    struct maker maker = {twin, 0};
    for (uint32_t i = 0; i < twin->config->source_count; i++)
        make_source(&maker, i);
    if (twin->frames > 0)
        qsort(twin->frame, twin->frames, sizeof *twin->frame, by_making);
    for (uint64_t i = 0; i < twin->frames; i++) {
        twin->frame[i].arrival = twin->frame[i].made;
        twin->frame[i].number = i + 1;
    }
    if (twin->config->link_bps.numerator)
        send(twin);
}
