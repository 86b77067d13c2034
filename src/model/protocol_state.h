/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What protocols keep: how far claims can be, backlogs and batches. Part of the state (state.h). */
#ifndef RXP_PROTOCOL_STATE_H
#define RXP_PROTOCOL_STATE_H

#include "draw.h"
#include "wide.h"

/* How far a holder of a frame is with it. */
enum claim_stage {
    CLAIM_BACK,      /* done with it, or never had it */
    CLAIM_WAITING,   /* in the backlog */
    CLAIM_SERVED,    /* with a server */
    CLAIM_HELD,      /* delivered; its time to hold is not over */
    CLAIM_COLLECTED, /* waits for others to go back with */
    CLAIM_PAID       /* on its way back: the processor time for it is being spent */
};

/* A level that is integrated when it changes: for levels that not every run has. Over the window. */
struct gauge {
    u128 integral; /* level * ps up to since_ps */
    uint64_t level, since_ps;
    uint64_t most; /* of levels that lasted */
};

struct protocol_state {
    struct draw service, hold;
    uint64_t busy;        /* servers */
    struct gauge backlog; /* frames waiting; not integrated */
    uint32_t head, tail;  /* their claims */
    bool stalled;
    uint32_t batch_head, batch_tail;        /* claims that wait to go back together ... */
    uint64_t collected;                     /* ... so many ... */
    uint64_t collected_buffers;             /* ... and their buffers */
    uint32_t servers_used;                  /* shared processors: those above have never worked */
    uint32_t servers_idle;                  /* of those below: a heap (server.c) */
    uint64_t stalled_ps;                    /* within the window */
    uint64_t indicated, delivered, dropped; /* frames of the measurement, where there are several protocols */
    struct gauge held;                      /* buffers, the same */
};

struct stall_state { /* of a protocol, where one stalls */
    struct draw every, lasts;
    uint64_t begun_ps; /* the stalls begun so far, all of each */
};

#endif
