/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who may call whom: every function that one module of the model offers to another. Calls go downstream,
 * along a frame's way; the way back up is schedule(), resolved in dispatch.c. What is too small to be called
 * stands in queues.h and meter.h. */
#ifndef RXP_MODULES_H
#define RXP_MODULES_H

#include "meter.h"
#include "queues.h"
#include "text.h"

/* --- time (sim.c) --- */
/* An event at or after now. What happens at this very instant usually is the next thing: it waits beside the
 * queue. */
static inline void schedule(struct sim *sim, uint64_t time_ps, enum event_kind kind, uint64_t number,
                            uint32_t subject) {
    struct state *state = sim->state;
    struct event event = {time_ps, event_order(kind, number, subject)};
    if (time_ps >= sim->config->duration_ps)
        return; /* never happens within the run: its facts are written as "inside" when the run ends */
    if (time_ps == state->now_ps && state->next.time_ps == TIME_NEVER)
        state->next = event;
    else
        queue_push(&sim->events, event);
}

/* The end of a claim's service or hold: there may be as many as buffers, and none is ever moved. */
static inline void schedule_claim(struct sim *sim, uint64_t time_ps, enum event_kind kind, uint64_t number,
                                  uint32_t claim) {
    struct state *state = sim->state;
    if (time_ps < sim->config->duration_ps)
        wheel_push(&sim->wheel, state->now_ps, (struct event){time_ps, event_order(kind, number, claim)},
                   claim);
}

/* A DMA completion: completions come in order, so they need no heap. */
static inline void schedule_dma_end(struct sim *sim, uint64_t time_ps, uint32_t buffer) {
    if (sim->plan->coalesces) /* units may overtake each other's numbers */
        schedule(sim, time_ps, EVENT_DMA_END, frame_number(&sim->frame[buffer]), buffer);
    else if (time_ps < sim->config->duration_ps)
        dma_push(sim, time_ps, buffer);
}

static inline uint32_t timer_slot(const struct sim *sim, enum timer_kind kind, uint32_t number) {
    return sim->plan->timer[kind] + number;
}

/* --- lineage.c: what is drawn from --- */
/* Starts every stream of the run, keyed by its seed and replication: nothing that was drawn ahead is left. */
void streams_start(struct sim *sim);

/* --- forget.c: what is pending and has no memory --- */
/* Draws what is left of pending exponential times once more, from the streams as they are now. */
void pending_forget(struct sim *sim);

/* --- source.c, source_modulated.c: traffic --- */
void source_start(struct sim *sim, uint32_t source);
/* Makes source_state.next_ps and .length those of the next frame. */
void source_advance(struct sim *sim, uint32_t source);
/* The next instant of a modulated or scheduled source strictly after its current one. */
void source_modulated_start(struct sim *sim, uint32_t source);
void source_modulated_next(struct sim *sim, uint32_t source);
/* One cbr gap or one Poisson gap. */
uint64_t source_gap(struct source_state *state, const struct plan_rate *rate, bool poisson);

/* Length and flow of the frame a source makes next. */
uint32_t source_length(const struct plan_source *plan, struct source_state *state);
uint32_t source_flow(const struct plan_source *plan, struct source_state *state);

/* --- upstream.c: frames made by sources that wait, until the link takes them --- */
bool upstream_may_make(const struct sim *sim, uint32_t source); /* within its end and number of frames */
void upstream_make(struct sim *sim, uint32_t source, uint32_t flow, uint32_t epoch);
void upstream_taken(struct sim *sim, uint32_t source); /* the link has taken the first of them */

/* --- source_closed.c, source_window.c: sources that wait for what becomes of their frames --- */
enum source_news {
    SOURCE_DELIVERED, /* its service ended */
    SOURCE_RETURNED,  /* delivered, and now its last holder gave it back */
    SOURCE_LOST       /* dropped anywhere */
};
void source_closed_start(struct sim *sim, uint32_t source);
void source_closed_news(struct sim *sim, enum source_news news, uint32_t source, uint32_t frames);
void source_think(struct sim *sim, uint32_t source); /* EVENT_THINK */
void source_window_start(struct sim *sim, uint32_t source);
void source_window_open(struct sim *sim, uint32_t source); /* the first frames, at its start */
void source_window_news(struct sim *sim, enum source_news news, uint32_t source, uint32_t connection,
                        uint32_t frames, uint32_t epoch);
