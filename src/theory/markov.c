/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The states that can be reached, breadth first, and their stationary law. */
#include "markov.h"

#include <stdlib.h>

#include "ensure.h"
#include "text.h"

struct found_move {
    size_t from, to; /* in order of discovery */
    double rate;
    bool arrival;
};

struct markov_moves {
    uint64_t *code; /* in order of discovery */
    size_t states, state_room;
    size_t *slot; /* open addressing: 1 + number of a state; 0: free */
    size_t slots;
    struct found_move *move;
    size_t moves, move_room;
    size_t from;
    bool full;
};

static size_t slot_of(const struct markov_moves *moves, uint64_t code) {
    uint64_t hash =
        (code ^ code >> 32) * UINT64_C(0x9e3779b97f4a7c15); /* codes differ in their highest bits */
    size_t at = (size_t)(hash >> 32) & (moves->slots - 1);
    while (moves->slot[at] != 0 && moves->code[moves->slot[at] - 1] != code)
        at = (at + 1) & (moves->slots - 1);
    return at;
}

static void more_slots(struct markov_moves *moves) {
    free(moves->slot);
    moves->slots *= 2;
    moves->slot = memory_alloc(moves->slots * sizeof *moves->slot);
    for (size_t i = 0; i < moves->states; i++)
        moves->slot[slot_of(moves, moves->code[i])] = i + 1;
}

static size_t state_of(struct markov_moves *moves, uint64_t code) {
    size_t at = slot_of(moves, code);
    if (moves->slot[at] != 0)
        return moves->slot[at] - 1;
    if (moves->states == MARKOV_STATES_MAX) {
        moves->full = true;
        return moves->from;
    }
    if (moves->states == moves->state_room) {
        moves->state_room *= 2;
        moves->code = memory_grow(moves->code, moves->state_room, sizeof *moves->code);
    }
    moves->code[moves->states++] = code;
    moves->slot[at] = moves->states;
    if (2 * moves->states > moves->slots)
        more_slots(moves);
    return moves->states - 1;
}

static void add_move(struct markov_moves *moves, uint64_t code, double rate, bool arrival) {
    if (!(rate > 0) || moves->full)
        return;
    size_t to = state_of(moves, code);
    if (to == moves->from)
        return;
    if (moves->moves == moves->move_room) {
        moves->move_room *= 2;
        moves->move = memory_grow(moves->move, moves->move_room, sizeof *moves->move);
    }
    moves->move[moves->moves++] = (struct found_move){moves->from, to, rate, arrival};
}

void markov_to(struct markov_moves *moves, uint64_t code, double rate) {
    add_move(moves, code, rate, false);
}

void markov_arrives(struct markov_moves *moves, uint64_t code, double rate) {
    add_move(moves, code, rate, true);
}

static int compare_code(const void *a, const void *b) {
    uint64_t first = *(const uint64_t *)a, second = *(const uint64_t *)b;
    return (first > second) - (first < second);
}

/* States by code, moves by the state they leave. */
static struct markov *numbered(const struct markov_moves *found) {
    struct markov *chain = memory_alloc(sizeof *chain);
    size_t n = chain->states = found->states, *number = memory_alloc(n * sizeof *number);
    chain->code = memory_alloc(n * sizeof *chain->code);
    chain->first = memory_alloc((n + 1) * sizeof *chain->first);
    chain->move = memory_alloc((found->moves + 1) * sizeof *chain->move);
    for (size_t i = 0; i < n; i++)
        chain->code[i] = found->code[i];
    qsort(chain->code, n, sizeof *chain->code, compare_code);
    for (size_t i = 0; i < n; i++)
        number[i] = markov_find(chain, found->code[i]);
    for (size_t i = 0; i < found->moves; i++)
        chain->first[number[found->move[i].from] + 1]++;
    for (size_t i = 0; i < n; i++)
        chain->first[i + 1] += chain->first[i];
    for (size_t i = found->moves; i-- > 0;) { /* from the back, so that first[] ends at the beginnings */
        const struct found_move *move = &found->move[i];
        chain->move[--chain->first[number[move->from] + 1]] =
            (struct markov_move){number[move->to], move->rate, move->arrival};
    }
    for (size_t i = 0; i < n; i++)
        chain->first[i] = chain->first[i + 1];
    chain->first[n] = found->moves;
    free(number);
    return chain;
}

