/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A chain in a finite time, by uniformisation: it moves at the instants of a Poisson process that is as fast
 * as its fastest state. The state after k instants has the law p_k = p_{k-1} P; after a time t there were k
 * of them with Poisson probability w_k of mean q t, and the expected time in each state is the sum of p_k
 * times the probability of more than k of them, over q. All terms are positive. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "ensure.h"
#include "markov.h"
#include "text.h"

#define STILL 1e-11 /* what would still move in all the steps that are left */

static double rate_of(const struct markov_move *move, double arrivals) {
    return move->arrival ? move->rate * arrivals : move->rate;
}

static double fastest(const struct markov *chain, double arrivals) {
    double most = 0;
    for (size_t i = 0; i < chain->states; i++) {
        double sum = 0;
        for (size_t m = chain->first[i]; m < chain->first[i + 1]; m++)
            sum += rate_of(&chain->move[m], arrivals);
        most = sum > most ? sum : most;
    }
    return most;
}

/* Poisson's law of this mean from its mode outwards: share[k] of low + k. Returns how many. */
static size_t poisson_shares(double mean, size_t *low, double **share) {
    double spread = sqrt(mean), from = floor(mean - 9 * spread - 30);
    *low = from > 0 ? (size_t)from : 0;
    size_t mode = (size_t)mean, count = (size_t)(mean + 9 * spread + 60) - *low;
    double *w = memory_alloc(count * sizeof *w), sum = 0;
    w[mode - *low] = 1;
    for (size_t k = mode; k > *low; k--)
        w[k - 1 - *low] = w[k - *low] * (double)k / mean;
    for (size_t k = mode + 1; k < *low + count; k++)
        w[k - *low] = w[k - 1 - *low] * mean / (double)k;
    for (size_t k = 0; k < count; k++)
        sum += w[k];
    for (size_t k = 0; k < count; k++)
        w[k] /= sum;
    *share = w;
    return count;
}

/* next = law P. Returns how far it went, in the sum of differences. */
static double step(const struct markov *chain, double arrivals, double speed, const double *law,
                   double *next) {
    memset(next, 0, chain->states * sizeof *next);
    for (size_t i = 0; i < chain->states; i++) {
        double stay = speed;
        for (size_t m = chain->first[i]; m < chain->first[i + 1]; m++) {
            double rate = rate_of(&chain->move[m], arrivals);
            stay -= rate;
            next[chain->move[m].to] += law[i] * (rate / speed);
        }
        next[i] += law[i] * (stay > 0 ? stay / speed : 0);
    }
    double moved = 0;
    for (size_t i = 0; i < chain->states; i++)
        moved += fabs(next[i] - law[i]);
    return moved;
}

/* By time, when nothing moves any more or never did. */
static void stand_still(const struct markov *chain, double seconds, const double *law, double *spent) {
    for (size_t i = 0; i < chain->states; i++)
        spent[i] += law[i] * seconds;
}

bool markov_spend(const struct markov *chain, double arrivals, double seconds, double *law, double *spent) {
    double speed = 1.02 * fastest(chain, arrivals), mean = speed * seconds, *share;
    size_t n = chain->states, low;
    if (!(mean > 0)) {
        stand_still(chain, seconds, law, spent);
        return true;
    }
    if (mean > 1e9 || (mean + 100) * (double)(chain->first[n] + n) > MARKOV_WORK_MAX)
        return false;
    size_t count = poisson_shares(mean, &low, &share);
    double *now = memory_alloc(n * sizeof *now), *next = memory_alloc(n * sizeof *next);
    double *end = memory_alloc(n * sizeof *end), *tail = memory_alloc((count + 1) * sizeof *tail),
           spare = seconds;
    memcpy(now, law, n * sizeof *now);
    for (size_t k = count; k-- > 0;)
        tail[k] = tail[k + 1] + share[k];
    bool still = false;
    for (size_t k = 0; k < low + count && !still; k++) {
        double w = k < low ? 0 : share[k - low], more = k < low ? 1 : tail[k - low + 1];
        for (size_t i = 0; i < n; i++) {
            end[i] += w * now[i];
            spent[i] += more / speed * now[i];
        }
        spare -= more / speed;
        still = step(chain, arrivals, speed, now, next) * (double)(low + count - k) < STILL;
        if (still) { /* the rest is like this */
            for (size_t i = 0; i < n; i++)
                end[i] += more * next[i];
            stand_still(chain, spare > 0 ? spare : 0, next, spent);
        }
        double *swap = now;
        now = next;
        next = swap;
    }
    memcpy(law, end, n * sizeof *law);
    free(share);
    free(now);
    free(next);
    free(end);
    free(tail);
    return true;
}
