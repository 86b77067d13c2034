/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The twin's protocols: who holds a frame, serves it, and when it goes back. */
#include "ensure.h"
#include "model_twin.h"

uint32_t twin_choose_protocol(struct twin *twin) {
    const struct config *config = twin->config;
    uint64_t total = 0;
    for (uint32_t i = 0; i < config->protocol_count; i++)
        total += config->protocol[i].mode == PROTOCOL_SPLIT ? config->protocol[i].share : 0;
    uint64_t ticket = config->protocol_count == 1 ? 0 : stream_below(&twin->share_stream, total);
    for (uint32_t i = 0;; i++) {
        if (config->protocol[i].mode == PROTOCOL_ALL)
            continue;
        if (ticket < config->protocol[i].share)
            return i;
        ticket -= config->protocol[i].share;
    }
}

static bool constant_zero(const struct dist *law) {
    return law->kind == DIST_CONSTANT && law->a == 0;
}

/* Its only protocol needs no time at all. */
bool twin_instant(const struct twin *twin, const struct twin_frame *frame) {
    const struct protocol_config *protocol = &twin->config->protocol[frame->protocol];
    for (uint32_t i = 0; i < twin->config->protocol_count; i++)
        if (twin->config->protocol[i].mode == PROTOCOL_ALL)
            return false;
    return constant_zero(&protocol->service) && constant_zero(&protocol->hold) && protocol->return_batch == 1;
}

/* --- going back --- */

void twin_give_back(struct twin *twin, struct twin_frame *frame) {
    frame->returned = twin->now;
    for (uint32_t i = 0; i < frame->needed; i++)
        twin_put(twin, frame->buffer[i]);
    twin_returned(twin, frame->queue);
}

/* The protocol is done with the frame; the last one to be gives the buffers back. */
static void release(struct twin *twin, struct twin_claim *claim) {
    struct twin_frame *frame = claim->frame;
    claim->done = true;
    if (frame->copied)
        twin->copied_bytes -= frame->length;
    for (uint32_t i = 0; i < frame->claims; i++)
        if (!frame->claim[i].done)
            return;
    twin_frame_back(twin, frame); /* of a copy too it is what its sender waits for */
    if (!frame->copied)
        twin_give_back(twin, frame);
}

/* The frames that go back together with this one, or it alone. */
static void paid(struct twin *twin, struct twin_claim *claim) {
    struct twin_list *back = &twin->protocol[claim->protocol].back;
    struct twin_claim *together[64];
    uint32_t count = 0;
    for (uint32_t i = 0; i < back->count; i++) {
        struct twin_claim *other = back->item[i];
        if (other->left == claim->left)
            together[count++] = twin_take(back, i--);
    }
    twin->seen.together += count > 1;
    for (uint32_t i = 0; i < count; i++)
        release(twin, together[i]);
}

/* All that wait go back, their return paid in one. `left` marks those that belong together. */
static void go_back(struct twin *twin, uint32_t number) {
    struct twin_list *back = &twin->protocol[number].back;
    struct twin_claim *last = NULL;
    uint64_t cost = 0;
    for (uint32_t i = 0; i < back->count; i++) {
        struct twin_claim *claim = back->item[i];
        if (claim->left)
            continue;
        claim->left = twin->job_order + 1;
        last = claim;
        if (!twin_instant(twin, claim->frame))
            cost += claim->frame->needed * twin->config->cpu_return_ps;
    }
    struct twin_event event = {0, last->frame->number, TWIN_RETURN, last};
    twin->job_order++;
    if (cost == 0)
        paid(twin, last);
    else if (twin->config->protocol[number].cpu == PROTOCOL_SHARED)
        twin_submit(twin, last->server % twin->config->cpu_count, TWIN_LEVEL_APPLICATION, cost, event);
    else
        twin_schedule(twin, twin->now + cost, TWIN_RETURN, last->frame->number, last);
}

