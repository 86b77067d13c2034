/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What may happen to a random program's miniport (model_random.h), and what its driver may do wrong. */
#ifndef RXP_MODEL_RANDOM_LIFE_H
#define RXP_MODEL_RANDOM_LIFE_H

#include "model_random.h"
#include "ndis_fault.h"

#define LIFE_EVENTS 7

struct random_life {
    struct lifecycle_config event[LIFE_EVENTS];
};

static inline void random_event(struct config *config, struct random_life *life, uint64_t at_ps,
                                enum lifecycle_event event) {
    life->event[config->lifecycle_count++] = (struct lifecycle_config){at_ps, event};
}

/* Up to two pauses, most of them with a restart, and perhaps an end. */
static inline void random_life(struct random_model *model, struct random_life *life) {
    struct config *config = &model->fixture.config;
    uint64_t at = 0, step = config->duration_ps / 8;
    bool paused = false;
    config->lifecycle = life->event;
    for (uint64_t pauses = below(model, 3); pauses > 0 && !paused; pauses--) {
        random_event(config, life, at += 1 + below(model, step), LIFECYCLE_PAUSE);
        paused = one_in(model, 6);
        if (!paused)
            random_event(config, life, at += one_in(model, 4) ? 1 : below(model, step) + 1,
                         LIFECYCLE_RESTART);
    }
    at += 1 + below(model, step);
    bool removed = one_in(model, 4);
    if (removed)
        random_event(config, life, at, LIFECYCLE_SURPRISE_REMOVE);
    if (one_in(model, 2))
        random_event(config, life, at + 1 + below(model, step),
                     removed || one_in(model, 2) ? LIFECYCLE_HALT : LIFECYCLE_SHUTDOWN);
}

/* One fault, or several at once. */
static inline void random_faults(struct random_model *model) {
    struct config *config = &model->fixture.config;
    for (uint64_t i = one_in(model, 2) ? 1 : 1 + below(model, 6); i > 0; i--)
        config->driver_faults |= FAULT_BIT(below(model, FAULT_COUNT));
}

#endif
