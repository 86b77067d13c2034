/* SPDX-License-Identifier: GPL-3.0-or-later */
/* M/M/1/64 at a load of 0.9, and nothing else: Poisson frames, 64 buffers, one server, first come first
 * served. A frame that finds every buffer in use is lost.
 *
 *     ref_mm1 [FRAMES]
 */
#include "reference.h"

#define BUFFERS 64u
#define LOAD 0.9

/* The law of a finite birth-and-death chain, and Little's. */
static struct theory mm1k(void) {
    double full = pow(LOAD, BUFFERS), rest = 1 - full * LOAD, loss = (1 - LOAD) * full / rest;
    double inside = LOAD / (1 - LOAD) - (BUFFERS + 1) * full * LOAD / rest;
    return (struct theory){loss, inside / (LOAD * (1 - loss))};
}

int main(int argc, char **argv) {
    struct ziggurat ziggurat;
    struct random random = RANDOM_START;
    struct batches batches = {.frames = batch_frames(argc, argv)};
    double came[BUFFERS]; /* a ring of buffers, each with the time of its frame */
    uint64_t first = 0, next = 0;
    ziggurat_make(&ziggurat);
    double began = cpu_seconds();
    double arrival = exponential(&ziggurat, &random) / LOAD, departure = INFINITY;
    for (int batch = 0; batch < BATCHES; batch++) {
        uint64_t lost = 0, left_before = first;
        double sojourn = 0;
        for (uint64_t left = batches.frames; left > 0;) {
            if (arrival <= departure) {
                left--;
                if (next - first < BUFFERS) {
                    if (next == first)
                        departure = arrival + exponential(&ziggurat, &random);
                    came[next++ % BUFFERS] = arrival;
                } else {
                    lost++;
                }
                arrival += exponential(&ziggurat, &random) * (1 / LOAD);
            } else {
                sojourn += departure - came[first++ % BUFFERS];
                departure = first == next ? INFINITY : departure + exponential(&ziggurat, &random);
            }
        }
        batch_end(&batches, batch, lost, first - left_before, sojourn);
    }
    double seconds = cpu_seconds() - began;
    return reference_end(&batches, seconds, mm1k());
}
