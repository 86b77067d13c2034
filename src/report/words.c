/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words of scenarios and results that have tables of their own: faults of a driver, statuses of a run. */
#include <string.h>

#include "ndis_fault.h"
#include "report.h"

static void explain_faults(struct text *to) {
    text_add(to, "faults (topic)\n\nWhat driver.faults makes a driver do wrong, each to break one rule. "
                 "'rxpool explain free_twice' says more about one.\n\n");
    for (int i = 0; i < FAULT_COUNT; i++)
        text_format(to, "  %-22s R%-3u %s\n", ndis_fault_table[i].name, ndis_fault_table[i].rule,
                    ndis_fault_table[i].words);
}

bool explain_fault(const char *word, struct text *to, const char **nearest) {
    const char *names[FAULT_COUNT];
    if (strcmp(word, "faults") == 0) {
        explain_faults(to);
        return true;
    }
    for (int i = 0; i < FAULT_COUNT; i++) {
        const struct ndis_fault_row *row = &ndis_fault_table[i];
        names[i] = row->name;
        if (strcmp(word, row->name) != 0)
            continue;
        text_format(
            to, "%s (fault): the driver %s\n\n%s\n\n  breaks    R%u: %s\n  example   driver.faults: %s\n",
            row->name, row->words, row->effect, row->rule, ndis_rule_table[row->rule - 1].title, row->name);
        return true;
    }
    *nearest = text_nearest(word, names, FAULT_COUNT);
    return false;
}

bool explain_status(const char *word, struct text *to, const char **nearest) {
    const char *names[RUN_STATUSES];
    bool all = strcmp(word, "statuses") == 0;
    if (all)
        text_add(to, "statuses (topic)\n\nHow runs end. 'rxpool explain starved' says more about one.\n\n");
    for (int i = 0; i < RUN_STATUSES; i++) {
        const struct run_status_row *row = &run_status_table[i];
        names[i] = row->name;
        if (all)
            text_format(to, "  %-12s %s\n", row->name, row->words);
        if (strcmp(word, row->name) != 0)
            continue;
        text_format(to, "%s (status): %s\n\n%s\n", row->name, row->words, row->more);
        return true;
    }
    if (!all)
        *nearest = text_nearest(word, names, RUN_STATUSES);
    return all;
}
