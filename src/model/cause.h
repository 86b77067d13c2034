/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The root causes of lost frames and their words. */
#ifndef RXP_CAUSE_H
#define RXP_CAUSE_H

/* Why a frame was lost, in the order in which causes are looked for (docs/model.md, Root causes). */
enum drop_cause {
    CAUSE_PAUSED,
    CAUSE_DMA,
    CAUSE_INTERRUPTS_DISABLED,
    CAUSE_REFILL_LATE,
    CAUSE_MODERATION,
    CAUSE_CPU_LATE,
    CAUSE_GROWTH_LATE,
    CAUSE_GROWTH_REFUSED,
    CAUSE_HELD,
    CAUSE_PROTOCOL_BACKLOG,
    CAUSE_LOWRES_COPY,
    CAUSE_NO_REPLACEMENT,
    CAUSE_TOO_LONG,
    CAUSE_COUNT
};

struct cause_word {
    const char *name;  /* of its metric, after "cause_" */
    const char *words; /* what was the matter when the frame came */
};
extern const struct cause_word cause_table[CAUSE_COUNT];

#endif
