/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the name of a preset to assignments. It is looked up when a scenario is resolved, not when it is read,
 * because -s and the points of a sweep may name another. */
#include <stdlib.h>
#include <string.h>

#include "ensure.h"
#include "scenario_inner.h"

static const char *named_in(const struct assignments *list) {
    const char *name = NULL;
    size_t row = param_find("driver.preset", NULL); /* of the table, so it is there */
    for (size_t i = 0; i < list->count; i++) {
        const struct node *node = list->entry[i].node;
        if (list->entry[i].param == row && node->kind == NODE_SCALAR)
            name = node->text;
    }
    return name;
}

/* The text is the program's own: that it can be read is a test's business. */
static void read_preset(struct read_preset *read, const struct preset *preset) {
    struct problems problems;
    struct text file = {0};
    problems_init(&problems);
    text_format(&file, "preset %s", preset->name);
    read->preset = preset;
    read->document = memory_alloc(sizeof *read->document);
    ensure(document_parse(read->document, file.at, preset->text, strlen(preset->text), &problems));
    struct gather gather = {&read->assignments, &problems, read->document, LAYER_PRESET, ""};
    gather_root(&gather, read->document->root);
    ensure(problems.errors == 0);
    problems_free(&problems);
    text_free(&file);
}

const struct assignments *scenario_preset(struct scenario *scenario, const struct assignments *const *lists,
                                          size_t count) {
    const struct preset *preset = NULL;
    for (size_t i = 0; i < count; i++) {
        const char *name = named_in(lists[i]);
        preset = name == NULL ? preset : preset_find(name);
    }
    if (preset == NULL)
        return NULL;
    for (size_t i = 0; i < scenario->preset_count; i++)
        if (scenario->preset[i].preset == preset)
            return &scenario->preset[i].assignments;
    scenario->preset = memory_grow(scenario->preset, scenario->preset_count + 1, sizeof *scenario->preset);
    struct read_preset *read = &scenario->preset[scenario->preset_count++];
    *read = (struct read_preset){0};
    read_preset(read, preset);
    return &read->assignments;
}

void scenario_preset_free(struct scenario *scenario) {
    for (size_t i = 0; i < scenario->preset_count; i++) {
        assignments_free(&scenario->preset[i].assignments);
        document_free(scenario->preset[i].document);
        free(scenario->preset[i].document);
    }
    free(scenario->preset);
    scenario->preset = NULL;
    scenario->preset_count = 0;
}