void source_acknowledge(struct sim *sim, uint32_t number, uint32_t subject); /* EVENT_ACKNOWLEDGE */
/* Tells a frame's source; frames: how many went as this one. Only where plan.answers. */
void source_told(struct sim *sim, enum source_news news, uint32_t source, uint32_t flow, uint32_t frames,
                 uint32_t epoch);
static inline void source_tell(struct sim *sim, enum source_news news, uint32_t slot) {
    if (!sim->plan->answers)
        return;
    const struct origin *origin = &sim->origin[slot];
    source_told(sim, news, sim->frame[slot].source, origin->flow, origin->merged + 1, origin->epoch);
}

/* --- wire.c: one link for all sources, or none --- */
void wire_start(struct sim *sim);
void wire_arrival(struct sim *sim, uint32_t number); /* EVENT_ARRIVAL */
/* The frame that arrives now, of the link or of the source of this rank; the next one is made. */
void wire_next(struct sim *sim, uint32_t number, struct arrived *frame);
void wire_made(struct sim *sim); /* a source that waits has made a frame */
void wire_take(struct sim *sim); /* EVENT_MADE */
void wire_stop(struct sim *sim, bool stop);

/* --- pause.c: the NIC stops the link --- */
void pause_look(struct sim *sim);    /* the FIFO's bytes have changed; only where plan.pause */
void pause_reached(struct sim *sim); /* EVENT_PAUSE */

/* --- coalesce.c: frames of a flow become one; only where plan.coalesces --- */
void coalesce_frame(struct sim *sim, const struct waiting *frame);
void coalesce_timeout(struct sim *sim, uint32_t queue); /* EVENT_COALESCE_TIMEOUT */

/* --- nic.c: FIFO, descriptors, DMA --- */
/* Frames of this flow of the source of this name: their place in the table of queues, 0 to 127. */
uint32_t nic_place(uint64_t name, uint32_t flow);
void nic_receive(struct sim *sim, const struct arrived *arrived);
void nic_receive_counted(struct sim *sim, const struct arrived *arrived); /* nic_counts() is behind it */
void nic_admit(struct sim *sim, const struct waiting *frame);             /* to engine or FIFO, or dropped */
void nic_pump(struct sim *sim);                     /* a descriptor was posted or the engine became free */
void nic_engine_free(struct sim *sim);              /* EVENT_DMA_ENGINE */
void nic_dma_end(struct sim *sim, uint32_t buffer); /* EVENT_DMA_END */
void nic_filled(struct sim *sim, uint32_t buffer, uint64_t at_ps); /* its part that concerns the driver */

/* --- interrupt.c: causes, moderation, masks --- */
void interrupt_cause(struct sim *sim, uint32_t queue);    /* a frame was filled: raise now or later */
void interrupt_due(struct sim *sim, uint32_t queue);      /* EVENT_INTERRUPT_DUE */
void interrupt_deliver(struct sim *sim, uint32_t queue);  /* EVENT_INTERRUPT */
void interrupt_unmasked(struct sim *sim, uint32_t queue); /* a mask bit was cleared */

/* --- cpu.c: who has which processor (only where plan.cpu_contended) --- */
/* Jobs have numbers: those of the ISRs of all queues, of their DPCs, of the workers, of claims of frames
 * (which exist only where some protocol has cpu: shared). Each wants one processor at a time, and once. */
static inline uint32_t cpu_job_isr(uint32_t queue) {
    return queue;
}
static inline uint32_t cpu_job_dpc(const struct sim *sim, uint32_t queue) {
    return sim->plan->queue_count + queue;
}
static inline uint32_t cpu_job_worker(const struct sim *sim, uint32_t worker) {
    return 2 * sim->plan->queue_count + worker;
}
static inline uint32_t cpu_job_claim(const struct sim *sim, uint32_t claim) {
    return 2 * sim->plan->queue_count + sim->config->allocation_workers + claim;
}
/* The CPU of a queue's ISR and DPC, of a worker, of a server: the n-th of several. */
static inline uint32_t cpu_of(const struct sim *sim, uint64_t n) {
    return (uint32_t)(n % sim->config->cpu_count);
}
void cpu_start(struct sim *sim);
/* The job wants `cost_ps` of processor time, behind those of its level; when it has had it, the event `order`
 * (event_order()) happens, once, in its place within that instant. Then the job is free again, but a DPC
 * keeps the CPU at its level for its next piece of work, cpu_continue(), until cpu_release(). */
