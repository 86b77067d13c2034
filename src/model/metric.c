/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The metrics table, and looking things up in it. */
#include "metric.h"

#include <string.h>

#include "text.h"

#define METRIC_ENTRY(id, name, unit, kind, window, meaning, formula)                                         \
    {name, unit, kind, window, meaning, formula},
const struct metric_row metric_table[METRIC_COUNT] = {METRIC_ROWS(METRIC_ENTRY)};
#undef METRIC_ENTRY

enum metric metric_find(const char *name) {
    int i = 0;
    while (i < METRIC_COUNT && strcmp(metric_table[i].name, name) != 0)
        i++;
    return (enum metric)i;
}

const char *metric_nearest(const char *name) {
    const char *names[METRIC_COUNT];
    for (int i = 0; i < METRIC_COUNT; i++)
        names[i] = metric_table[i].name;
    return text_nearest(name, names, METRIC_COUNT);
}
