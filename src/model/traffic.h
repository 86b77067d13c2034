/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The state of traffic, from the sources to the NIC's FIFO: frames that have no buffer yet, and those who
 * wait for what becomes of them. Part of the block of state (state.h): no pointers. */
#ifndef RXP_TRAFFIC_H
#define RXP_TRAFFIC_H

#include <stdbool.h>
#include <stdint.h>

#include "draw.h"
#include "wide.h"

struct source_state {
    struct draw gap, size, phase_on, phase_off, batch;
    struct stream phase; /* starts, states */
    struct stream flows;
    uint64_t next_ps;      /* the next frame is made then; TIME_NEVER: none */
    uint64_t part;         /* of a picosecond, carried by cbr */
    uint64_t phase_end_ps; /* end of the on-phase, state or step */
    uint64_t made;         /* frames so far */
    uint64_t batch_left;   /* frames still to come at next_ps */
    uint64_t round_ps;     /* trace: start of this round */
    uint64_t rounds;       /* trace: rounds begun */
    uint64_t record;       /* trace: records used of this round */
    uint32_t phase_index;  /* state or step */
    uint32_t length, flow; /* of the next frame */
    uint32_t epoch;        /* of the next frame */
    uint32_t upstream_head, upstream_count;
    /* a source that waits: frames it has made and not heard of, answers that are on their way (closed:
     * clients that think), clients that make no more */
    uint64_t under_way, answers, retired;
};

/* A frame made by a source that waits for answers, not yet taken by the link. */
struct made {
    uint64_t made_ps;
    uint32_t length, flow;
    uint32_t epoch;
    uint32_t pad;
};

struct connection { /* of a window source */
    uint32_t window;
    uint32_t acknowledged; /* since the window last changed or was due to */
    uint32_t under_way;    /* made, and the sender does not know what became of them */
    uint32_t repeats;      /* lost, to be made again */
    uint32_t epoch;        /* halvings so far */
};

struct window_state { /* of all connections */
    uint64_t total;   /* sum of their windows */
    uint64_t since_ps;
    u128 integral; /* within the measurement, up to since_ps */
};

struct wire_state {
    uint64_t free_ps; /* the link is busy until then ... */
    uint64_t part;    /* ... plus part/denominator */
    uint64_t wait_ps; /* it waited so long */
    uint32_t source, length, flow, epoch;
    bool busy;    /* a reactive link: it carries a frame */
    bool stopped; /* by a pause frame */
    uint64_t stopped_at_ps;
    uint64_t cached_length[16], cached_whole[16],
        cached_part[16]; /* what a length costs: divisions are slow */
};

/* A frame as it comes off the wire. */
struct arrived {
    uint64_t length, flow, epoch, source; /* words: a struct packed for return would be slow to read back */
};

/* A frame in the NIC's FIFO: it has no buffer yet. */
struct waiting {
    uint64_t arrival_ps;
    uint64_t number;
    uint32_t length;
    uint32_t flow;
    uint32_t merged; /* frames in it besides the first */
    uint8_t source;
    uint8_t queue;
    uint16_t epoch;
};

/* The unit of a queue that is open to more frames (coalescing); its length 0: none is. */
struct unit {
    struct waiting frame;
    uint32_t last; /* length of the frame that came last */
    uint32_t pad;
};

struct nic_state {
    uint64_t fifo_bytes; /* in use */
    uint32_t fifo_head, fifo_count;
    uint32_t engine_bytes; /* FIFO bytes of the frame in the engine */
    bool engine_busy;
    bool asked_to_stop;               /* the last pause frame sent said so */
    uint32_t pause_head, pause_count; /* pause frames under way: stop and go in turn */
};

#endif
