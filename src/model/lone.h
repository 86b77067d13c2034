/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A lone protocol (plan.lone): every frame has one holder, its owner, who serves it, holds it and gives it
 * back; nobody is told, nothing is copied, batched or stalled. What both its way (protocol.c) and the express
 * way (express.c) do is here, once; the general way of a claim is protocol.c's. */
#ifndef RXP_LONE_H
#define RXP_LONE_H

#include "queues.h"

/* Its service is over. */
static inline void lone_delivers(struct sim *sim, struct frame *frame, bool window) {
    struct counters *count = &sim->state->count;
    frame->fate = FATE_DELIVERED;
    count->all_delivered++;
    count->fate[FATE_DELIVERED] += measured(sim, frame->arrival_ps);
    if (window) {
        count->delivered_window++;
        count->delivered_bytes += frame->length;
    }
}

/* Its buffers go back at `now`: what that says about the frame. */
static inline void lone_accounts(struct sim *sim, struct digest *digest, struct frame *frame, uint64_t now) {
    if (measured(sim, frame->arrival_ps))
        histogram_add(sim->returns, now - frame->arrival_ps);
    const uint64_t word[FACT_WORDS] = {sim->plan->source[frame->source].name,
                                       frame_number(frame),
                                       frame->length,
                                       frame->arrival_ps,
                                       frame->fate,
                                       frame->stamp_ps,
                                       now};
    digest_add_words(digest, word, FACT_FRAME);
    frame->stage = CLAIM_BACK;
    frame->holders = 0;
}

/* Its time of service: drawn now, unless it was while it waited. */
static inline uint64_t lone_service(const struct frame *claim, struct protocol_state *state,
                                    const struct plan_protocol *plan) {
    return claim->hold_ps > 0 ? claim->hold_ps - 1 : draw_next(&state->service, &plan->service);
}

/* --- lone.c: what protocol.c does, where plan.lone --- */
/* As protocol_return(): its owner's hold is over. */
void lone_returns(struct sim *sim, uint32_t buffer);
/* As protocol_indicate(), for a frame of one buffer. */
void lone_indicates(struct sim *sim, uint32_t buffer);
/* The same for so many of a queue's filled frames at once, the oldest first (only where plan.lone_chain). */
void lone_chain(struct sim *sim, uint32_t queue, uint64_t frames);

#endif
