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

/* model_metric_more.c */
void a_cpu_and_its_levels(void **state);
void a_dpc_that_yields(void **state);
void descriptors_and_packing(void **state);
void two_broken_rules(void **state);
void a_protocol_that_stalls_and_one_that_sees_all(void **state);
void a_queue_that_starves(void **state);
void copies_and_replacements(void **state);
void every_cause_has_its_row(void **state);
void a_pause_and_a_halt(void **state);

#endif
