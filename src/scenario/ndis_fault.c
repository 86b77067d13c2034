/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The faults, in the order of the rules they break. "Once" is the first occasion of a run; a fault without an
 * occasion (nothing is ever freed, nothing pauses) does nothing. What is broken is noted; unless a row says
 * more, the simulated machine goes on as if the driver had behaved, so that faults can be told apart. */
#include "ndis_fault.h"

#include <stdio.h>
#include <string.h>

const struct ndis_fault_row ndis_fault_table[FAULT_COUNT] = {
    [FAULT_ORDER_AT_INIT] = {"order_at_init", 1, "asks for memory before DMA is registered",
                             "Once, at the first request of initialisation."},
    [FAULT_ALLOC_AT_DISPATCH] =
        {"alloc_at_dispatch", 3, "grows with the synchronous call, from its DPC",
         "At every request of the policy, in the instant it is made. The answer comes as "
         "it would have come asynchronously."},
    [FAULT_ALLOC_AFTER_INIT] =
        {"alloc_after_init", 4, "grows with the synchronous call, from a thread",
         "At every request of the policy, when a worker of the host starts it: the thread "
         "runs at PASSIVE_LEVEL."},
    [FAULT_IGNORE_NULL] =
        {"ignore_null", 5, "uses a block that it did not get",
         "At every request of initialisation that is refused (init_failed all the same) and at "
         "every refused request of the policy."},
    [FAULT_COMPLETE_TWICE] = {"complete_twice", 7, "takes one completion for two",
                              "At every request of the policy that ends with a block: the driver handles the "
                              "completion a second time."},
    [FAULT_UNBOUNDED_REQUESTS] =
        {"unbounded_requests", 8, "asks again without waiting for answers",
         "At every request of the policy while grow.in_flight of them are pending: the "
         "bound is not applied, pool.limit is."},
    [FAULT_HALT_WITH_REQUESTS] =
        {"halt_with_requests", 9, "halts without waiting for its requests",
         "Once, when the adapter halts (at the end of the run, or by the lifecycle) with "
         "requests pending."},
    [FAULT_MANY_PAGES_AFTER_START] =
        {"many_pages_after_start", 11, "needs many pages at once after start-up",
         "At every request of the policy for more than one page. Without the fault "
         "large requests are not noted: they may succeed."},
    [FAULT_ALLOC_WHEN_NEEDED] = {"alloc_when_needed", 12, "leaves what it surely needs to be found later",
                                 "Once: initialisation asks for pool.minimum buffers only, and the rest of "
                                 "pool.initial is the first request after it. Guidance."},
    [FAULT_NO_ALIGNMENT] =
        {"no_alignment", 13, "packs buffers without regard to cache lines",
         "At every frame indicated whose buffers share a cache line with a neighbour, as with "
         "pool.align: none. Guidance."},
    [FAULT_NO_CAP] =
        {"no_cap", 14, "grows beyond any limit",
         "At every request of the policy that would exceed pool.limit: the limit is noted and then "
         "not applied, up to twice pool.limit. Guidance."},
    [FAULT_FREE_PART] =
        {"free_part", 15, "frees half of a block",
         "At every block that is freed while the run lasts: half its length is given. The other "
         "half, in whole pages, goes back when the adapter halts."},
    [FAULT_FREE_TWICE] =
        {"free_twice", 16, "frees a block twice",
         "At every block freed while the run lasts; without any, at the first block that halt "
         "frees."},
    [FAULT_OVERRUN] = {"overrun", 16, "writes past the end of a block",
                       "Once for each block, when it is freed (by a shrink, or by halt): that is when it is "
                       "found."},
    [FAULT_FREE_IN_SHUTDOWN] = {"free_in_shutdown", 17, "frees its memory in the shutdown handler",
                                "At a shutdown of the lifecycle, once for each block."},
    [FAULT_FREE_WHILE_OUT] =
        {"free_while_out", 18, "frees a block with buffers out",
         "At every shrink whose block still has a buffer posted, in DMA, filled or indicated "
         "when it begins to drain. The block is gone only when they are home."},
    [FAULT_NEVER_FREE] = {"never_free", 19, "gives nothing back when demand subsides",
                          "Once, at halt, if a shrink of the policy was due: shrinks are ignored."},
    [FAULT_LEAVE_BLOCKS] = {"leave_blocks", 20, "halts without freeing its blocks",
                            "Once, at halt, with all blocks there are."},
    [FAULT_LEAVE_INTERRUPT] = {"leave_interrupt", 20, "halts without deregistering the interrupt",
                               "Once for each queue, at halt."},
    [FAULT_LEAVE_TIMER] = {"leave_timer", 20, "halts without cancelling its timers",
                           "Once, at halt, with a timer of policy, refill or rescue set."},
    [FAULT_HALT_TOO_EARLY] = {"halt_too_early", 21, "halts without waiting for what is with protocols",
                              "Once, at halt, with frames indicated and not returned."},
    [FAULT_LEAK_NBL] =
        {"leak_nbl", 21, "forgets a net buffer list that was returned",
         "Once: the first frame returned is never free again; noted at halt, which waits for it (for "
         "ever, when the lifecycle halts)."},
    [FAULT_INDICATE_WHEN_PAUSED] =
        {"indicate_when_paused", 22, "goes on indicating while paused",
         "A pause stops nothing: at every chain between its end and the restart. (Halt, removal and "
         "shutdown stop the driver all the same.)"},
    [FAULT_PAUSE_TOO_EARLY] = {"pause_too_early", 22, "ends a pause with frames out",
                               "At every pause of the lifecycle that begins with frames indicated and not "
                               "returned: it ends at once, or with the chain that was begun."},
    [FAULT_RESTART_WITHOUT_PAUSE] =
        {"restart_without_pause", 23, "restarts while it is running",
         "At every pause of the lifecycle, which the driver answers by a restart: "
         "from running to restarting."},
    [FAULT_TOUCH_AFTER_INDICATE] =
        {"touch_after_indicate", 24, "posts a buffer that a protocol still has",
         "At the first frame of every chain that is indicated without the RESOURCES "
         "flag and not returned within the call."},
    [FAULT_RETURN_RESOURCES] = {"return_resources", 25, "waits for the return of flagged buffers",
                                "At every chain with the RESOURCES flag: its frames are copied, but stay in "
                                "their buffers, not in protocol memory, until the protocols are done with "
                                "them."},
    [FAULT_RETURN_IN_ORDER] =
        {"return_in_order", 26, "counts on returns in the order of indication",
         "At every return of a frame while an earlier one of its queue is out: its buffers "
         "are free only when all earlier ones are."},
    [FAULT_UNMASK_TOO_EARLY] = {"unmask_too_early", 30, "unmasks at the beginning of its DPC",
                                "At the start of every DPC, unless it polls: interrupts may come while it "
                                "works, and find it queued."},
    [FAULT_OVER_THROTTLE] =
        {"over_throttle", 31, "indicates more than MaxNblsToIndicate",
         "At every DPC that has indicated cpu.dpc.throttle frames and has more: it goes on."},
    [FAULT_SLOW_DPC] = {"slow_dpc", 32, "works for more than ten seconds in one DPC",
                        "Once: the first slice costs 10 s and 1 us more. Acts in runs longer than that."},
    [FAULT_UNMASK_IN_POLL] = {"unmask_in_poll", 33, "unmasks in its poll handler",
                              "At every poll that finds frames (nic.poll)."},
    [FAULT_NO_MODERATION] =
        {"no_moderation", 34, "turns interrupt moderation off by itself",
         "At every interrupt that comes earlier than nic.interrupt.moderation after the one "
         "before: moderation is not applied."},
    [FAULT_WRONG_PROCESSOR_COUNT] = {"wrong_processor_count", 35, "counts the processors of one group only",
                                     "Once, at initialisation, with pool.per_processor and more than 64 "
                                     "host.processors: it counts 64."},
    [FAULT_HANG_CHECK_HANGS] =
        {"hang_check_hangs", 36, "does not return from CheckForHang",
         "Once, 2 s after the first policy tick was due: ticks stop coming. Acts in runs "
         "longer than that."},
};