struct markov *markov_explore(markov_rule *rule, const void *model, uint64_t start) {
    struct markov_moves found = {.state_room = 64, .move_room = 256, .slots = 256};
    found.code = memory_grow(NULL, found.state_room, sizeof *found.code);
    found.move = memory_grow(NULL, found.move_room, sizeof *found.move);
    found.slot = memory_alloc(found.slots * sizeof *found.slot);
    (void)state_of(&found, start);
    for (; found.from < found.states && !found.full; found.from++)
        rule(model, found.code[found.from], &found);
    struct markov *chain = found.full ? NULL : numbered(&found);
    free(found.code);
    free(found.move);
    free(found.slot);
    return chain;
}

void markov_free(struct markov *chain) {
    if (chain == NULL)
        return;
    free(chain->code);
    free(chain->first);
    free(chain->move);
    free(chain);
}

size_t markov_find(const struct markov *chain, uint64_t code) {
    size_t low = 0, high = chain->states;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (chain->code[middle] < code)
            low = middle + 1;
        else
            high = middle;
    }
    return low < chain->states && chain->code[low] == code ? low : chain->states;
}

/* Rates within the band: from i to j in row i, at below + j - i. */
struct band {
    size_t states, below, above, width;
    double *rate;
};

static bool band_make(const struct markov *chain, struct band *band) {
    *band = (struct band){.states = chain->states, .below = 1, .above = 1};
    for (size_t i = 0; i < chain->states; i++)
        for (size_t m = chain->first[i]; m < chain->first[i + 1]; m++) {
            size_t to = chain->move[m].to;
            if (to < i && i - to > band->below)
                band->below = i - to;
            if (to > i && to - i > band->above)
                band->above = to - i;
        }
    band->width = band->below + band->above + 1;
    if ((double)band->states * (double)band->below * (double)band->above > MARKOV_WORK_MAX ||
        (double)band->states * (double)band->width > (double)MARKOV_BAND_MAX)
        return false;
    band->rate = memory_alloc(band->states * band->width * sizeof *band->rate);
    for (size_t i = 0; i < chain->states; i++)
        for (size_t m = chain->first[i]; m < chain->first[i + 1]; m++)
            band->rate[i * band->width + band->below + chain->move[m].to - i] += chain->move[m].rate;
    return true;
}

static double *row_of(const struct band *band, size_t i) { /* row_of(i)[j]: from i to j */
    return band->rate + i * band->width + band->below - i;
}

/* State k is left out: who would go there goes on to where it leads. Afterwards the rates into k are shares
 * of the time that is spent there. False: it leads nowhere below. */
static bool eliminate(const struct band *band, size_t k) {
    size_t low = k > band->below ? k - band->below : 0, from = k > band->above ? k - band->above : 0;
    const double *out = row_of(band, k);
    double sum = 0;
    for (size_t j = low; j < k; j++)
        sum += out[j];
    for (size_t i = from; i < k; i++) {
        double *in = row_of(band, i), share;
        if (in[k] <= 0)
            continue;
        if (sum <= 0)
            return false;
        share = in[k] /= sum;
        for (size_t j = low; j < k; j++)
            in[j] += share * out[j];
    }
    return true;
}

static void normalise(double *law, size_t states) {
    double sum = 0;
    for (size_t i = 0; i < states; i++)
        sum += law[i];
    for (size_t i = 0; i < states; i++)
        law[i] /= sum;
}

bool markov_law(const struct markov *chain, double *law) {
    struct band band;
    bool good = band_make(chain, &band);
    if (!good)
        return false;
    for (size_t k = chain->states - 1; k > 0 && good; k--)
        good = eliminate(&band, k);
    law[0] = 1;
    for (size_t k = 1; k < chain->states && good; k++) {
        law[k] = 0;
        for (size_t i = k > band.above ? k - band.above : 0; i < k; i++)
            law[k] += law[i] * row_of(&band, i)[k];
        if (law[k] > 1e200) /* a chain that is hardly ever empty: what is left behind may vanish */
            for (size_t i = 0; i <= k; i++)
                law[i] *= 1e-200;
    }
    if (good)
        normalise(law, chain->states);
    free(band.rate);
    return good;
}