void cpu_submit(struct sim *sim, uint32_t cpu, enum cpu_level level, uint32_t job, uint64_t cost_ps,
                uint64_t order);
void cpu_continue(struct sim *sim, uint32_t cpu, uint64_t cost_ps, uint64_t order);
void cpu_release(struct sim *sim, uint32_t cpu);
/* The event `order` is about to happen: if it is the end of a job, its CPU goes on. */
void cpu_ended(struct sim *sim, uint64_t order);
void cpu_settle(struct sim *sim); /* the run ends: time used so far is counted */

/* --- dpc.c: ISR, DPC, slices and chains --- */
void dpc_poll_start(struct sim *sim);
void dpc_isr(struct sim *sim, uint32_t queue);
/* The queue's DPC is wanted, its interrupt masked: it starts dpc.latency later. */
void dpc_request(struct sim *sim, uint32_t queue);
void dpc_unpark(struct sim *sim, uint32_t pool);   /* buffers are free: queues that wait for some try again */
void dpc_isr_end(struct sim *sim, uint32_t queue); /* EVENT_ISR_END */
void dpc_start(struct sim *sim, uint32_t queue);   /* EVENT_DPC_START */
void dpc_chain_end(struct sim *sim, uint32_t queue); /* EVENT_DPC_CHAIN */

/* --- cause.c: why a frame was lost --- */
/* One that needs so many descriptors of the queue, and has not got its way. */
enum drop_cause cause_at_nic(const struct sim *sim, uint32_t queue, uint32_t needed);
void cause_counts(const struct sim *sim,
                  uint64_t count[CAUSE_COUNT]); /* of the measurement, every drop once */

/* --- copy.c: frames that live on in protocol memory --- */
void copy_indicate(struct sim *sim, uint32_t buffer); /* a filled frame, off the ring: copied, or lost */
void copy_left(struct sim *sim, const struct frame *frame); /* one of its holders is done with it */
void copy_free(struct sim *sim, uint32_t slot);             /* the last one is */
uint64_t copy_peak(const struct sim *sim);

/* --- starve.c: queues that will never receive again --- */
void starve_judge(struct sim *sim); /* the queues whose frames found no descriptor in this event */
void starve_story(const struct sim *sim, struct text *text);

/* --- harvest.c: chains --- */
uint64_t harvest_begin(struct sim *sim, uint32_t queue); /* what the chain to come costs; may shorten it */
/* Its cost has elapsed: it is indicated. False: frames must wait for buffers to replace theirs; queue.chain
 * is what was done. */
bool harvest_end(struct sim *sim, uint32_t queue);

/* --- refill.c: posting, and telling the NIC --- */
void driver_start(struct sim *sim); /* fills the rings for the first time */
void driver_refill(struct sim *sim, uint32_t queue);
void refill_spread(struct sim *sim); /* a shared pool: over the rings, one buffer at a time */
void refill_exchange(struct sim *sim, uint32_t queue, uint32_t count); /* so many free ones go on the ring */
/* It refilled, or indicated a chain: is it time to show what is hidden? */
void refill_hidden(struct sim *sim, uint32_t queue);
/* What is hidden may have changed: does the timer still run, from when on? */
void refill_watch(struct sim *sim, uint32_t queue);
/* EVENT_REFILL_TIMER, EVENT_REFILL_RETRY of a queue, EVENT_RESCUE of all */
void refill_event(struct sim *sim, enum event_kind kind, uint32_t queue);

/* --- driver.c: episodes --- */
void driver_after_chain(struct sim *sim, uint32_t queue); /* does an episode begin? */
/* Buffers of the queue's came back: refill or end episodes. */
void driver_supplied(struct sim *sim, uint32_t queue);
/* The same for buffers that no queue had: of a new block, or what a recall left room for. */
void driver_supplied_pool(struct sim *sim, uint32_t pool);

