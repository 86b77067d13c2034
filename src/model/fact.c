/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Facts: what happened, in fixed-width words, summed into the digest of the run (docs/digest.md).
 *
 * Facts are the model's, not the engine's: a time at or after the end of the run, or one that never came, is
 * written as all ones, so it does not matter which events an engine schedules beyond the end. */
#include "modules.h"

static void add(struct sim *sim, enum fact_kind kind, const uint64_t word[FACT_WORDS]) {
    digest_add_words(&sim->state->digest, word, kind);
}

void fact_frame(struct sim *sim, const struct frame *frame, enum fate fate, uint64_t indicated_ps,
                uint64_t returned_ps) {
    const uint64_t word[FACT_WORDS] = {sim->plan->source[frame->source].name,
                                       frame_number(frame),
                                       frame->length,
                                       frame->arrival_ps,
                                       fate,
                                       indicated_ps,
                                       returned_ps};
    add(sim, FACT_FRAME, word);
}

void fact_dropped(struct sim *sim, const struct waiting *frame, enum fate fate) {
    const uint64_t word[FACT_WORDS] = {sim->plan->source[frame->source].name,
                                       frame->number,
                                       frame->length,
                                       frame->arrival_ps,
                                       fate,
                                       TIME_NEVER,
                                       TIME_NEVER};
    add(sim, FACT_FRAME, word);
}

void fact_interrupt(struct sim *sim, uint32_t queue) {
    const uint64_t word[FACT_WORDS] = {queue, sim->state->now_ps};
    add(sim, FACT_INTERRUPT, word);
}

void fact_episode(struct sim *sim, const struct episode_row *row) {
    const uint64_t word[FACT_WORDS] = {row->queue, row->start_ps, row->end_ps, row->frames_dropped};
    add(sim, FACT_EPISODE, word);
}

void fact_allocation(struct sim *sim, const struct allocation_row *row) {
    const uint64_t word[FACT_WORDS] = {row->number, row->requested_ps, row->completed_ps, row->bytes,
                                       row->outcome};
    add(sim, FACT_ALLOCATION, word);
}

void fact_block_freed(struct sim *sim, uint64_t number, uint64_t time_ps) {
    const uint64_t word[FACT_WORDS] = {number, time_ps};
    add(sim, FACT_BLOCK_FREED, word);
}
