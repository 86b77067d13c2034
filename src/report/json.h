/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Small steps on top of jansson that cannot fail: out of memory is an ensure(). */
#ifndef RXP_JSON_H
#define RXP_JSON_H

#include <jansson.h>
#include <stdint.h>

#include "metric.h"
#include "report.h"
#include "study.h"

json_t *json_text(const char *text); /* NULL is null; what is not UTF-8 is replaced */
json_t *json_number(double value);   /* not finite is null */
json_t *json_count(uint64_t value);
json_t *json_hex(uint64_t value); /* "0x" and 16 digits */
json_t *json_metric(enum metric metric, struct metric_value value);
/* Every metric: {"mean", "ci95", "unit", "sd", "n", "interval", "confidence"}; loss_ratio also "at_most". */
json_t *json_estimates(const struct estimate estimate[METRIC_COUNT]);
/* [low, high]; null unless shown, or when it is not of this confidence (0: of any). */
json_t *json_interval(const struct estimate *estimate, bool shown, double confidence);
/* Takes over the value. */
void json_put(json_t *object, const char *key, json_t *value);
/* Takes over the document; caller frees the text. */
char *json_write(json_t *document, size_t flags);

#endif
