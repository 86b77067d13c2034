/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Noting broken rules, and the words of what was noted. */
#include "violation.h"

#include "modules.h"
#include "value.h"

/* {a} and {b} are the numbers; {b ps} is a time, {b state} the state of an adapter. `queue`: a is one. */
struct context_row {
    const char *words;
    bool queue;
};

static const struct context_row contexts[CONTEXT_COUNT] = {
    [CONTEXT_ASYNC_SUBORDINATE] = {"a subordinate device asked for {a} more buffers asynchronously", false},
    [CONTEXT_DPC_LASTED] = {"the DPC of queue {a} lasted {b ps}", true},
    [CONTEXT_NOT_REGISTERED] = {"{a} bytes were asked for before DMA was registered", false},
    [CONTEXT_SYNC_IRQL] = {"{a} bytes were asked for synchronously at IRQL {b}", false},
    [CONTEXT_SYNC_LATE] = {"request {a} for {b} bytes was synchronous, after initialisation", false},
    [CONTEXT_NULL_USED] = {"request {a} gave NULL; the driver used {b} buffers of it", false},
    [CONTEXT_COMPLETED_AGAIN] = {"request {a} was taken as completed {b} times", false},
    [CONTEXT_IN_FLIGHT] = {"{a} requests were pending; the driver's bound is {b}", false},
    [CONTEXT_HALT_REQUESTS] = {"halt returned with {a} requests pending", false},
    [CONTEXT_PAGES] = {"request {a} was for {b} contiguous pages after start-up", false},
    [CONTEXT_DEAR] = {"request {a} left {b} pages to be found after start-up", false},
    [CONTEXT_TORN] = {"a frame of queue {a} had {b} torn cache lines", true},
    [CONTEXT_NO_CAP] = {"the pool grew to {a} buffers; its limit is {b}", false},
    [CONTEXT_FREED_PART] = {"{b} bytes of block {a} were freed, not all of it", false},
    [CONTEXT_FREED_TWICE] = {"block {a} of {b} bytes was freed again", false},
    [CONTEXT_OVERRUN] = {"{b} bytes were written past the end of block {a}", false},
    [CONTEXT_FREED_SHUTDOWN] = {"block {a} of {b} bytes was freed at shutdown", false},
    [CONTEXT_FREED_OUT] = {"block {a} was freed with {b} of its buffers out", false},
    [CONTEXT_NEVER_FREED] = {"{a} blocks of {b} bytes in all were not given back", false},
    [CONTEXT_INTERRUPT_LEFT] = {"halt left the interrupt of queue {a} registered", true},
    [CONTEXT_TIMER_LEFT] = {"halt left {a} timers set", false},
    [CONTEXT_HALT_OUT] = {"halt returned with {a} frames still with protocols", false},
    [CONTEXT_LEAKED] = {"{a} net buffer lists never came back", false},
    [CONTEXT_NOT_RUNNING] = {"queue {a} indicated {b} frames while the adapter was not running", true},
    [CONTEXT_PAUSE_OUT] = {"pause ended with {a} frames still with protocols", false},
    [CONTEXT_STEP] = {"the adapter went from {a state} to {b state}", false},
    [CONTEXT_TOUCHED] = {"queue {a} posted the buffers of frame {b} while a protocol had them", true},
    [CONTEXT_LOWRES_KEPT] = {"queue {a} waited for the return of {b} buffers that were back already", true},
    [CONTEXT_OUT_OF_ORDER] = {"queue {a} kept a buffer back until {b} earlier frames were returned", true},
    [CONTEXT_UNMASKED] = {"queue {a} was unmasked by a DPC that went on, {b} frames filled", true},
    [CONTEXT_THROTTLE] = {"a DPC of queue {a} indicated {b} frames", true},
    [CONTEXT_POLL_UNMASKED] = {"the poll handler of queue {a} unmasked it, {b} frames filled", true},
    [CONTEXT_UNMODERATED] = {"queue {a} interrupted {b ps} after the time before, moderation off", true},
    [CONTEXT_PROCESSORS] = {"the driver counted {a} processors; there are {b}", false},
    [CONTEXT_NO_HANG_CHECK] = {"CheckForHang had not returned for {b ps}", false},
};

void ndis_violation(struct sim *sim, enum ndis_rule rule, enum ndis_context context, uint64_t a, uint64_t b) {
    struct violations *violations = &sim->state->violations;
    uint64_t count = violations->count[rule]++;
    if (count < VIOLATION_KEPT)
        violations->first[rule][count] =
            (struct violation_note){.time_ps = sim->state->now_ps, .a = a, .b = b, .context = context};
}

uint64_t violations_binding(const struct violations *violations) {
    uint64_t count = 0;
    for (int i = 0; i < RULE_COUNT; i++)
        count += ndis_rule_binds((enum ndis_rule)i) ? violations->count[i] : 0;
    return count;
}

uint64_t violations_bug(const struct violations *violations) {
    uint64_t count = 0;
    for (int i = 0; i < RULE_COUNT; i++)
        count += ndis_rule_table[i].severity == RULE_BUG ? violations->count[i] : 0;
    return count;
}

static const char *state_word(uint64_t state) {
    static const char *const words[ADAPTER_STATES] = {
        [ADAPTER_HALTED] = "halted",         [ADAPTER_INITIALIZING] = "initializing",
        [ADAPTER_PAUSED] = "paused",         [ADAPTER_RESTARTING] = "restarting",
        [ADAPTER_RUNNING] = "running",       [ADAPTER_PAUSING] = "pausing",
        [ADAPTER_SHUTDOWN] = "shutting down"};
    ensure(state < ADAPTER_STATES);
    return words[state];
}

/* What stands between the braces: "a", "b ps", "b state". */
static void add_number(struct text *to, const struct violation_note *note, const char *field, size_t length) {
    uint64_t value = field[0] == 'a' ? note->a : note->b;
    if (length == 1)
        text_format(to, "%llu", (unsigned long long)value);
    else if (length == 4)
        format_time(to, value);
    else
        text_add(to, state_word(value));
}

static size_t up_to(const char *text, char end) {
    size_t length = 0;
    while (text[length] != '\0' && text[length] != end)
        length++;
    return length;
}

void violation_words(const struct violation_note *note, struct text *to) {
    const char *at = contexts[note->context].words;
    while (*at != '\0') {
        size_t plain = up_to(at, '{');
        text_add_bytes(to, at, plain);
        at += plain;
        if (*at == '\0')
            return;
        size_t length = up_to(++at, '}');
        add_number(to, note, at, length);
        at += length + 1;
    }
}

uint32_t violation_queue(const struct violation_note *note) {
    return contexts[note->context].queue ? (uint32_t)note->a : UINT32_MAX;
}