/* --- protocol.c: frames and their holders --- */
void protocol_start(struct sim *sim);
uint32_t protocol_choose_by_share(struct sim *sim);
static inline uint32_t protocol_choose(struct sim *sim) {
    return sim->plan->owner_count == 1 ? sim->plan->owner[0] : protocol_choose_by_share(sim);
}
void protocol_indicate(struct sim *sim, uint32_t buffer);
/* It is indicated now: counted. */
static inline void protocol_seen(struct sim *sim, const struct frame *frame) {
    if (measured(sim, frame->arrival_ps)) {
        sim->state->count.indicated++;
        histogram_add(sim->latency, sim->state->now_ps - frame->arrival_ps);
    }
}
void protocol_hand_over(struct sim *sim, uint32_t slot);         /* a frame, or its copy, is its holders' */
void protocol_service_end(struct sim *sim, uint32_t claim);      /* EVENT_SERVICE_END */
void protocol_return(struct sim *sim, uint32_t claim);           /* EVENT_RETURN */
void protocol_claim_back(struct sim *sim, uint32_t claim);       /* its holder has returned it */
void protocol_serve_waiting(struct sim *sim, uint32_t protocol); /* as far as it can */

/* --- returns.c: batches, and what returning costs (only where plan_protocol.collects) --- */
void return_held(struct sim *sim, uint32_t claim);     /* its hold is over */
void return_due(struct sim *sim, uint32_t claim);      /* EVENT_RETURN: as above, or its batch is paid */
void return_timer(struct sim *sim, uint32_t protocol); /* EVENT_RETURN_TIMER */

/* --- stall.c --- */
void stall_start(struct sim *sim);
void stall_turn(struct sim *sim, uint32_t protocol); /* EVENT_STALL: one begins or ends */
/* The end of a service came too early by stalls since it was settled: it comes again, later. */
bool stall_delays(struct sim *sim, uint32_t claim);

/* --- server.c: servers that share processors (only where plan_protocol.shared) --- */
void server_take(struct sim *sim, uint32_t claim); /* the lowest idle one */
void server_leave(struct sim *sim, uint32_t claim);
/* So much work for the claim on that server's CPU, then the event. */
void server_work(struct sim *sim, uint32_t server, uint32_t claim, uint64_t cost_ps, enum event_kind kind);

/* --- pool.c: buffers and their lists; block.c: blocks --- */
void pool_init(struct sim *sim);
uint32_t pool_pass_free(struct sim *sim, struct pool_state *pool);     /* the next of them; not counted yet */
bool pool_take_free(struct sim *sim, uint32_t pool, uint32_t *buffer); /* by pool.reuse; false: none */
void pool_put(struct sim *sim, uint32_t buffer);                       /* a buffer is back with the driver */
void pool_unlink_free(struct sim *sim, uint32_t buffer);
void pool_link_free(struct sim *sim, uint32_t buffer);
uint32_t block_new(struct sim *sim, uint32_t pool, uint32_t buffers); /* REQUESTED; NO_BLOCK: no slot */
void block_live(struct sim *sim, uint32_t block);                     /* its buffers are free */
void block_drain_newest(struct sim *sim, uint32_t pool);
void block_home(struct sim *sim, uint32_t block); /* one more of its buffers is home */
void block_gone(struct sim *sim, uint32_t block); /* its memory is the host's again */
struct allocation_row block_row(const struct block *block, uint64_t freed_ps);
void block_unused(struct sim *sim, uint32_t block); /* the slot is empty again */

/* --- host.c: the memory manager --- */
struct stream host_stream(const struct sim *sim, enum stream_purpose purpose, uint64_t number);
/* Settles a request's outcome and takes its memory; returns its latency. */
uint64_t host_settle(struct sim *sim, struct block *block);
void host_release(struct sim *sim, const struct block *block);

/* --- initialise.c: before time 0 --- */
bool host_initialise(struct sim *sim);         /* false: initialisation failed */
char *initialise_story(const struct sim *sim); /* why it failed; the caller's to free */

