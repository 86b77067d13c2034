/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The express way with a server for everybody: a frame's one event, the end of its service or of its hold, is
 * known when it arrives. As in a line (express_line.c) those that are due are settled when somebody could see
 * it; the order in which they came due is the wheel's. */
#include "express_inner.h"

struct crowd {
    struct express *x;
    uint64_t left_ps; /* a frame left last then */
    uint32_t left;
    bool serves; /* it is their service that takes time, not their hold */
};

static inline void leave(struct crowd *crowd, uint32_t buffer, uint64_t end_ps) {
    struct express *x = crowd->x;
    struct frame *frame = &x->sim->frame[buffer];
    if (crowd->serves)
        lone_delivers(x->sim, frame, x->in_window);
    lone_accounts(x->sim, &x->digest, frame, end_ps);
    express_posts(x, buffer);
    x->out--;
    x->moment -= x->in_window ? end_ps : x->stamp_ps;
}

/* Everybody who is due by then. */
static void settle(struct crowd *crowd, uint64_t by_ps) {
    struct sim *sim = crowd->x->sim;
    while (wheel_peek(&sim->wheel).time_ps <= by_ps) {
        struct event event = wheel_peek(&sim->wheel);
        wheel_pop(&sim->wheel);
        sim->protocol[0].busy -= crowd->serves;
        leave(crowd, event_subject_of(event.order), event.time_ps);
        crowd->left_ps = event.time_ps;
        crowd->left++;
    }
}

bool crowd_serves(const struct plan *plan) {
    const struct plan_protocol *protocol = &plan->protocol[0];
    bool no_service = protocol->service.kind == DIST_CONSTANT && protocol->service.a == 0;
    bool no_hold = protocol->hold.kind == DIST_CONSTANT && protocol->hold.a == 0;
    return protocol->config->servers == CONFIG_UNLIMITED && no_service != no_hold;
}

/* What holds now is noted, if it lasts; false: it may not, and has not been noted. */
static bool take_up(struct express *x) {
    const struct sim *sim = x->sim;
    uint64_t claim_ps = wheel_peek(&sim->wheel).time_ps;
    uint64_t first_ps = x->arrival_ps < claim_ps ? x->arrival_ps : claim_ps;
    if (!x->in_window || (!x->fresh && x->out <= x->most))
        return true;
    if (first_ps <= sim->state->now_ps || first_ps >= x->until_ps)
        return false;
    express_notes(x);
    return true;
}

/* Its event goes on the wheel, where some may be overdue: the earliest is where the circle begins. */
static inline void stay(struct crowd *crowd, uint32_t buffer, uint64_t end_ps) {
    struct sim *sim = crowd->x->sim;
    struct frame *frame = &sim->frame[buffer];
    uint64_t now = sim->state->now_ps, least_ps = wheel_peek(&sim->wheel).time_ps;
    sim->protocol[0].busy += crowd->serves;
    frame->stage = crowd->serves ? CLAIM_SERVED : CLAIM_HELD;
    uint64_t order =
        event_order(crowd->serves ? EVENT_SERVICE_END : EVENT_RETURN, frame_number(frame), buffer);
    if (end_ps < sim->config->duration_ps)
        wheel_push(&sim->wheel, least_ps < now ? least_ps : now, (struct event){end_ps, order}, buffer);
}

/* A frame arrives now; true: an episode begins. */
static inline bool arrival(struct crowd *crowd) {
    struct express *x = crowd->x;
    struct sim *sim = x->sim;
    const struct plan_protocol *plan = &sim->plan->protocol[0];
    uint64_t now = sim->state->now_ps;
    uint32_t buffer = express_arrives(x);
    struct protocol_state *state = &sim->protocol[0];
    uint64_t takes =
        crowd->serves ? draw_next(&state->service, &plan->service) : draw_next(&state->hold, &plan->hold);
    if (!crowd->serves) {
        lone_delivers(sim, &sim->frame[buffer], x->in_window);
        sim->frame[buffer].hold_ps = takes;
    }
    if (takes > 0)
        stay(crowd, buffer, time_add(now, takes));
    else
        leave(crowd, buffer, now);
    if (x->out > x->most && x->in_window) {
        settle(crowd, now);
        if (x->out > x->most)
            express_notes(x);
    }
    if (!express_episode_begins(x))
        return false;
    settle(crowd, now);
    return express_episode_begins(x);
}

uint32_t crowd_run(struct express *x, uint32_t budget, bool *episode) {
    struct sim *sim = x->sim;
    struct state *state = sim->state;
    const struct plan_protocol *plan = &sim->plan->protocol[0];
    struct crowd crowd = {.x = x, .serves = plan->hold.kind == DIST_CONSTANT && plan->hold.a == 0};
    uint64_t by_ps = 0;
    uint32_t done = 0;
    if (!take_up(x))
        return 0;
    for (; done < budget && !*episode; done++) {
        uint64_t now = x->arrival_ps, other_ps = queue_peek(&sim->events).time_ps;
        uint64_t until_ps = other_ps < x->until_ps ? other_ps : x->until_ps;
        if (now >= until_ps) {
            by_ps = until_ps > 0 ? until_ps - 1 : 0;
            break;
        }
        if (x->ring_count == 0) {
            settle(&crowd, now);
            if (x->ring_count == 0)
                break;
        }
        state->now_ps = now;
        x->stamp_ps = x->in_window ? now : x->stamp_ps;
        *episode = arrival(&crowd);
    }
    settle(&crowd, by_ps > state->now_ps ? by_ps : state->now_ps);
    if (crowd.left_ps > state->now_ps) {
        state->now_ps = crowd.left_ps;
        x->stamp_ps = x->in_window ? crowd.left_ps : x->stamp_ps;
    }
    return done + crowd.left;
}
