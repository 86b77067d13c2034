/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `rxpool size --json`: every case with every candidate that was tried. */
#include "ensure.h"
#include "json.h"

static json_t *one_judged(const struct judged *judged) {
    json_t *object = json_object();
    json_put(object, "value", judged->known ? json_number(judged->value) : json_null());
    json_put(object, "low", judged->known ? json_number(judged->low) : json_null());
    json_put(object, "high", judged->known ? json_number(judged->high) : json_null());
    return object;
}

static const char *verdict_word(const struct size_trial *trial) {
    static const char *const words[] = {
        [VERDICT_OPEN] = "undecided", [VERDICT_MET] = "met", [VERDICT_MISSED] = "not_met"};
    return words[trial->verdict];
}

static json_t *split_or_null(const struct size_split *split) {
    if (!split->used)
        return json_null();
    json_t *object = json_object();
    bool seen = split->status != SPLITTING_NO_LOSS;
    json_put(object, "loss_seen", json_boolean(seen));
    json_put(object, "precision", seen ? json_number(split->half) : json_null());
    json_put(object, "batches", json_count(split->batches));
    json_put(object, "effort", json_count(split->effort));
    json_put(object, "copies", json_count(split->copies));
    json_put(object, "refused", json_text(split->refused[0] == '\0' ? NULL : split->refused));
    return object;
}

static json_t *one_trial(const struct size_case *one, const struct size_trial *trial) {
    json_t *object = json_object();
    struct text text = {0};
    grid_text(&one->grid, trial->value, &text);
    json_put(object, "value", json_count(trial->value));
    json_put(object, "text", json_text(text.at));
    text_free(&text);
    json_put(object, "verdict", json_string(verdict_word(trial)));
    json_put(object, "runs", json_count(trial->n));
    json_put(object, "init_failed", json_count(trial->init_failed));
    json_put(object, "starved", json_count(trial->starved));
    json_put(object, "frames", json_number(trial->frames));
    json_put(object, "frames_lost", json_number(trial->lost));
    json_put(object, "loss_ratio", one_judged(&trial->loss));
    json_put(object, "splitting", split_or_null(&trial->split));
    json_put(object, "episodes_per_s", one_judged(&trial->episodes));
    json_put(object, "latency_p99_ns", one_judged(&trial->latency));
    json_put(object, "pool_bytes_mean", json_number(trial->bytes_mean));
    json_put(object, "pool_bytes_peak", json_number(trial->bytes_peak));
    return object;
}

static json_t *one_case(const struct size_result *result, const struct size_case *one) {
    json_t *object = json_object();
    json_t *axes = json_object();
    json_t *tried = json_array();
    for (size_t i = 0; i < result->leading; i++)
        json_put(axes, result->key[i], json_text(one->value[i]));
    for (size_t i = 0; i < one->trials; i++)
        ensure(json_array_append_new(tried, one_trial(one, &one->trial[i])) == 0);
    bool monotone = one->worse == one->than;
    json_put(object, "axes", axes);
    json_put(object, "refused", json_text(one->refusal));
    json_put(object, "met", json_boolean(one->met));
    json_put(object, "smallest", one->met ? one_trial(one, &one->trial[one->answer]) : json_null());
    json_put(object, "first_tried", json_count(one->grid.low));
    json_put(object, "last_possible", json_count(one->grid.high));
    json_put(object, "on_front", result->has_front ? json_boolean(one->front) : json_null());
    json_put(object, "worse_than_smaller", monotone ? json_null() : json_count(one->trial[one->worse].value));
    json_put(object, "tried", tried);
    return object;
}

static json_t *goal_or_null(double goal) {
    return goal < 0 ? json_null() : json_number(goal);
}

char *json_size(const struct size_result *result) {
    json_t *document = json_object();
    json_t *goal = json_object();
    json_t *cases = json_array();
    json_put(document, "schema", json_string("rxpool/size/1"));
    json_put(document, "scenario", json_text(result->name));
    json_put(document, "model_version", json_integer(MODEL_VERSION));
    json_put(document, "key", json_text(result->key[result->leading]));
    json_put(goal, "loss_ratio", goal_or_null(result->goal.loss));
    json_put(goal, "episodes_per_s", goal_or_null(result->goal.episodes_per_s));
    json_put(goal, "latency_p99_ns", goal_or_null(result->goal.latency_ns));
    json_put(document, "goal", goal);
    json_put(document, "confidence", json_number(result->confidence));
    json_put(document, "most_runs", json_count(result->most));
    for (size_t i = 0; i < result->cases; i++)
        ensure(json_array_append_new(cases, one_case(result, &result->at[i])) == 0);
    json_put(document, "cases", cases);
    return json_write(document, JSON_INDENT(2));
}
