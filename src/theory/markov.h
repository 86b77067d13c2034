/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Markov chains in continuous time: from a rule of moves to the states that can be reached, their stationary
 * law, and what a chain does in a finite time.
 *
 * A state is a code of 64 bits of the caller's making. Nearby states should have nearby codes (the level,
 * such as the buffers that are out, in the highest bits): states are numbered by their codes, the elimination
 * keeps to the band of the moves, and a band is what makes a chain of a million states solvable.
 *
 * Nothing is ever subtracted, so that every probability, also one of 1e-200, is right to nearly all digits of
 * a double (O'Cinneide, "Entrywise perturbation theory and error analysis for Markov chains", Numer. Math.
 * 65, 1993). */
#ifndef RXP_MARKOV_H
#define RXP_MARKOV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MARKOV_STATES_MAX 2000000u
#define MARKOV_WORK_MAX 4e9                 /* multiplications of one elimination, or of one finite time */
#define MARKOV_BAND_MAX (UINT64_C(1) << 26) /* rates in memory: 512 MiB */

struct markov_move {
    size_t to;    /* the number of a state, not its code */
    double rate;  /* per second */
    bool arrival; /* its rate is that of one arrival per second where markov_spend() is told the rate */
};

struct markov {
    size_t states;
    uint64_t *code;           /* ascending */
    size_t *first;            /* state i moves by move[first[i]] .. move[first[i + 1] - 1] */
    struct markov_move *move; /* none to itself, none of rate 0 */
};

/* What a rule hands its moves to. */
struct markov_moves;
/* A move at a rate >= 0 per second; one of rate 0 or to the state itself is nothing. */
void markov_to(struct markov_moves *moves, uint64_t code, double rate);
void markov_arrives(struct markov_moves *moves, uint64_t code, double rate);

/* All moves from the state with this code. */
typedef void markov_rule(const void *model, uint64_t code, struct markov_moves *moves);

/* Everything that can be reached from `start`. NULL: more than MARKOV_STATES_MAX states. markov_free. */
struct markov *markov_explore(markov_rule *rule, const void *model, uint64_t start);
void markov_free(struct markov *chain);

/* The number of the state with this code; chain->states: it cannot be reached. */
size_t markov_find(const struct markov *chain, uint64_t code);

/* The stationary law, law[states], which sums to 1: Grassmann, Taksar and Heyman's elimination (Operations
 * Research 33, 1985), within the band. False: the band is too wide, or some state cannot be left for those
 * below it, so that there is no one law that does not depend on the start. */
bool markov_law(const struct markov *chain, double *law);

/* Moves `law` on by `seconds` and adds to spent[i] the expected time in state i meanwhile, both to 1e-14 of
 * the whole; moves that are arrivals happen `arrivals` times as often as they say. Uniformisation (Jensen,
 * 1953; Grassmann, "Transient solutions in Markovian queueing systems", Comput. Oper. Res. 4, 1977). False:
 * too many steps. */
bool markov_spend(const struct markov *chain, double arrivals, double seconds, double *law, double *spent);

#endif
