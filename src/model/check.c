/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sanity walk: every invariant of the model, checked by walking everything. The checking build does it
 * after every event; tests break the state on purpose to see each check fire. */
#include "ndis.h"

struct census {
    uint64_t place[BUFFER_HOME + 1];
    uint64_t ready, live, draining, bytes;
};

static void count_buffers(const struct sim *sim, struct census *census) {
    bool blocks = sim->config->pool_placement == PLACEMENT_BLOCKS;
    for (uint32_t b = 0; b < sim->plan->buffer_limit; b++) {
        enum buffer_place place = sim->buffer_place[b];
        census->place[place]++;
        if (place == BUFFER_NONE)
            continue;
        bool draining = blocks && sim->blocks[sim->frame[b].block].state == BLOCK_DRAINING;
        ensure(!blocks || draining || sim->blocks[sim->frame[b].block].state == BLOCK_LIVE);
        ensure(place != BUFFER_HOME || draining);
        ensure(place != BUFFER_FREE || !draining);
        census->ready += place != BUFFER_INDICATED && !draining;
    }
}

static void count_blocks(const struct sim *sim, struct census *census) {
    uint64_t requested = 0, freeing = 0, draining = 0, grown = 0;
    for (uint32_t i = 0; i < sim->plan->block_limit; i++) {
        const struct block *block = &sim->blocks[i];
        bool held = block->state != BLOCK_UNUSED && block->state != BLOCK_REQUESTED;
        census->bytes += held ? block->bytes : 0;
        census->live += block->state == BLOCK_LIVE ? block->buffers : 0;
        census->draining += block->state == BLOCK_DRAINING ? block->buffers : 0;
        requested += block->state == BLOCK_REQUESTED ? block->buffers : 0;
        freeing += block->state == BLOCK_FREEING ? block->buffers : 0;
        draining += block->state == BLOCK_DRAINING;
        grown += block->state == BLOCK_LIVE && block->grown;
        if (sim->state->ndis.adapter != ADAPTER_SHUTDOWN) /* it frees nothing */
            ensure(block->state != BLOCK_DRAINING || block->home < block->buffers);
    }
    struct growth_state sum = {0};
    uint32_t pools_draining = 0, most = 0;
    for (uint32_t i = 0; i < sim->plan->pool_count; i++) {
        const struct growth_state *growth = &sim->growth[i];
        sum.total += growth->total;
        sum.live += growth->live;
        sum.grown_blocks += growth->grown_blocks;
        sum.pending_buffers += growth->pending_buffers;
        pools_draining += sim->pool[i].draining;
        most = growth->total > most ? growth->total : most;
        ensure(growth->peak <= (sim->plan->policy_peak ? sim->plan->buffer_limit : 0));
        ensure(growth->copy <= sim->plan->policy_copies);
    }
    ensure(sum.total == requested + census->live + census->draining + freeing);
    ensure(sum.live == census->live);
    ensure(sum.grown_blocks == grown);
    ensure(sum.pending_buffers == requested);
    ensure(pools_draining == draining);
    ensure(most <= sim->plan->pool_limit);
}

static void check_levels(const struct sim *sim, const struct census *census) {
    const uint64_t *level = sim->state->meter.level;
    const uint64_t *place = census->place;
    ensure(level[LEVEL_FREE] == place[BUFFER_FREE]);
    ensure(level[LEVEL_POSTED] == place[BUFFER_POSTED]);
    ensure(level[LEVEL_FILLED] == place[BUFFER_DMA] + place[BUFFER_FILLED]);
    ensure(level[LEVEL_INDICATED] == place[BUFFER_INDICATED]);
    ensure(level[LEVEL_HOME] == place[BUFFER_HOME]);
    ensure(level[LEVEL_READY] == census->ready);
    ensure(level[LEVEL_BYTES] == census->bytes);
    ensure(level[LEVEL_TOTAL] == census->live + census->draining);
    uint64_t out = sim->plan->buffer_limit - place[BUFFER_NONE];
    ensure(out == census->live + census->draining);
}

/* What the queues and pools count for themselves. */
struct tables {
    uint64_t posted, occupied, disabled;
};

