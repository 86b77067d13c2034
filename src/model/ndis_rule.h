/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The contract between a miniport driver and NDIS, as far as receive buffers go: one table of rules.
 *
 * `rxpool explain R7`, docs/rules.md, the database and the tests loop over it; nothing else lists rules. A
 * run notes which rules were broken (violation.h); a rule is about a driver, so most of them are broken
 * only by scripted faults (ndis_fault.h). */
#ifndef RXP_NDIS_RULE_H
#define RXP_NDIS_RULE_H

#include <stdbool.h>
#include <stddef.h>

/* clang-format off */
enum ndis_rule {
    RULE_R1, RULE_R2, RULE_R3, RULE_R4, RULE_R5, RULE_R6, RULE_R7, RULE_R8, RULE_R9, RULE_R10, RULE_R11, RULE_R12,
    RULE_R13, RULE_R14, RULE_R15, RULE_R16, RULE_R17, RULE_R18, RULE_R19, RULE_R20, RULE_R21, RULE_R22, RULE_R23,
    RULE_R24, RULE_R25, RULE_R26, RULE_R27, RULE_R28, RULE_R29, RULE_R30, RULE_R31, RULE_R32, RULE_R33, RULE_R34,
    RULE_R35, RULE_R36, RULE_COUNT
};
/* clang-format on */

enum rule_severity {
    RULE_BUG,  /* "bug_check": Windows stops, or its verifier does */
    RULE_DOC,  /* "documented": the documentation demands it */
    RULE_INF,  /* "inferred": follows from what is documented */
    RULE_WARN, /* "guidance": advice; breaking it is noted, but is no violation */
    RULE_SEVERITIES
};

struct ndis_rule_row {
    const char *id; /* "R7" */
    enum rule_severity severity;
    const char *title;     /* one line */
    const char *text;      /* what there is to know */
    const char *source;    /* where it is public */
    const char *unchecked; /* why no run can tell; NULL: runs check it */
    const char *check;     /* what they look at; NULL: they do not */
    bool always;           /* looked at in every run; else only where a fault acts: nothing else breaks it */
};

extern const struct ndis_rule_row ndis_rule_table[RULE_COUNT];

/* "R7" or "r7"; RULE_COUNT when there is none. */
enum ndis_rule ndis_rule_find(const char *id);
const char *rule_severity_text(enum rule_severity severity);
/* Does breaking it count as a violation? Guidance does not. */
bool ndis_rule_binds(enum ndis_rule rule);

#endif
