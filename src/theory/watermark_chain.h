/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A pool that grows at a low watermark and shrinks above a high one, its buffers interchangeable, as a Markov
 * chain: Poisson arrivals, exponential services, allocation latencies and idle times. Plain numbers. */
#ifndef RXP_WATERMARK_CHAIN_H
#define RXP_WATERMARK_CHAIN_H

#include <stdbool.h>
#include <stdint.h>

#include "pool_chain.h"

struct watermark_chain {
    double rate, service_s; /* arrivals per second; mean */
    uint32_t servers;       /* POOL_CHAIN_INFINITE: one for every frame */
    bool episodes;
    uint32_t resume;          /* as in pool_chain */
    uint32_t initial, limit;  /* buffers */
    uint32_t below, chunk;    /* ask for `chunk` while at most `below` are with the driver ... */
    uint32_t in_flight;       /* ... and fewer requests than that are pending, and the limit allows it */
    uint32_t workers;         /* of them served at once */
    double latency_s, idle_s; /* means */
    uint32_t above, give;     /* after `idle` with at least `above` with the driver give so many chunks back,
                                 as far as they are grown and idle; above - give * chunk > below */
};

struct watermark_answers {
    struct pool_answers pool;
    double total;    /* buffers there are */
    double requests; /* per second */
    double freed;    /* chunks per second */
};

/* False: too many states. */
bool watermark_chain_solve(const struct watermark_chain *model, struct watermark_answers *answers);

#endif
