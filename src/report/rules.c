/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rules of the contract with NDIS for people: `rxpool explain R7`, `explain rules`, docs/rules.md. */
#include <string.h>

#include "ndis_fault.h"
#include "report.h"

static const char *severity_words(enum rule_severity severity) {
    static const char *const words[RULE_SEVERITIES] = {
        [RULE_BUG] = "bug_check: Windows stops",
        [RULE_DOC] = "documented: the documentation demands it",
        [RULE_INF] = "inferred: follows from what is documented",
        [RULE_WARN] = "guidance: advice; noted, but no violation",
    };
    return words[severity];
}

/* The faults that break the rule, between commas; false: none does. */
static bool faults_of(enum ndis_rule rule, const char *quote, struct text *to) {
    const char *comma = "";
    for (int i = 0; i < FAULT_COUNT; i++) {
        if (ndis_fault_table[i].rule != (unsigned)rule + 1)
            continue;
        text_format(to, "%s%s%s%s", comma, quote, ndis_fault_table[i].name, quote);
        comma = ", ";
    }
    return comma[0] != '\0';
}

/* The model's own driver cannot break every rule: those are looked at where a fault lets it. */
static const char *checked_words(const struct ndis_rule_row *row) {
    return row->always ? "in every run" : "where one of its faults acts";
}

static void explain_all(struct text *to) {
    text_add(
        to,
        "rules (topic)\n\nWhat a miniport driver owes NDIS. 'rxpool explain R7' says more about one.\n\n");
    for (int i = 0; i < RULE_COUNT; i++)
        text_format(to, "  %-4s %-10s %s\n", ndis_rule_table[i].id,
                    rule_severity_text(ndis_rule_table[i].severity), ndis_rule_table[i].title);
}

bool explain_rule(const char *word, struct text *to, const char **nearest) {
    enum ndis_rule rule = ndis_rule_find(word);
    if (strcmp(word, "rules") == 0) {
        explain_all(to);
        return true;
    }
    if (rule == RULE_COUNT) { /* R37 is nearer to a rule than to any key; other words are not */
        bool numbered = (word[0] == 'R' || word[0] == 'r') && word[1] != '\0' &&
                        strspn(word + 1, "0123456789") == strlen(word + 1);
        *nearest = numbered ? "rules" : NULL;
        return false;
    }
    const struct ndis_rule_row *row = &ndis_rule_table[rule];
    text_format(to, "%s (rule): %s\n\n%s\n\n  severity  %s\n", row->id, row->title, row->text,
                severity_words(row->severity));
    struct text faults = {0};
    if (row->unchecked != NULL)
        text_format(to, "  checked   no: %s\n", row->unchecked);
    else if (faults_of(rule, "", &faults))
        text_format(to, "  checked   %s: %s\n  faults    %s (driver.faults)\n", checked_words(row),
                    row->check, faults.at);
    text_free(&faults);
    text_format(to, "  source    %s\n", row->source);
    return true;
}

static void markdown_faults(struct text *to) {
    text_add(
        to,
        "\n## Faults\n\n`driver.faults` makes the driver misbehave, to see what is noticed. What is broken "
        "is "
        "noted; unless its row\nsays more, the simulated machine goes on as if the driver had behaved.\n\n"
        "| fault | breaks | the driver | acts |\n|---|---|---|---|\n");
    for (int i = 0; i < FAULT_COUNT; i++)
        text_format(to, "| `%s` | R%u | %s | %s |\n", ndis_fault_table[i].name, ndis_fault_table[i].rule,
                    ndis_fault_table[i].words, ndis_fault_table[i].effect);
}

void rules_markdown(struct text *to) {
    text_add(
        to,
        "# Rules\n\nThe contract between a miniport driver and NDIS about receive buffers, one row a rule; "
        "`rxpool explain R7` prints\none. Written by the table of the code. A broken rule is in the results "
        "of its "
        "run, with the time and circumstances\nof the first time, and counts in `contract_violations`; "
        "guidance is "
        "in the results, too, but is no violation.\n`rxpool run --strict` ends with exit code 1 when there "
        "is a "
        "violation.\n\nSeverities: `bug_check`, Windows stops; `documented`, the documentation demands it; "
        "`inferred`, it follows from\nwhat is documented; `guidance`, advice.\n");
    for (int i = 0; i < RULE_COUNT; i++) {
        const struct ndis_rule_row *row = &ndis_rule_table[i];
        text_format(to, "\n## %s: %s\n\n%s\n\n- Severity: `%s`\n", row->id, row->title, row->text,
                    rule_severity_text(row->severity));
        struct text faults = {0};
        if (row->unchecked != NULL)
            text_format(to, "- Not checked: %s\n", row->unchecked);
        else if (faults_of((enum ndis_rule)i, "`", &faults))
            text_format(to, "- Checked %s: %s\n- Faults: %s\n", checked_words(row), row->check, faults.at);
        text_free(&faults);
        text_format(to, "- Source: %s\n", row->source);
    }
    markdown_faults(to);
}