static void held(struct twin *twin, struct twin_claim *claim) {
    const struct protocol_config *config = &twin->config->protocol[claim->protocol];
    struct twin_list *back = &twin->protocol[claim->protocol].back;
    uint64_t waiting = 0;
    if (claim->frame->copied) { /* nothing to give back */
        release(twin, claim);
        return;
    }
    claim->left = 0;
    twin_push(back, claim);
    for (uint32_t i = 0; i < back->count; i++)
        waiting += ((struct twin_claim *)back->item[i])->left == 0;
    if (waiting == config->return_batch) {
        twin_cancel(twin, TWIN_RETURN_TIMER, claim->protocol);
        go_back(twin, claim->protocol);
    } else if (waiting == 1 && config->return_timer_ps != TIME_NEVER) {
        twin_schedule(twin, time_add(twin->now, config->return_timer_ps), TWIN_RETURN_TIMER, claim->protocol,
                      NULL);
    }
}

void twin_return_timer(struct twin *twin, uint32_t protocol) {
    go_back(twin, protocol);
}

/* Either its hold or the work of its return is over. */
void twin_return(struct twin *twin, struct twin_event event) {
    struct twin_claim *claim = event.what;
    if (claim->served)
        paid(twin, claim);
    else
        claim->served = true, held(twin, claim);
}

/* --- service --- */

static void deliver(struct twin *twin, struct twin_frame *frame) {
    frame->fate = TWIN_DELIVERED;
    twin_frame_delivered(twin, frame);
}

static void delivered(struct twin *twin, struct twin_claim *claim) {
    if (claim->frame->protocol == claim->protocol)
        deliver(twin, claim->frame);
    if (claim->hold > 0) {
        twin_schedule(twin, time_add(twin->now, claim->hold), TWIN_RETURN, claim->frame->number, claim);
        return;
    }
    claim->served = true;
    held(twin, claim);
}

/* Service and hold are drawn now; a service of no length is over at once. */
static void serve(struct twin *twin, struct twin_claim *claim) {
    struct twin_protocol *protocol = &twin->protocol[claim->protocol];
    const struct protocol_config *config = &twin->config->protocol[claim->protocol];
    struct twin_event event = {0, claim->frame->number, TWIN_SERVED, claim};
    uint64_t service = sampler_draw(&protocol->service_law, &protocol->service_stream);
    claim->hold = sampler_draw(&protocol->hold_law, &protocol->hold_stream);
    claim->server = 0;
    if (config->servers != CONFIG_UNLIMITED)
        while (protocol->server[claim->server])
            claim->server++;
    if (service == 0) {
        delivered(twin, claim);
        return;
    }
    protocol->busy++;
    if (config->servers != CONFIG_UNLIMITED)
        protocol->server[claim->server] = true;
    if (config->cpu == PROTOCOL_SHARED)
        twin_submit(twin, claim->server % twin->config->cpu_count, TWIN_LEVEL_APPLICATION, service, event);
    else
        twin_schedule(twin, time_add(twin->now, service), TWIN_SERVED, claim->frame->number, claim);
}

static void serve_backlog(struct twin *twin, uint32_t number) {
    struct twin_protocol *protocol = &twin->protocol[number];
    while (protocol->backlog.count > 0 && !protocol->stalled &&
           protocol->busy < twin->config->protocol[number].servers)
        serve(twin, twin_take(&protocol->backlog, 0));
}

void twin_served(struct twin *twin, struct twin_claim *claim) {
    struct twin_protocol *protocol = &twin->protocol[claim->protocol];
    protocol->busy--;
    if (twin->config->protocol[claim->protocol].servers != CONFIG_UNLIMITED)
        protocol->server[claim->server] = false;
    delivered(twin, claim);
    serve_backlog(twin, claim->protocol);
}

static void accept(struct twin *twin, struct twin_claim *claim) {
    struct twin_protocol *protocol = &twin->protocol[claim->protocol];
    const struct protocol_config *config = &twin->config->protocol[claim->protocol];
    if (protocol->busy < config->servers && !protocol->stalled) {
        serve(twin, claim);
    } else if (protocol->backlog.count < config->backlog) {
        twin_push(&protocol->backlog, claim);
    } else {
        if (claim->frame->protocol == claim->protocol) {
            claim->frame->fate = TWIN_BACKLOG;
            twin_frame_lost(twin, claim->frame);
        }
        release(twin, claim);
    }
}

