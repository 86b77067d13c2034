/* SPDX-License-Identifier: GPL-3.0-or-later */
/* M/M/1/64 at a load of 0.9, and nothing else: Poisson frames, 64 buffers, one server, first come first
 * served. A frame that finds every buffer in use is lost.
 *
 *     ref_mm1 [FRAMES]
 */
#include "reference.h"

#define BUFFERS 64u
#define LOAD 0.9

int main(int argc, char **argv) {
    struct ziggurat ziggurat;
    struct random random = RANDOM_START;
    struct batches batches = {.frames = batch_frames(argc, argv)};
    double came[BUFFERS]; /* a ring of buffers, each with the time of its frame */
    uint64_t first = 0, next = 0;
    double sojourn = 0;
    ziggurat_make(&ziggurat);
    double began = cpu_seconds();
    double arrival = exponential(&ziggurat, &random) / LOAD, departure = INFINITY;
    for (int batch = 0; batch < BATCHES; batch++) {
        uint64_t lost = 0;
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
        batches.lost[batch] = lost;
    }
    double seconds = cpu_seconds() - began;
    double exact = (1 - LOAD) * pow(LOAD, BUFFERS) / (1 - pow(LOAD, BUFFERS + 1));
    return reference_end(&batches, seconds, sojourn / (double)first, exact);
}
