/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What splitting found, for people and for machines. */
#include <inttypes.h>

#include "ensure.h"
#include "json.h"
#include "people.h"
#include "rows.h"

static const char *status_text(enum splitting_status status) {
    switch (status) {
    case SPLITTING_DONE:
        return "done";
    case SPLITTING_IMPRECISE:
        return "imprecise";
    case SPLITTING_NO_LOSS:
        return "no_loss";
    case SPLITTING_STOPPED:
        return "stopped";
    }
    ensure(false && "unknown status");
    return NULL;
}

static void add_count(struct sheet *sheet, uint64_t value) {
    struct text text = {0};
    text_format(&text, "%" PRIu64, value);
    sheet_add(sheet, &text);
}

static void add_number(struct sheet *sheet, double value) {
    struct text text = {0};
    text_format(&text, "%.4g", value);
    sheet_add(sheet, &text);
}

static void add_levels(struct text *to, const struct splitting_result *result) {
    struct sheet sheet;
    sheet_begin(&sheet, 5);
    sheet_add_text(&sheet, "level");
    sheet_add_text(&sheet, "copies");
    sheet_add_text(&sheet, "came higher");
    sheet_add_text(&sheet, "share");
    sheet_add_text(&sheet, "lost per copy");
    for (uint32_t k = 0; k < result->level_count; k++) {
        const struct splitting_level *level = &result->level[k];
        bool last = k + 1 == result->level_count;
        add_count(&sheet, level->level);
        add_count(&sheet, level->copies);
        if (last) {
            sheet_add_text(&sheet, "");
            sheet_add_text(&sheet, "");
        } else {
            add_count(&sheet, level->higher);
            add_number(&sheet, level->copies > 0 ? (double)level->higher / (double)level->copies : 0);
        }
        add_number(&sheet, level->losses);
    }
    sheet_write(&sheet, to);
    sheet_free(&sheet);
}

void report_rare(const struct config *config, const struct splitting_result *result, FILE *to) {
    struct text text = {0};
    tame_add(&text, config->name);
    text_format(&text, ": loss by splitting, %u batches of %u run%s and %u copies a level\n\n",
                (unsigned)result->batches, (unsigned)result->replications,
                result->replications == 1 ? "" : "s", (unsigned)result->effort);
    if (result->status == SPLITTING_NO_LOSS)
        text_add(&text, "  loss_ratio      no copy lost a frame\n");
    else
        text_format(&text, "  loss_ratio      %.4g \u00b1 %.2g %%   (%.4g to %.4g, %g %% Student-t)\n",
                    result->loss, 100 * (result->high - result->loss) / result->loss, result->low,
                    result->high, 100 * result->confidence);
    text_format(&text, "  levels          buffers out of reach, of at most %u; back below %u\n",
                (unsigned)result->level_most, (unsigned)result->back);
    text_format(&text, "  entrances       %.0f into the first level, in %.0f frames\n",
                (double)result->entrances, (double)result->frames);
    text_format(&text, "  lost below it   %.0f frames\n", (double)result->lost);
    text_format(&text, "  copies          %.0f of %.0f bytes, %.4g events with the runs\n\n",
                (double)result->copies, (double)result->state_bytes, (double)result->events);
    add_levels(&text, result);
    (void)text_write(&text, to);
    text_free(&text);
}

static json_t *levels(const struct splitting_result *result) {
    json_t *list = json_array();
    for (uint32_t k = 0; k < result->level_count; k++) {
        const struct splitting_level *level = &result->level[k];
        bool last = k + 1 == result->level_count || level->copies == 0;
        json_t *object = json_object();
        json_put(object, "level", json_count(level->level));
        json_put(object, "copies", json_count(level->copies));
        json_put(object, "higher", last ? json_null() : json_count(level->higher));
        json_put(object, "conditional",
                 last ? json_null() : json_number((double)level->higher / (double)level->copies));
        json_put(object, "losses_per_copy", json_number(level->losses));
        ensure(json_array_append_new(list, object) == 0);
    }
    return list;
}

char *json_rare(const struct config *config, const struct splitting_result *result) {
    json_t *document = json_object();
    bool lost = result->status != SPLITTING_NO_LOSS;
    json_put(document, "schema", json_string("rxpool/rare/1"));
    json_put(document, "scenario", json_text(config->name));
    json_put(document, "model_version", json_integer(MODEL_VERSION));
    json_put(document, "seed", json_hex(config->seed));
    json_put(document, "status", json_string(status_text(result->status)));
    json_put(document, "loss_ratio", lost ? json_number(result->loss) : json_null());
    json_t *range = json_null();
    if (lost) {
        range = json_array();
        ensure(json_array_append_new(range, json_number(result->low)) == 0);
        ensure(json_array_append_new(range, json_number(result->high)) == 0);
    }
    json_put(document, "interval", range);
    json_put(document, "confidence", json_number(result->confidence));
    json_put(document, "relative_error", lost ? json_number(result->relative_error) : json_null());
    json_put(document, "batches", json_count(result->batches));
    json_put(document, "runs_per_batch", json_count(result->replications));
    json_put(document, "effort", json_count(result->effort));
    json_put(document, "level_most", json_count(result->level_most));
    json_put(document, "back_below", json_count(result->back));
    json_put(document, "levels", levels(result));
    json_put(document, "frames", json_count(result->frames));
    json_put(document, "lost_below_first", json_count(result->lost));
    json_put(document, "entrances", json_count(result->entrances));
    json_put(document, "copies", json_count(result->copies));
    json_put(document, "state_bytes", json_count(result->state_bytes));
    return json_write(document, JSON_INDENT(2));
}