/* What the NIC is not told of yet is less than a batch, and its timer runs while there is something. */
static void check_hidden(const struct sim *sim, uint32_t number) {
    const struct queue_data *queue = &sim->queue[number];
    uint32_t slot = timer_slot(sim, TIMER_REFILL, number);
    ensure(queue->visible <= queue->ring_count);
    ensure(queue->ring_count - queue->visible < sim->config->refill_batch);
    if (sim->config->refill_timer_ps != TIME_NEVER)
        ensure((sim->timers.slot[slot].time_ps != TIME_NEVER) == (queue->visible < queue->ring_count));
}

static void check_ring(const struct sim *sim, uint32_t number, struct tables *sum) {
    const struct queue_data *queue = &sim->queue[number];
    const uint32_t *ring = queue_ring(sim, number);
    sum->posted += queue->ring_count;
    sum->occupied += queue->occupied;
    sum->disabled += queue->masked_episode;
    ensure(queue->occupied <= sim->plan->ring);
    check_hidden(sim, number);
    for (uint32_t i = 0; i < queue->ring_count; i++) {
        uint32_t buffer = ring[(queue->ring_head + i) % sim->plan->ring];
        ensure(sim->buffer_place[buffer] == BUFFER_POSTED && sim->buffer_queue[buffer] == number);
    }
    uint32_t last = queue->filled_tail, b = queue->filled_head;
    for (uint32_t i = 0; i < queue->filled_count; i++, b = sim->frame[b].due.next) {
        ensure(sim->buffer_place[b] == BUFFER_FILLED && sim->frame[b].queue == number);
        last = b;
    }
    ensure(last == queue->filled_tail);
    ensure(!queue->masked_episode ||
           queue_ready(sim, number) < sim->pool[pool_number(sim, number)].disable_resume);
    if (!has_fault(sim, FAULT_UNMASK_TOO_EARLY)) /* there a DPC takes what nobody announced */
        ensure(queue->unannounced <= queue->filled_count || queue->masked_dpc || queue->masked_episode);
}

/* Every buffer counted where its block and its queue say it is. */
static void check_counts(const struct sim *sim) {
    bool ideal = sim->config->pool_placement == PLACEMENT_IDEAL;
    for (uint32_t p = 0; p < sim->plan->pool_count; p++) {
        uint32_t filled = 0, indicated = 0, free = 0, taken = 0;
        for (uint32_t q = 0; q < sim->plan->queue_count; q++)
            taken += pool_number(sim, q) == p ? sim->queue[q].taken : 0;
        uint32_t ready = taken;
        for (uint32_t b = 0; b < sim->plan->buffer_limit; b++) {
            enum buffer_place place = sim->buffer_place[b];
            if (place == BUFFER_NONE || pool_number(sim, sim->buffer_queue[b]) != p)
                continue;
            bool live = ideal || sim->blocks[sim->frame[b].block].state == BLOCK_LIVE;
            bool out = place == BUFFER_POSTED || place == BUFFER_DMA || place == BUFFER_FILLED;
            filled += place == BUFFER_DMA || place == BUFFER_FILLED;
            indicated += place == BUFFER_INDICATED;
            free += place == BUFFER_FREE;
            taken -= live && out;
        }
        const struct pool_state *pool = &sim->pool[p];
        ensure(taken == 0 && free == pool->free_count && pool->ready == ready + free);
        ensure(filled == pool->filled && indicated == pool->indicated);
    }
}

/* Frames in DMA that will be complete within the run, in order. */
static void check_dma(const struct sim *sim) {
    const struct dma_state *dma = &sim->state->dma;
    uint64_t before_ps = 0;
    uint32_t last = dma->tail, b = dma->head;
    for (uint32_t i = 0; i < dma->count; i++, b = sim->frame[b].due.next) {
        const struct frame *frame = &sim->frame[b];
        ensure(sim->buffer_place[b] == BUFFER_DMA && frame->buffers > 0);
        ensure(frame->stamp_ps >= before_ps);
        before_ps = frame->stamp_ps;
        last = b;
    }
    ensure(last == dma->tail);
    ensure(dma->next_ps == (dma->count > 0 ? sim->frame[dma->head].stamp_ps : TIME_NEVER));
}

