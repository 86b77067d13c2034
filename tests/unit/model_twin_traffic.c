/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The twin's traffic: what a source makes unasked is made before the run begins; what waits for answers, when
 * they come. The link takes the earliest made; its clock counts in fractions of a picosecond that never have
 * a remainder. */
#include <stdlib.h>

#include "ensure.h"
#include "model_twin.h"

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

/* One of the source's flows, by weight if they differ. */
static uint64_t draw_flow(const struct flows_config *flows, struct stream *stream) {
    uint64_t total = 0, flow = 0;
    if (flows->count == 1)
        return 0;
    if (flows->weights == 0)
        return stream_below(stream, flows->count);
    for (uint32_t i = 0; i < flows->weights; i++)
        total += flows->weight[i];
    for (uint64_t ticket = stream_below(stream, total); ticket >= flows->weight[flow]; flow++)
        ticket -= flows->weight[flow];
    return flow;
}

/* The mean gap in picoseconds as an exact fraction: constant intervals are given, or frames per second are.
 */
static void gap_of(const struct source_config *source, u128 *above, u128 *below) {
    *above = source->interval_ps ? source->interval_ps : (u128)PS_PER_S * source->rate.value.denominator;
    *below = source->interval_ps ? 1 : source->rate.value.numerator;
}

static uint64_t gap(struct twin_source *source, const struct source_config *config, uint64_t k, uint64_t at) {
    u128 above, below;
    gap_of(config, &above, &below);
    if (config->arrival == ARRIVAL_POISSON)
        return at + sampler_draw(&source->gap_law, &source->gaps);
    return config->start_ps + (uint64_t)(k * above / below);
}

bool twin_make(struct twin *twin, uint32_t rank, uint64_t at, uint64_t connection) {
    const struct source_config *config = &twin->config->source[rank];
    struct twin_source *source = &twin->source[rank];
    bool window = config->arrival == ARRIVAL_WINDOW;
    if (source->made >= config->frames || at >= config->stop_ps || at >= twin->config->duration_ps)
        return false;
    if (source->made == source->room) {
        source->room = 2 * source->room + 64;
        source->frame = realloc(source->frame, source->room * sizeof *source->frame);
        ensure(source->frame != NULL);
    }
    struct twin_frame *frame = calloc(1, sizeof *frame);
    ensure(frame != NULL);
    frame->made = at;
    frame->source = rank;
    frame->length = draw_length(&config->size, &source->sizes);
    frame->flow = window ? connection : draw_flow(&config->flows, &source->flows);
    frame->order = source->made;
    frame->filled = frame->indicated = frame->returned = TIME_NEVER;
    source->frame[source->made++] = frame;
    return true;
}

/* Everything a source makes that does not care what happens to it. */
static void make_all(struct twin *twin, uint32_t rank) {
    const struct source_config *config = &twin->config->source[rank];
    struct twin_source *source = &twin->source[rank];
    uint64_t at = config->start_ps, end = twin->config->duration_ps;
    end = config->stop_ps < end ? config->stop_ps : end;
    for (uint64_t k = 0;; k++) {
        at = gap(source, config, k, at);
        if (at >= end)
            return;
        uint64_t batch = config->batched ? sampler_draw(&source->batch_law, &source->batches) : 1;
        for (uint64_t i = 0; i < (batch ? batch : 1); i++)
            if (!twin_make(twin, rank, at, 0))
                return;
    }
}

void twin_traffic(struct twin *twin) {
    for (uint32_t i = 0; i < twin->config->source_count; i++) {
        const struct source_config *config = &twin->config->source[i];
        struct twin_source *source = &twin->source[i];
        uint64_t name = name_hash(config->name), s = twin->seed, r = twin->replication;
        u128 above, below;
        stream_start(&source->gaps, s, r, name, STREAM_GAP);
        stream_start(&source->sizes, s, r, name, STREAM_SIZE);
        stream_start(&source->batches, s, r, name, STREAM_BATCH);
        stream_start(&source->flows, s, r, name, STREAM_FLOW);
        sampler_init(&source->batch_law, &config->batch);
        gap_of(config, &above, &below);
        double whole = (double)(uint64_t)(above / below), rest = (double)(uint64_t)(above % below);
        sampler_init_exponential(&source->gap_law, whole + rest / (double)(uint64_t)below);
        if (config->arrival == ARRIVAL_CLOSED || config->arrival == ARRIVAL_WINDOW)
            twin_start_feedback(twin, i);
        else
            make_all(twin, i);
    }
}

