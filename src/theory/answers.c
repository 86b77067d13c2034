/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was found, in the words of the table of metrics. */
#include "ensure.h"
#include "reduction_inner.h"

double window_s(const struct config *config) {
    return SECONDS(config->duration_ps - config->warmup_ps);
}

void answer_add(struct theory *theory, const char *metric, double exact) {
    ensure(theory->answers < THEORY_ANSWERS_MAX);
    theory->answer[theory->answers++] = (struct theory_answer){metric, exact};
}

/* Episodes are of the pool: with a backlog that is full before, it never runs dry. */
static bool runs_dry(const struct reduction *r) {
    return r->config->disable_at == 0 &&
           (r->waiting == POOL_CHAIN_INFINITE || r->servers == POOL_CHAIN_INFINITE ||
            (uint64_t)r->servers + r->waiting >= r->buffers);
}

static void add_episodes(const struct reduction *r, double closed, double closings) {
    if (!runs_dry(r))
        return;
    answer_add(r->theory, "interrupt_disabled_ratio", closed);
    answer_add(r->theory, "interrupt_disable_episodes", closings * window_s(r->config));
    if (closings > 0)
        answer_add(r->theory, "interrupt_disable_mean_ns", 1e9 * closed / closings);
}

void answer_pool(const struct reduction *r, const struct pool_answers *found) {
    struct theory *theory = r->theory;
    answer_add(theory, "loss_ratio", found->loss);
    answer_add(theory, "offered_fps", found->offered);
    answer_add(theory, "throughput_fps", found->offered - found->lost);
    answer_add(theory, "buffers_indicated_mean", found->out);
    if (r->waiting == POOL_CHAIN_INFINITE) /* what a backlog refuses comes back at once, and counts */
        answer_add(theory, "return_mean_ns", 1e9 * found->held_s);
    add_episodes(r, found->closed, found->closings);
}

void answer_law(const struct reduction *r, const struct queue_law *law, double offered, double closings) {
    double taken = offered * (1 - law->loss);
    const struct pool_answers found = {.offered = offered,
                                       .lost = offered - taken,
                                       .loss = law->loss,
                                       .out = law->inside,
                                       .held_s = law->inside / taken,
                                       .closed = law->full,
                                       .closings = closings};
    answer_pool(r, &found);
}
