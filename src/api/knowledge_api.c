/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What rxpool knows without a scenario: keys, metrics, the schema, itself. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api_internal.h"
#include "cause.h"
#include "ensure.h"
#include "metric.h"
#include "preset.h"
#include "rxpool/rxpool.h"
#include "simtime.h"
#include "template.h"
#include "value.h"

static const char *topic_meant(const char *word) {
    const char *names[16];
    size_t count = 0;
    for (; api_topic(count) != NULL; count++) {
        ensure(count < sizeof names / sizeof *names);
        names[count] = api_topic(count);
    }
    return text_nearest(word, names, count);
}

/* The order in which causes are looked for is that of their table. */
static bool explain_causes(const char *word, struct text *to) {
    if (strcmp(word, "causes") != 0)
        return false;
    text_add(
        to,
        "causes (topic)\n\nWhy a frame was lost: of those of the NIC (the first nine) the first that held "
        "when it came.\nEach is a metric, cause_NAME; 'rxpool plot DB causes' stacks them.\n\n");
    for (int i = 0; i < CAUSE_COUNT; i++)
        text_format(to, "  %-20s %s\n", cause_table[i].name, cause_table[i].words);
    return true;
}

bool api_explain(const char *word, struct text *to, const char **nearest) {
    const char *key = NULL, *metric = NULL, *rule = NULL, *preset = NULL, *fault = NULL, *status = NULL;
    if (explain_policy(word, to) || explain_topic(word, to) || explain_causes(word, to) ||
        explain_rule(word, to, &rule) || explain_fault(word, to, &fault) ||
        explain_status(word, to, &status) || explain_preset(word, to, &preset) ||
        explain_parameter(word, to, &key) || explain_metric(word, to, &metric))
        return true;
    const char *topic = topic_meant(word);
    const char *meant[7];
    size_t count = 0;
    const char *const all[] = {rule, topic, preset, key, metric, fault, status};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (all[i] != NULL)
            meant[count++] = all[i];
    const char *closest = text_nearest(word, meant, count);
    *nearest = closest != NULL || count == 0 ? closest : meant[0];
    return false;
}

const char *api_topic(size_t index) {
    /* which are not about values */
    static const char *const others[] = {"rules", "faults", "presets", "causes", "statuses"};
    const char *const *names;
    size_t count = topic_names(&names);
    if (index < count)
        return names[index];
    return index - count < sizeof others / sizeof *others ? others[index - count] : NULL;
}

void api_schema(struct text *to) {
    schema_write(to);
}

const char *api_template_name(size_t index, const char **meaning) {
    const char *const *names;
    if (index >= template_names(&names))
        return NULL;
    *meaning = template_summary(names[index]);
    return names[index];
}

const char *api_template(const char *name) {
    return template_text(name);
}

void api_versions(struct text *to) {
    text_format(to, "rxpool %s\n", rxpool_version());
    text_format(to, "model    %u\n", rxpool_model_version());
    text_add(to, "compiler " RXP_COMPILER "\n");
    text_add(to, "gsl      " RXP_GSL_VERSION "\n");
    text_add(to, "jansson  " RXP_JANSSON_VERSION "\n");
    text_add(to, "libpcap  " RXP_PCAP_VERSION "\n");
    text_add(to, "libyaml  " RXP_YAML_VERSION "\n");
    text_add(to, "sqlite   " RXP_SQLITE_VERSION "\n");
    text_add(to, "xxhash   " RXP_XXHASH_VERSION "\n");
}

const char *api_preset_name(size_t index) {
    return index < preset_count() ? preset_at(index)->name : NULL;
}

bool api_preset(const char *name, struct text *to) {
    return preset_scenario(name, to);
}

char *api_json_problems(const struct problems *problems, int exit_code) {
    return json_problems(problems, exit_code);
}

const char *api_seconds(const char *text, double *seconds, char *buffer, size_t size) {
    struct value_error error = {0};
    uint64_t ps;
    if (value_time(text, &ps, &error)) {
        *seconds = (double)ps / (double)PS_PER_S;
        return NULL;
    }
    (void)snprintf(buffer, size, "%s", error.message);
    return buffer;
}

const char *api_share(const char *text, double *share, char *buffer, size_t size) {
    struct value_error error = {0};
    uint64_t e18;
    if (value_probability(text, &e18, &error)) {
        *share = (double)e18 / 1e18;
        return NULL;
    }
    (void)snprintf(buffer, size, "%s", error.message);
    return buffer;
}