/* --- worker.c: requests and frees that take time --- */
void host_request(struct sim *sim, uint32_t block);
void host_free(struct sim *sim, uint32_t block);      /* the block is FREEING */
void host_queue(struct sim *sim, uint32_t block);     /* EVENT_ALLOC_QUEUED */
void host_allocated(struct sim *sim, uint32_t block); /* EVENT_ALLOCATED */
void host_paid(struct sim *sim, uint32_t block);      /* EVENT_ALLOC_PAID */
void host_freed(struct sim *sim, uint32_t block);     /* EVENT_FREED */

/* --- growth.c: the policy's crossing --- */
void growth_start(struct sim *sim);
void growth_consult(struct sim *sim);       /* asks every policy that must be */
bool growth_endless(const struct sim *sim); /* asked so often in one instant that it will never end */
void growth_peak(struct sim *sim);          /* an instant is over: note filled + indicated of every pool */
void growth_request_ended(struct sim *sim, uint32_t block);
void growth_timer(struct sim *sim, uint32_t pool, uint32_t reason);
/* Was ready above grow.below at some time after `since`? */
bool growth_relieved(const struct sim *sim, uint32_t pool, uint64_t since_ps);

/* --- meter.c: levels, integrals, tallies --- */
void meter_start(struct sim *sim);
void meter_watch(struct sim *sim, uint64_t to_ps); /* as its name says, of what few runs ask for */
void meter_extremes(struct meter *meter);          /* the levels have lasted */
/* Time moves on to `to_ps`: what holds now has lasted. */
static inline void meter_advance(struct sim *sim, uint64_t to_ps) {
    struct meter *meter = &sim->state->meter;
    uint64_t warmup = sim->config->warmup_ps;
    if (sim->plan->watches_time)
        meter_watch(sim, to_ps);
    bool beyond = meter->beyond | (meter->level[LEVEL_FILLED] > meter->most[LEVEL_FILLED]);
    if (beyond && to_ps > warmup)
        meter_extremes(meter);
    meter->stamp_ps = to_ps > warmup ? to_ps : warmup;
}
void meter_end(struct sim *sim, uint64_t to_ps); /* the window is over: integrals are made */
void meter_busy(const struct sim *sim, uint64_t *counter, uint64_t from_ps, uint64_t for_ps);
void meter_sample(struct sim *sim); /* EVENT_SAMPLE */

/* The gauge, with what it says of the time since it changed. */
struct gauge gauge_ended(const struct sim *sim, const struct gauge *gauge);

/* --- fact.c: the digest --- */
void fact_frame(struct sim *sim, const struct frame *frame, enum fate fate, uint64_t indicated_ps,
                uint64_t returned_ps);
void fact_dropped(struct sim *sim, const struct waiting *frame, enum fate fate);
void fact_interrupt(struct sim *sim, uint32_t queue);
void fact_episode(struct sim *sim, const struct episode_row *row);
void fact_allocation(struct sim *sim, const struct allocation_row *row);
void fact_block_freed(struct sim *sim, uint64_t number, uint64_t time_ps);

/* --- record.c: the rows that are kept --- */
void record_episode(struct sim *sim, const struct episode_row *row);
void record_allocation(struct sim *sim, const struct allocation_row *row);

/* --- dispatch.c, check.c, halt.c, outcome.c --- */
void dispatch(struct sim *sim, uint64_t order);
/* The event may be the end of a job: its CPU is free for the next one, then it happens, and whoever it left
 * without a descriptor is looked at. */
static inline void event_happens(struct sim *sim, uint64_t order) {
    if (sim->plan->cpu_contended)
        cpu_ended(sim, order);
    dispatch(sim, order);
    if (sim->state->hungry)
        starve_judge(sim);
}
void model_check(const struct sim *sim);       /* every invariant, by walking; ensure() when one is broken */
void check_claims(const struct sim *sim);      /* check_protocol.c: those of frames with protocols */
void check_host_memory(const struct sim *sim); /* check_host.c: those of the host's memory and workers */
void check_feedback(const struct sim *sim);    /* check_feedback.c: those of reactive traffic */
void halt(struct sim *sim);                    /* end of the run: what is inside, what is given back */
void outcome_metrics(const struct sim *sim, struct run_result *result);

#endif