static void check_queues(const struct sim *sim) {
    const uint64_t *level = sim->state->meter.level;
    struct tables sum = {0};
    for (uint32_t q = 0; q < sim->plan->queue_count; q++)
        check_ring(sim, q, &sum);
    ensure(sum.posted == level[LEVEL_POSTED]);
    ensure(sum.occupied == level[LEVEL_POSTED] + level[LEVEL_FILLED]);
    ensure(sum.disabled == level[LEVEL_DISABLED]);
    check_dma(sim);
    check_counts(sim);
}

/* The free list holds every free buffer once, both ways. */
static uint64_t walk_free(const struct sim *sim, uint32_t head, uint32_t tail) {
    uint64_t count = 0;
    uint32_t previous = NO_BUFFER;
    for (uint32_t b = head; b != NO_BUFFER; b = sim->frame[b].due.next) {
        ensure(sim->buffer_place[b] == BUFFER_FREE);
        ensure(sim->frame[b].due.far == previous);
        ensure(++count <= sim->plan->buffer_limit);
        previous = b;
    }
    ensure(tail == previous);
    return count;
}

static void check_free_lists(const struct sim *sim) {
    uint64_t count = 0;
    for (uint32_t i = 0; i < sim->plan->pool_count; i++)
        count += walk_free(sim, sim->pool[i].free_head, sim->pool[i].free_tail);
    for (uint32_t i = 0; i < sim->plan->block_limit; i++)
        if (sim->blocks[i].state == BLOCK_LIVE)
            count += walk_free(sim, sim->blocks[i].free_head, sim->blocks[i].free_tail);
    ensure(count == sim->state->meter.level[LEVEL_FREE]);
}

static uint64_t open_units(const struct sim *sim) {
    uint64_t open = 0;
    for (uint32_t q = 0; sim->plan->coalesces && q < sim->plan->queue_count; q++) {
        const struct unit *unit = &sim->unit[q];
        bool timed = sim->timers.slot[timer_slot(sim, TIMER_COALESCE, q)].time_ps != TIME_NEVER;
        ensure(timed == (unit->frame.length > 0));
        ensure(!timed || unit->frame.length + (uint64_t)unit->last <= sim->config->coalesce_bytes);
        open += timed;
    }
    return open;
}

/* Offered = delivered + dropped + coalesced + still inside. */
static void check_frames(const struct sim *sim) {
    const struct counters *count = &sim->state->count;
    uint64_t inside = sim->state->nic.fifo_count + open_units(sim);
    for (uint32_t b = 0; b < sim->plan->buffer_limit; b++) {
        enum buffer_place place = sim->buffer_place[b];
        bool out = place == BUFFER_DMA || place == BUFFER_FILLED || place == BUFFER_INDICATED;
        inside += out && sim->frame[b].buffers > 0 && sim->frame[b].fate == FATE_INSIDE;
    }
    const struct copies_state *copies = &sim->state->copies;
    uint64_t copied = 0;
    for (uint32_t i = 0; i < copies->made; i++) {
        const struct frame *frame = &sim->frame[sim->plan->buffer_limit + i];
        bool lives = frame->flags & FRAME_COPIED;
        ensure(!lives || (frame->holders > 0 && frame->buffers == 0));
        inside += lives && frame->fate == FATE_INSIDE;
        copied += lives ? (uint64_t)frame->length * frame->holders : 0;
    }
    ensure(copied == copies->bytes);
    ensure(copied <= sim->config->lowres_memory_bytes);
    ensure(sim->state->frames == count->all_delivered + count->all_dropped + count->all_coalesced + inside);
    uint64_t bytes = sim->state->nic.engine_bytes;
    for (uint32_t i = 0; i < sim->state->nic.fifo_count; i++)
        bytes += sim->fifo[((uint64_t)sim->state->nic.fifo_head + i) % sim->plan->fifo_frames].length;
    ensure(bytes == sim->state->nic.fifo_bytes);
    ensure(bytes <= sim->config->nic_fifo_bytes);
}

