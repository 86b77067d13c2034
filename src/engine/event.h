/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Events: 16 bytes, one total order.
 *
 * order = kind:6 | number:36 | subject:22. At one instant the least (kind, number) goes first, and kinds are
 * listed in the order in which things happen (enum event_kind, event_kind.h of the model). The number is the
 * model's own (a frame's number at the NIC, a request's number, a queue, a source's rank), never an order of
 * scheduling; the subject says whom it concerns (a buffer, a queue) and follows from the number. */
#ifndef RXP_EVENT_H
#define RXP_EVENT_H

#include <stdbool.h>
#include <stdint.h>

#define EVENT_NUMBER_BITS 36
#define EVENT_SUBJECT_BITS 22
#define EVENT_NUMBER_LIMIT (UINT64_C(1) << EVENT_NUMBER_BITS)
#define EVENT_SUBJECT_LIMIT (UINT32_C(1) << EVENT_SUBJECT_BITS)

struct event {
    uint64_t time_ps;
    uint64_t order;
};

static inline uint64_t event_order(uint32_t kind, uint64_t number, uint32_t subject) {
    return (uint64_t)kind << (EVENT_NUMBER_BITS + EVENT_SUBJECT_BITS) | number << EVENT_SUBJECT_BITS |
           subject;
}

static inline uint32_t event_kind_of(uint64_t order) {
    return (uint32_t)(order >> (EVENT_NUMBER_BITS + EVENT_SUBJECT_BITS));
}

static inline uint64_t event_number_of(uint64_t order) {
    return order >> EVENT_SUBJECT_BITS & (EVENT_NUMBER_LIMIT - 1);
}

static inline uint32_t event_subject_of(uint64_t order) {
    return (uint32_t)(order & (EVENT_SUBJECT_LIMIT - 1));
}

/* a before b: compared as one 128-bit number, without a branch. */
static inline bool event_before(struct event a, struct event b) {
    return (a.time_ps < b.time_ps) | ((a.time_ps == b.time_ps) & (a.order < b.order));
}

#endif