/* The copies live in protocol memory; the buffers are back at once. */
static bool copy(struct twin *twin, struct twin_frame *frame) {
    uint64_t bytes = frame->claims * frame->length;
    bool room = twin->copied_bytes + bytes <= twin->config->lowres_memory_bytes;
    frame->copied = true;
    twin->seen.copied++;
    if (room)
        twin->copied_bytes += bytes;
    else {
        frame->fate = TWIN_COPY_FAILED;
        twin_frame_lost(twin, frame);
    }
    twin_give_back(twin, frame);
    return room;
}

void twin_indicate(struct twin *twin, struct twin_frame *frame) {
    const struct config *config = twin->config;
    frame->indicated = twin->now;
    twin->pool[twin_pool_of(twin, frame->queue)].changed = true;
    frame->claim[frame->claims++] = (struct twin_claim){.frame = frame, .protocol = frame->protocol};
    for (uint32_t i = 0; i < config->protocol_count; i++)
        if (config->protocol[i].mode == PROTOCOL_ALL)
            frame->claim[frame->claims++] = (struct twin_claim){.frame = frame, .protocol = i};
    for (uint32_t i = 0; i < frame->needed; i++)
        frame->buffer[i]->place = TWIN_INDICATED;
    if (frame->flagged && !copy(twin, frame))
        return;
    for (uint32_t i = 0; i < frame->claims; i++)
        accept(twin, &frame->claim[i]);
}

/* --- stalls --- */

static bool stalls(const struct twin *twin, uint32_t number) {
    return !constant_zero(&twin->config->protocol[number].stall_for);
}

void twin_start_protocols(struct twin *twin) {
    for (uint32_t i = 0; i < twin->config->protocol_count; i++) {
        const struct protocol_config *config = &twin->config->protocol[i];
        struct twin_protocol *protocol = &twin->protocol[i];
        uint64_t name = name_hash(config->name);
        stream_start(&protocol->service_stream, twin->seed, twin->replication, name, STREAM_SERVICE);
        stream_start(&protocol->hold_stream, twin->seed, twin->replication, name, STREAM_HOLD);
        stream_start(&protocol->stall_stream, twin->seed, twin->replication, name, STREAM_STALL);
        stream_start(&protocol->still_stream, twin->seed, twin->replication, name, STREAM_STILL);
        sampler_init(&protocol->service_law, &config->service);
        sampler_init(&protocol->hold_law, &config->hold);
        sampler_init(&protocol->stall_law, &config->stall_every);
        sampler_init(&protocol->still_law, &config->stall_for);
        if (stalls(twin, i))
            twin_schedule(twin, sampler_draw(&protocol->stall_law, &protocol->stall_stream), TWIN_STALL, i,
                          NULL);
    }
}

/* Services under way stop where they are, and go on from there. */
static void suspend(struct twin *twin, uint32_t number, uint64_t still) {
    for (uint32_t i = 0; i < twin->events; i++) {
        struct twin_event *event = &twin->event[i];
        if (event->kind == TWIN_SERVED && ((struct twin_claim *)event->what)->protocol == number)
            event->time = time_add(event->time, still);
    }
}

void twin_stall(struct twin *twin, uint32_t number) {
    struct twin_protocol *protocol = &twin->protocol[number];
    struct sampler *law = protocol->stalled ? &protocol->stall_law : &protocol->still_law;
    struct stream *stream = protocol->stalled ? &protocol->stall_stream : &protocol->still_stream;
    uint64_t lasts = sampler_draw(law, stream);
    twin_schedule(twin, time_add(twin->now, lasts), TWIN_STALL, number, NULL);
    protocol->stalled = !protocol->stalled;
    twin->seen.stalled += protocol->stalled;
    if (protocol->stalled && twin->config->protocol[number].stall_service == STALL_SUSPEND)
        suspend(twin, number, lasts);
    if (!protocol->stalled)
        serve_backlog(twin, number);
}
