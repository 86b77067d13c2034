/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The express way with one server that holds nothing: frames stand in line, and the end of each service is
 * known when its frame arrives, max(now, the end before) + service (Lindley, "The Theory of Queues with a
 * Single Server", 1952). So a departure need not happen as an event: those that are due are settled when
 * somebody could see it, because descriptors run out, a greatest number is passed, or the loop ends.
 *
 * Service times are drawn in the order of service, which is that of arrival; what was drawn ahead is kept
 * with its frame when the loop ends (struct frame). */
#include "express_inner.h"

#define LINE_MOST 1024u /* frames; a power of two */

struct line {
    struct express *x;
    uint64_t last_ps; /* the end of the last service in line */
    uint64_t left_ps; /* a frame left last then */
    uint32_t head, count, left;
    uint32_t high; /* more in line than that may be more than ever */
    uint64_t end_ps[LINE_MOST];
    uint32_t buffer[LINE_MOST];
};

static inline struct protocol_state *protocol_of(const struct line *line) {
    return &line->x->sim->protocol[0];
}

static inline void join(struct line *line, uint32_t buffer, uint64_t end_ps) {
    uint32_t at = (line->head + line->count++) & (LINE_MOST - 1);
    line->end_ps[at] = line->last_ps = end_ps;
    line->buffer[at] = buffer;
}

/* Everybody who has left by then. */
static void settle(struct line *line, uint64_t by_ps) {
    struct express *x = line->x;
    struct sim *sim = x->sim;
    while (line->count > 0 && line->end_ps[line->head] <= by_ps) {
        uint64_t end_ps = line->end_ps[line->head];
        uint32_t buffer = line->buffer[line->head];
        struct frame *frame = &sim->frame[buffer];
        lone_delivers(sim, frame, x->in_window);
        lone_accounts(sim, &x->digest, frame, end_ps);
        express_posts(x, buffer);
        x->moment -= x->in_window ? end_ps : x->stamp_ps;
        line->head = (line->head + 1) & (LINE_MOST - 1);
        line->count--;
        line->left_ps = end_ps;
        line->left++;
    }
    x->out = line->count;
}

static void set_high(struct line *line) {
    uint64_t waiting = protocol_of(line)->backlog.most + 1, most = line->x->most;
    line->high = (uint32_t)(waiting < most ? waiting : most);
}

/* There may be more in line than ever: what is here now lasts, for whoever leaves at this instant has left.
 */
static void note_most(struct line *line) {
    struct express *x = line->x;
    struct gauge *backlog = &protocol_of(line)->backlog;
    settle(line, x->sim->state->now_ps);
    if (x->out > x->most)
        express_notes(x);
    if (line->count > backlog->most + 1)
        backlog->most = line->count - 1;
    set_high(line);
}

bool line_serves(const struct plan *plan) {
    const struct plan_protocol *protocol = &plan->protocol[0];
    return protocol->config->servers == 1 && protocol->hold.kind == DIST_CONSTANT && protocol->hold.a == 0;
}

bool line_may(const struct express *x) {
    const struct sim *sim = x->sim;
    uint32_t all = x->ring_count + x->out;
    /* with hardly a descriptor left it would be taken up and put down at every frame */
    return line_serves(sim->plan) && all < LINE_MOST && x->ring_count >= all / 8 &&
           sim->state->wheel.count == sim->protocol[0].busy;
}

/* Those who are there already; false: what holds now may not last, and has not been noted. */
static bool take_up(struct line *line) {
    struct express *x = line->x;
    struct sim *sim = x->sim;
    struct protocol_state *state = protocol_of(line);
    uint64_t first_ps = wheel_peek(&sim->wheel).time_ps;
    first_ps = x->arrival_ps < first_ps ? x->arrival_ps : first_ps;
    bool noted = !x->fresh && x->out <= x->most && state->backlog.level <= state->backlog.most;
    if (x->in_window && !noted && first_ps <= sim->state->now_ps)
        return false;
    if (state->busy > 0) {
        join(line, event_subject_of(wheel_peek(&sim->wheel).order), wheel_peek(&sim->wheel).time_ps);
        wheel_pop(&sim->wheel);
    }
    for (uint32_t b = state->head, left = (uint32_t)state->backlog.level; left > 0; left--) {
        struct frame *frame = &sim->frame[b];
        join(line, b, time_add(line->last_ps, lone_service(frame, state, &sim->plan->protocol[0])));
        b = frame->due.next;
    }
    if (x->in_window && !noted) {
        express_notes(x);
        if (state->backlog.level > state->backlog.most)
            state->backlog.most = state->backlog.level;
    }
    set_high(line);
    return true;
}

/* The first one is being served, the others wait: as if it had always been so. */
static void put_down(struct line *line) {
    struct sim *sim = line->x->sim;
    struct protocol_state *state = protocol_of(line);
    uint64_t now = sim->state->now_ps, before_ps = 0;
    state->busy = line->count > 0;
    state->backlog.level = line->count > 0 ? line->count - 1 : 0;
    state->backlog.since_ps = now > state->backlog.since_ps ? now : state->backlog.since_ps;
    for (uint32_t i = 0; i < line->count; i++) {
        uint32_t at = (line->head + i) & (LINE_MOST - 1), buffer = line->buffer[at];
        struct frame *frame = &sim->frame[buffer];
        if (i == 0) {
            frame->stage = CLAIM_SERVED;
            frame->hold_ps = 0;
            schedule_claim(sim, line->end_ps[at], EVENT_SERVICE_END, frame_number(frame), buffer);
        } else {
            frame->stage = CLAIM_WAITING;
            frame->hold_ps = 1 + line->end_ps[at] - before_ps;
            *(i == 1 ? &state->head : &sim->frame[state->tail].due.next) = buffer;
            state->tail = buffer;
        }
        before_ps = line->end_ps[at];
    }
}

/* Is there a descriptor, and room in the backlog? */
static inline bool has_room(const struct line *line) {
    const struct protocol_config *config = line->x->sim->plan->protocol[0].config;
    return line->x->ring_count > 0 && (line->count == 0 || line->count - 1 < config->backlog);
}

/* A frame arrives now and joins; true: an episode begins. */
static inline bool arrival(struct line *line) {
    struct express *x = line->x;
    struct sim *sim = x->sim;
    uint64_t now = sim->state->now_ps;
    uint32_t buffer = express_arrives(x);
    uint64_t service = draw_next(&protocol_of(line)->service, &sim->plan->protocol[0].service);
    uint64_t start_ps = line->last_ps > now ? line->last_ps : now;
    join(line, buffer, time_add(start_ps, service));
    if (line->last_ps == now)
        settle(line, now); /* served in no time */
    if (line->count > line->high && x->in_window)
        note_most(line);
    if (!express_episode_begins(x))
        return false;
    settle(line, now);
    return express_episode_begins(x);
}

uint32_t line_run(struct express *x, uint32_t budget, bool *episode) {
    struct line line;
    struct state *state = x->sim->state;
    uint64_t other_ps = queue_peek(&x->sim->events).time_ps;
    uint64_t until_ps = other_ps < x->until_ps ? other_ps : x->until_ps, by_ps = 0;
    line.x = x;
    line.last_ps = line.left_ps = 0;
    line.head = line.count = line.left = 0;
    if (!take_up(&line))
        return 0;
    uint32_t done = 0;
    for (; done < budget && !*episode; done++) {
        uint64_t now = x->arrival_ps;
        if (now >= until_ps) {
            by_ps = until_ps > 0 ? until_ps - 1 : 0;
            break;
        }
        if (!has_room(&line)) {
            settle(&line, now);
            if (!has_room(&line))
                break;
        }
        state->now_ps = now;
        x->stamp_ps = x->in_window ? now : x->stamp_ps;
        *episode = arrival(&line);
    }
    settle(&line, by_ps > state->now_ps ? by_ps : state->now_ps);
    if (line.left_ps > state->now_ps) {
        state->now_ps = line.left_ps;
        x->stamp_ps = x->in_window ? line.left_ps : x->stamp_ps;
    }
    put_down(&line);
    return done + line.left;
}
