/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When to stop. */
#include "sequence.h"

#include <math.h>
#include <string.h>

#include "ensure.h"
#include "text.h"

static bool same_word(const char *word, size_t length, const char *name) {
    return strlen(name) == length && strncmp(word, name, length) == 0;
}

static void unknown_metric(const char *word, size_t length, struct text *wrong) {
    const char *names[METRIC_COUNT];
    struct text copy = {0};
    text_add_bytes(&copy, word, length > 60 ? 60 : length);
    for (uint32_t i = 0; i < METRIC_COUNT; i++)
        names[i] = metric_table[i].name;
    const char *nearest = text_nearest(copy.at, names, METRIC_COUNT);
    text_format(wrong, "there is no metric '%s'", copy.at);
    if (nearest != NULL)
        text_format(wrong, "; did you mean '%s'?", nearest);
    text_free(&copy);
}

static bool add_metric(const char *word, size_t length, struct sequence_rule *rule, struct text *wrong) {
    uint32_t metric = 0;
    while (metric < METRIC_COUNT && !same_word(word, length, metric_table[metric].name))
        metric++;
    if (length == 0) {
        text_add(wrong, "the name of a metric is missing");
    } else if (metric == METRIC_COUNT) {
        unknown_metric(word, length, wrong);
    } else if (rule->metrics == SEQUENCE_METRICS_MAX) {
        text_format(wrong, "at most %d metrics can be watched", SEQUENCE_METRICS_MAX);
    } else {
        for (uint32_t i = 0; i < rule->metrics; i++)
            if (rule->metric[i] == (enum metric)metric)
                text_format(wrong, "%s is named twice", metric_table[metric].name);
        rule->metric[rule->metrics++] = (enum metric)metric;
    }
    return wrong->length == 0;
}

bool sequence_metrics(const char *names, struct sequence_rule *rule, struct text *wrong) {
    rule->metrics = 0;
    for (;;) {
        names += strspn(names, " ");
        size_t length = strcspn(names, ",");
        size_t word = length;
        while (word > 0 && names[word - 1] == ' ')
            word--;
        if (!add_metric(names, word, rule, wrong))
            return false;
        if (names[length] == '\0')
            return true;
        names += length + 1;
    }
}

static void sum_value(struct sequence_sum *sum, double value) {
    sum->always_0 = (sum->n == 0 || sum->always_0) && value >= 0 && value <= 0;
    sum->n++;
    double distance = value - sum->mean;
    sum->mean += distance / sum->n;
    sum->squares += distance * (value - sum->mean);
}

static void sum_row(struct sequence *sequence, uint32_t at, double value) {
    struct sequence_sum *sum = &sequence->sum[at];
    if (!sequence->rule.pairs) {
        if (!isnan(value))
            sum_value(sum, value);
    } else if (sequence->seen % 2 == 0) {
        sum->first = value;
    } else if (!isnan(sum->first) && !isnan(value)) {
        sum_value(sum, sum->first / 2 + value / 2);
    }
}

/* A metric that is always 0 has no relative precision, and one without a value none at all. */
static bool is_idle(const struct sequence_sum *sum) {
    return sum->n == 0 || sum->always_0;
}

/* How many times as many replications as now the metric needs; at most 1: it is precise. */
static double growth_of(const struct sequence *sequence, uint32_t at) {
    const struct sequence_rule *rule = &sequence->rule;
    const struct sequence_sum *sum = &sequence->sum[at];
    if (rule->metric[at] == METRIC_LOSS_RATIO && sequence->lost < LOSSES_FOR_INTERVAL)
        return sequence->lost > 0 ? LOSSES_FOR_INTERVAL / sequence->lost : 2;
    if (sum->n < 2)
        return 2;
    double half =
        student_quantile(rule->confidence, sum->n - 1) * sqrt(sum->squares / (sum->n - 1)) / sqrt(sum->n);
    double most = rule->precision * fabs(sum->mean);
    if (half <= most)
        return 1;
    return most > 0 ? half / most * (half / most) : 2;
}

static enum sequence_end judge(struct sequence *sequence) {
    const struct sequence_rule *rule = &sequence->rule;
    enum sequence_end end = SEQUENCE_REACHED;
    double growth = 1;
    for (uint32_t i = 0; i < rule->metrics; i++) {
        if (is_idle(&sequence->sum[i])) {
            if (end == SEQUENCE_REACHED) {
                sequence->blame = rule->metric[i];
                end = SEQUENCE_IDLE;
            }
            continue;
        }
        double one = growth_of(sequence, i);
        if (one > growth) {
            growth = one;
            sequence->blame = rule->metric[i];
            end = SEQUENCE_GOES_ON;
        }
    }
    if (end == SEQUENCE_GOES_ON && sequence->seen >= rule->most)
        return SEQUENCE_MOST;
    double foreseen = fmin((double)sequence->seen * fmin(growth, 2), (double)rule->most);
    sequence->foreseen = (uint32_t)foreseen;
    return end;
}

enum sequence_end sequence_add(struct sequence *sequence, const struct value_row *row) {
    const struct sequence_rule *rule = &sequence->rule;
    ensure(sequence->end == SEQUENCE_GOES_ON && row->replication == sequence->seen);
    for (uint32_t i = 0; i < rule->metrics; i++)
        sum_row(sequence, i, row->counts ? row->value[rule->metric[i]] : (double)NAN);
    double lost = row->counts ? row->value[METRIC_FRAMES_DROPPED] : (double)NAN;
    sequence->lost += isnan(lost) ? 0 : lost;
    sequence->seen++;
    if (sequence->seen >= rule->least && (!rule->pairs || sequence->seen % 2 == 0))
        sequence->end = judge(sequence);
    return sequence->end;
}
