/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Is a goal met? One-sided bounds of what a few independent runs have shown, or splitting, and a verdict.
 *
 * The only place where a loss is judged for a search. */
#ifndef RXP_JUDGE_H
#define RXP_JUDGE_H

#include <stdbool.h>
#include <stdint.h>

#include "splitting.h"

/* Each bound holds with the confidence it was asked for: the value is below `high` with that probability, and
 * above `low` with that probability. */
struct judged {
    bool known;   /* false: the runs say nothing (nothing was exposed) */
    double value; /* the estimate */
    double low, high;
};

/* A share or rate: events over exposure (frames lost over frames, episodes over seconds), one of each per
 * independent run. random false: nothing in the runs is random, and the bounds are the value.
 *
 * The wider of two intervals. (1) Exact Poisson bounds for the events (Garwood 1936), of an overdispersed
 * count where runs scatter more than independent events would (Pearson's chi^2 over its degrees of freedom,
 * widened as Student's t is): losses come in bursts. With no event the upper bound is -ln(1 - confidence)
 * over the exposure: 3/n at 95 %. (2) With two runs or more Student's t for the ratio of sums (Cochran
 * 1977, 6.4). */
struct judged judge_rate(const double *events, const double *exposure, uint32_t n, double confidence,
                         bool random);

/* The mean of a number that each run gives: Student's t. One run of several that are random: no bounds, low
 * is 0 and high infinite. */
struct judged judge_mean(const double *values, uint32_t n, double confidence, bool random);

enum verdict { VERDICT_OPEN, VERDICT_MET, VERDICT_MISSED };
/* MET: not above the goal with that confidence; MISSED: above it with that confidence. */
enum verdict judge_goal(const struct judged *judged, double goal);

/* A loss by splitting, whose interval has the confidence judge_both_sides() says: each end is a bound. No
 * loss seen says nothing of how rare losses are, so then it is not known. */
struct judged judge_splitting(const struct splitting_result *result);
/* Confidence of an interval each end of which is a bound of that confidence: what is outside is halved. */
double judge_both_sides(double confidence);
/* As judge_goal, but MET only if the estimate is at least as precise as `coarsest` (half of the interval,
 * relative to the estimate): batches of splitting are skewed, most of them too low, and an interval that is
 * wide says that there were too few of them to be believed where they say little is lost. */
enum verdict judge_rare(const struct judged *judged, double goal, double coarsest);

/* What must be exposed without a single event to show a rate of `goal`: -ln(1 - confidence) / goal. */
double judge_exposure(double goal, double confidence);

#endif
