/* SPDX-License-Identifier: GPL-3.0-or-later */
/* M/M/64/64 at 60 Erlang, and nothing else: Poisson frames, 64 buffers, each held for an exponential time. A
 * frame that finds every buffer in use is lost.
 *
 *     ref_mmcc [FRAMES]
 *
 * Built twice: the ends of the holds are in a heap, as nearly everybody would have them, or in a wheel, which
 * is faster and knows how far away the latest may be. */
#include "reference.h"

#define BUFFERS 64u
#define ERLANG 60.0

#ifdef REF_WHEEL
#include "ref_wheel.h"
#else
#include "ref_heap.h"
#endif

/* Erlang's loss formula. */
static double erlang_b(void) {
    double loss = 1;
    for (unsigned i = 1; i <= BUFFERS; i++)
        loss = ERLANG * loss / (i + ERLANG * loss);
    return loss;
}

int main(int argc, char **argv) {
    struct ziggurat ziggurat;
    struct random random = RANDOM_START;
    struct batches batches = {.frames = batch_frames(argc, argv)};
    struct holds holds;
    double came[BUFFERS];
    uint64_t idle[BUFFERS], idle_count = BUFFERS;
    ziggurat_make(&ziggurat);
    holds_start(&holds);
    for (unsigned i = 0; i < BUFFERS; i++)
        idle[i] = i;
    double began = cpu_seconds();
    double arrival = exponential(&ziggurat, &random) / ERLANG;
    for (int batch = 0; batch < BATCHES; batch++) {
        uint64_t lost = 0, departed = 0;
        double sojourn = 0;
        for (uint64_t left = batches.frames; left > 0;) {
            double departure = holds_end(&holds);
            if (arrival <= departure) {
                left--;
                if (idle_count > 0) {
                    uint64_t buffer = idle[--idle_count];
                    came[buffer] = arrival;
                    holds_put(&holds, arrival + exponential(&ziggurat, &random), buffer);
                } else {
                    lost++;
                }
                arrival += exponential(&ziggurat, &random) * (1 / ERLANG);
            } else {
                uint64_t buffer = holds_take(&holds);
                sojourn += departure - came[buffer];
                idle[idle_count++] = buffer;
                departed++;
            }
        }
        batch_end(&batches, batch, lost, departed, sojourn);
    }
    return reference_end(&batches, cpu_seconds() - began, (struct theory){erlang_b(), 1});
}
