/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the two reference loops share: exponential times, and the loss compared with theory.
 *
 * The loops are what somebody would write who wants one queue and nothing else. They have nothing of rxpool,
 * not even its random numbers: a yardstick made of what it measures would shrink with it. */
#ifndef RXP_REFERENCE_H
#define RXP_REFERENCE_H

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

#include "measure.h"

/* xoshiro256++ of Blackman and Vigna. */
struct random {
    uint64_t a, b, c, d;
};
/* Hexadecimal digits of pi: any state but zero will do. */
#define RANDOM_START                                                                                         \
    { 0x243f6a8885a308d3, 0x13198a2e03707344, 0xa4093822299f31d0, 0x082efa98ec4e6c89 }

static inline uint64_t random_bits(struct random *random) {
    uint64_t sum = random->a + random->d, bits = ((sum << 23) | (sum >> 41)) + random->a;
    uint64_t shifted = random->b << 17;
    random->c ^= random->a;
    random->d ^= random->b;
    random->b ^= random->c;
    random->a ^= random->d;
    random->c ^= shifted;
    random->d = (random->d << 45) | (random->d >> 19);
    return bits;
}

static inline double random_unit(struct random *random) {
    return (double)(random_bits(random) >> 11) * 0x1p-53;
}

/* Marsaglia and Tsang's ziggurat: 256 layers of the same area under exp(-x), the lowest with the tail. Layer
 * i reaches from 0 to edge[i] and holds everything left of edge[i + 1] whole. */
#define LAYERS 256
struct ziggurat {
    double scale[LAYERS];   /* of 53 bits to a place in the layer */
    uint64_t whole[LAYERS]; /* below it the place is under the curve for certain */
    double edge[LAYERS + 1], height[LAYERS + 1];
};

static inline void ziggurat_make(struct ziggurat *ziggurat) {
    const double tail = 7.69711747013104972, area = 0.0039496598225815571993;
    ziggurat->edge[0] = area / exp(-tail); /* the lowest layer as if it were a rectangle */
    ziggurat->edge[1] = tail;
    for (int i = 1; i < LAYERS - 1; i++)
        ziggurat->edge[i + 1] = -log(exp(-ziggurat->edge[i]) + area / ziggurat->edge[i]);
    ziggurat->edge[LAYERS] = 0;
    for (int i = 0; i <= LAYERS; i++)
        ziggurat->height[i] = exp(-ziggurat->edge[i]);
    for (int i = 0; i < LAYERS; i++) {
        ziggurat->scale[i] = ziggurat->edge[i] * 0x1p-53;
        ziggurat->whole[i] = (uint64_t)(ziggurat->edge[i + 1] / ziggurat->edge[i] * 0x1p53);
    }
}

/* One time in seventy: the place is right of what is whole. */
__attribute__((noinline, cold)) static double exponential_slow(const struct ziggurat *ziggurat,
                                                               struct random *random, uint64_t bits) {
    double passed = 0; /* beyond the tail's beginning it is the same law again */
    for (;;) {
        size_t layer = bits % LAYERS;
        uint64_t place = bits >> 11;
        double x = (double)place * ziggurat->scale[layer];
        if (place < ziggurat->whole[layer])
            return passed + x;
        if (layer == 0)
            passed += ziggurat->edge[1];
        else {
            double low = ziggurat->height[layer], high = ziggurat->height[layer + 1];
            if (low + random_unit(random) * (high - low) < exp(-x))
                return passed + x;
        }
        bits = random_bits(random);
    }
}

static inline double exponential(const struct ziggurat *ziggurat, struct random *random) {
    uint64_t bits = random_bits(random), place = bits >> 11;
    size_t layer = bits % LAYERS;
    if (__builtin_expect(place < ziggurat->whole[layer], 1))
        return (double)(int64_t)place * ziggurat->scale[layer];
    return exponential_slow(ziggurat, random, bits);
}

/* A run is cut into batches; they tell how far what it measured may be from theory. */
#define BATCHES 32
struct batches {
    uint64_t frames; /* of one */
    double loss[BATCHES], sojourn[BATCHES];
};
struct theory {
    double loss, sojourn; /* the latter in mean services or holds */
};

/* The batch is over: frames lost in it, frames that left, and their time in the queue. */
static inline void batch_end(struct batches *batches, int batch, uint64_t lost, uint64_t left,
                             double sojourn) {
    batches->loss[batch] = (double)lost / (double)batches->frames;
    batches->sojourn[batch] = sojourn / (double)left;
}

/* Prints mean, theory and standard error. Does the mean agree with theory? */
static inline bool agrees(const char *name, const double *value, double exact) {
    double mean = 0, squares = 0;
    for (int i = 0; i < BATCHES; i++)
        mean += value[i] / BATCHES;
    for (int i = 0; i < BATCHES; i++)
        squares += (value[i] - mean) * (value[i] - mean);
    double error = sqrt(squares / (BATCHES - 1) / BATCHES);
    printf("%s %.17g\n%s_exact %.17g\n%s_error %.17g\n", name, mean, name, exact, name, error);
    return fabs(mean - exact) <= 4.5 * error;
}

/* Fewer expected losses than these say nothing: they come in clusters. */
#define LOSSES 200

/* Prints what was measured. Exit code 1 when it is not what theory says. */
static inline int reference_end(const struct batches *batches, double seconds, struct theory theory) {
    double frames = (double)batches->frames * BATCHES;
    say("frames", frames);
    say("seconds", seconds);
    bool loss = agrees("loss", batches->loss, theory.loss);
    bool sojourn = agrees("sojourn", batches->sojourn, theory.sojourn);
    return sojourn && (loss || theory.loss * frames < LOSSES) ? EXIT_SUCCESS : EXIT_FAILURE;
}

/* The number of frames asked for on the command line, as whole batches. */
static inline uint64_t batch_frames(int argc, char **argv) {
    uint64_t frames = argc > 1 ? strtoull(argv[1], NULL, 10) : 20000000;
    return frames < BATCHES ? 1 : frames / BATCHES;
}

#endif