static bool one_fault(const char *text, uint64_t *bits, struct value_error *error) {
    const char *names[FAULT_COUNT];
    if (strcmp(text, "none") == 0)
        return true;
    for (int i = 0; i < FAULT_COUNT; i++) {
        names[i] = ndis_fault_table[i].name;
        if (strcmp(text, names[i]) == 0) {
            *bits |= FAULT_BIT(i);
            return true;
        }
    }
    *error = (struct value_error){0};
    const char *nearest = text_nearest(text, names, FAULT_COUNT);
    (void)snprintf(error->message, sizeof error->message, "'%.60s' is no fault%s%s%s", text,
                   nearest == NULL ? "" : "; did you mean '", nearest == NULL ? "" : nearest,
                   nearest == NULL ? "" : "'?");
    (void)snprintf(error->hint, sizeof error->hint,
                   "none, or a list as in [free_twice, overrun]; 'rxpool "
                   "explain driver.faults' has all of them");
    return false;
}

/* The names between brackets and commas, blanks around them not counted. */
static bool listed_faults(const char *text, uint64_t *bits, struct value_error *error) {
    static const char between[] = " \t,]";
    const char *at = text;
    while (*(at += strspn(at, between)) != '\0') {
        struct text name = {0};
        text_add_bytes(&name, at, strcspn(at, between));
        bool good = one_fault(name.at, bits, error);
        error->offset = (uint32_t)(at - text) + 1;
        error->length = (uint32_t)name.length;
        at += name.length;
        text_free(&name);
        if (!good)
            return false;
    }
    return true;
}

bool fault_value(const char *text, uint64_t *bits, struct value_error *error) {
    *bits = 0;
    return text[0] == '[' ? listed_faults(text + 1, bits, error) : one_fault(text, bits, error);
}

void format_faults(struct text *to, uint64_t bits) {
    bool several = (bits & (bits - 1)) != 0;
    const char *comma = several ? "[" : "";
    if (bits == 0)
        text_add(to, "none");
    for (int i = 0; i < FAULT_COUNT; i++) {
        if ((bits & FAULT_BIT(i)) == 0)
            continue;
        text_format(to, "%s%s", comma, ndis_fault_table[i].name);
        comma = ", ";
    }
    text_add(to, several ? "]" : "");
}