/* --- the link --- */

/* The frame made first of those that are still with their sources, the lowest rank of equals; NULL: none. */
static struct twin_frame *first_made(const struct twin *twin) {
    struct twin_frame *best = NULL;
    for (uint32_t i = 0; i < twin->config->source_count; i++) {
        const struct twin_source *source = &twin->source[i];
        struct twin_frame *frame = source->taken < source->made ? source->frame[source->taken] : NULL;
        if (frame && (!best || frame->made < best->made))
            best = frame;
    }
    return best;
}

static bool has_link(const struct twin *twin) {
    return twin->config->link_bps.numerator > 0;
}

/* What comes next from upstream: a frame at the NIC, or one that the idle link takes. */
struct twin_event twin_upstream(const struct twin *twin) {
    const struct twin_frame *frame = first_made(twin);
    if (twin->carried)
        return (struct twin_event){(uint64_t)(twin->link_clock / twin->config->link_bps.numerator), 0,
                                   TWIN_ARRIVAL, NULL};
    if (!frame || (has_link(twin) && twin->link_stopped))
        return (struct twin_event){TIME_NEVER, 0, TWIN_ARRIVAL, NULL};
    if (has_link(twin))
        return (struct twin_event){frame->made > twin->now ? frame->made : twin->now, 0, TWIN_MADE, NULL};
    return (struct twin_event){frame->made, frame->source, TWIN_ARRIVAL, NULL};
}

/* The link's clock counts in 1/numerator of a picosecond. */
void twin_take_made(struct twin *twin) {
    const struct config *config = twin->config;
    struct fraction rate = config->link_bps;
    struct twin_frame *frame = first_made(twin);
    u128 now = (u128)twin->now * rate.numerator;
    u128 bytes = frame->length + config->source[frame->source].fcs_bytes + config->link_overhead_bytes;
    twin->link_clock =
        (now > twin->link_clock ? now : twin->link_clock) + bytes * 8 * PS_PER_S * rate.denominator;
    twin->source[frame->source].taken++;
    twin->carried = frame;
}

struct twin_frame *twin_arrived(struct twin *twin) {
    struct twin_frame *frame = twin->carried;
    if (!has_link(twin)) {
        frame = first_made(twin);
        twin->source[frame->source].taken++;
    }
    twin->carried = NULL;
    if (twin->arrived == twin->room) {
        twin->room = 2 * twin->room + 64;
        twin->frame = realloc(twin->frame, twin->room * sizeof *twin->frame);
        ensure(twin->frame != NULL);
    }
    twin->frame[twin->arrived++] = frame;
    frame->number = twin->arrived;
    frame->arrival = twin->now;
    return frame;
}

/* Pause frames: the FIFO has settled; does the link have to stop, or may it go on? */
void twin_look_at_fifo(struct twin *twin) {
    const struct config *config = twin->config;
    uint64_t bytes = twin_fifo_bytes(twin);
    bool turns = twin->asked_to_stop ? bytes <= config->pause_xon_bytes : bytes >= config->pause_xoff_bytes;
    if (!turns || config->pause_xoff_bytes == CONFIG_UNLIMITED || !has_link(twin))
        return;
    twin->asked_to_stop = !twin->asked_to_stop;
    twin->seen.paused += twin->asked_to_stop;
    twin_schedule(twin, time_add(twin->now, config->pause_delay_ps), TWIN_PAUSE, twin->job_order++,
                  twin->asked_to_stop ? twin : NULL);
}