/* What is noted of a broken rule is noted for good: in order of time, none beyond the count. */
static void check_violations(const struct sim *sim) {
    const struct violations *violations = &sim->state->violations;
    for (int i = 0; i < RULE_COUNT; i++) {
        uint64_t last_ps = 0;
        for (uint32_t j = 0; j < VIOLATION_KEPT; j++) {
            const struct violation_note *note = &violations->first[i][j];
            bool noted = j < violations->count[i];
            ensure(noted ? note->time_ps >= last_ps && note->time_ps <= sim->state->now_ps
                         : note->time_ps == 0 && note->context == 0);
            ensure(note->context < CONTEXT_COUNT);
            last_ps = note->time_ps;
        }
    }
}

/* A level's jobs: each wants this CPU at this level, and is in no other list. */
static uint32_t walk_jobs(const struct sim *sim, uint32_t number, uint32_t level) {
    const struct cpu_data *cpu = &sim->cpu[number];
    uint32_t count = 0, last = NO_JOB;
    for (uint32_t j = cpu->head[level]; j != NO_JOB; j = sim->job[j].next) {
        ensure(sim->job[j].queued && sim->job[j].cpu == number && sim->job[j].level == level);
        ensure(++count <= sim->plan->cpu_jobs);
        last = j;
    }
    ensure(cpu->head[level] == NO_JOB || cpu->tail[level] == last);
    return count;
}

/* The first of the highest level that wants a CPU has it, and ends when it has had what it wanted. */
static void check_cpu(const struct sim *sim, uint32_t number) {
    const struct cpu_data *cpu = &sim->cpu[number];
    struct event timer = sim->timers.slot[timer_slot(sim, TIMER_CPU, number)];
    uint32_t level = 0;
    while (level < CPU_LEVELS && cpu->head[level] == NO_JOB)
        level++;
    ensure(cpu->level == level);
    if (level == CPU_LEVELS) {
        ensure(timer.time_ps == TIME_NEVER);
        return;
    }
    const struct cpu_job *job = &sim->job[cpu->head[level]];
    ensure(cpu->since_ps <= sim->state->now_ps);
    ensure(timer.time_ps == time_add(cpu->since_ps, job->left_ps) && timer.order == job->order);
    ensure(timer.time_ps >= sim->state->now_ps);
}

static void check_cpus(const struct sim *sim) {
    uint32_t queued = 0;
    if (!sim->plan->cpu_contended)
        return;
    for (uint32_t c = 0; c < sim->config->cpu_count; c++) {
        for (uint32_t level = 0; level < CPU_LEVELS; level++)
            queued += walk_jobs(sim, c, level);
        check_cpu(sim, c);
    }
    for (uint32_t j = 0; j < sim->plan->cpu_jobs; j++)
        queued -= sim->job[j].queued;
    ensure(queued == 0);
}

/* Every drop at the NIC has one cause; a queue is parked for want of buffers only. */
static void check_causes(const struct sim *sim) {
    const struct counters *count = &sim->state->count;
    uint64_t sum = 0;
    for (int i = 0; i < CAUSE_COUNT; i++)
        sum += count->cause[i];
    ensure(sum == count->fate[FATE_NO_DESCRIPTOR] + count->fate[FATE_FIFO_OVERFLOW]);
    for (uint32_t q = 0; q < sim->plan->queue_count; q++) {
        const struct queue_data *queue = &sim->queue[q];
        ensure(!queue->starved || queue->visible == 0);
        ensure(!queue->hungry);
        ensure(!queue->parked || (queue->masked_dpc && queue->filled_count > 0));
    }
}

void model_check(const struct sim *sim) {
    struct census census = {0};
    count_buffers(sim, &census);
    count_blocks(sim, &census);
    check_levels(sim, &census);
    check_queues(sim);
    check_free_lists(sim);
    check_frames(sim);
    check_violations(sim);
    check_ndis(sim);
    if (MODEL_CHECKS)
        check_addresses(sim);
    check_claims(sim);
    check_host_memory(sim);
    check_cpus(sim);
    check_feedback(sim);
    check_causes(sim);
}
