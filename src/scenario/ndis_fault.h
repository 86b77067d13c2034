/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scripted faults: ways in which a driver can break its contract with NDIS, to see that the model notices.
 *
 * `driver.faults` names them. Each breaks one rule, named by its number: the table of rules belongs to the
 * model, above this layer. */
#ifndef RXP_NDIS_FAULT_H
#define RXP_NDIS_FAULT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "text.h"
#include "value.h"

/* clang-format off */
enum ndis_fault {
    FAULT_ORDER_AT_INIT, FAULT_ALLOC_AT_DISPATCH, FAULT_ALLOC_AFTER_INIT, FAULT_IGNORE_NULL, FAULT_COMPLETE_TWICE,
    FAULT_UNBOUNDED_REQUESTS, FAULT_HALT_WITH_REQUESTS, FAULT_MANY_PAGES_AFTER_START, FAULT_ALLOC_WHEN_NEEDED,
    FAULT_NO_ALIGNMENT, FAULT_NO_CAP, FAULT_FREE_PART, FAULT_FREE_TWICE, FAULT_OVERRUN, FAULT_FREE_IN_SHUTDOWN,
    FAULT_FREE_WHILE_OUT, FAULT_NEVER_FREE, FAULT_LEAVE_BLOCKS, FAULT_LEAVE_INTERRUPT, FAULT_LEAVE_TIMER,
    FAULT_HALT_TOO_EARLY, FAULT_LEAK_NBL, FAULT_INDICATE_WHEN_PAUSED, FAULT_PAUSE_TOO_EARLY,
    FAULT_RESTART_WITHOUT_PAUSE, FAULT_TOUCH_AFTER_INDICATE, FAULT_RETURN_RESOURCES, FAULT_RETURN_IN_ORDER,
    FAULT_UNMASK_TOO_EARLY, FAULT_OVER_THROTTLE, FAULT_SLOW_DPC, FAULT_UNMASK_IN_POLL, FAULT_NO_MODERATION,
    FAULT_WRONG_PROCESSOR_COUNT, FAULT_HANG_CHECK_HANGS, FAULT_COUNT
};
/* clang-format on */
_Static_assert(FAULT_COUNT <= 64, "faults are bits of 64");

#define FAULT_BIT(fault) (UINT64_C(1) << (fault))

struct ndis_fault_row {
    const char *name;   /* as scenarios write it */
    unsigned rule;      /* 7: R7 */
    const char *words;  /* what the driver does wrong */
    const char *effect; /* when it acts in a run, how often, and what else changes */
};

extern const struct ndis_fault_row ndis_fault_table[FAULT_COUNT];

/* "none", one name, or "[one, another]". */
bool fault_value(const char *text, uint64_t *bits, struct value_error *error);
/* "none", "free_twice" or "[free_twice, overrun]", in the order of the table. */
void format_faults(struct text *to, uint64_t bits);

#endif
