/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers worked out by hand for rows of the metrics table. test_model_metric.c notes which rows have one and
 * runs them all; they stand in a file for each part of the model. */
#ifndef RXP_MODEL_METRIC_H
#define RXP_MODEL_METRIC_H

#include "model_hand.h"

void whole(const struct run_result *result, enum metric metric, uint64_t expected);
/* One division of exact numbers: every bit is known. */
void real(const struct run_result *result, enum metric metric, double expected);
void undefined(const struct run_result *result, enum metric metric);

/* model_metric_nic.c */
void three_pauses(void **state);
void a_window(void **state);
void a_unit_of_two_frames(void **state);

#endif
