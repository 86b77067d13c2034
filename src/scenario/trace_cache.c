/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Traces are read once for a scenario and shared by all its configurations: a sweep of a thousand points over
 * a capture of a gigabyte holds one copy. What failed is not remembered: the file may have come meanwhile. */
#include <stdlib.h>
#include <string.h>

#include "scenario_inner.h"
#include "trace.h"

static struct trace_data *find(const struct scenario *scenario, const char *path,
                               const struct source_config *source) {
    for (size_t i = 0; i < scenario->trace_count; i++) {
        const struct cached_trace *trace = &scenario->trace[i];
        bool same = strcmp(trace->path, path) == 0 && strcmp(trace->format, source->format) == 0 &&
                    trace->time_scale.numerator == source->time_scale.numerator &&
                    trace->time_scale.denominator == source->time_scale.denominator;
        if (same)
            return trace->data;
    }
    return NULL;
}

/* Problems about the place in the scenario get its line shown; those within the capture stay as they are. */
static void pass_on(const struct problems *from, const struct entry *entry, struct problems *problems) {
    bool first = problems->exit_code == 0;
    for (size_t i = 0; i < from->count; i++) {
        const struct problem *problem = &from->list[i];
        bool here = problem->mark.file != NULL && strcmp(problem->mark.file, entry->node->mark.file) == 0;
        document_problem(here ? entry->document : NULL, problems, problem->level, problem->mark,
                         problem->hint, "%s", problem->message);
    }
    if (first)
        problems->exit_code = from->exit_code;
}

struct trace_data *scenario_trace(struct scenario *scenario, const struct source_config *source,
                                  const struct entry *entry, struct problems *problems) {
    char *path = path_join(scenario->directory, source->file);
    struct trace_data *data = find(scenario, path, source);
    if (data != NULL) {
        free(path);
        return data;
    }
    struct problems mine;
    problems_init(&mine);
    bool good = trace_load(path, source->format, source->time_scale, &data, &mine, entry->node->mark);
    pass_on(&mine, entry, problems);
    problems_free(&mine);
    if (!good) {
        free(path);
        return NULL;
    }
    scenario->trace = memory_grow(scenario->trace, scenario->trace_count + 1, sizeof *scenario->trace);
    scenario->trace[scenario->trace_count++] =
        (struct cached_trace){path, memory_copy_text(source->format), source->time_scale, data};
    return data;
}

void scenario_trace_free(struct scenario *scenario) {
    for (size_t i = 0; i < scenario->trace_count; i++) {
        free(scenario->trace[i].path);
        free(scenario->trace[i].format);
        trace_free(scenario->trace[i].data);
    }
    free(scenario->trace);
}
