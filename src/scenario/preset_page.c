/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Presets for people: explained, listed as a page of the docs, and written out as a scenario to start from.
 */
#include <string.h>

#include "param.h"
#include "preset.h"
#include "scenario.h"

static void explain_one(const struct preset *preset, struct text *to) {
    text_format(to, "%s (preset)\n\n%s\nsource: %s\n\n%s", preset->name, preset->summary, preset->source,
                preset->text);
}

static void explain_all(struct text *to) {
    text_add(
        to,
        "presets (topic)\n\n`driver: {preset: NAME}` begins with what a real driver does; every key can be "
        "overridden.\n\n");
    for (size_t i = 0; i < preset_count(); i++)
        text_format(to, "  %-15s %s\n", preset_at(i)->name, preset_at(i)->summary);
}

bool explain_preset(const char *word, struct text *to, const char **nearest) {
    const struct preset *preset = preset_find(word);
    *nearest = NULL;
    if (preset != NULL)
        explain_one(preset, to);
    else if (strcmp(word, "presets") == 0)
        explain_all(to);
    else
        *nearest = text_nearest(word, preset_names + 1, preset_count());
    return preset != NULL || strcmp(word, "presets") == 0;
}

void presets_markdown(struct text *to) {
    text_add(
        to,
        "# Presets\n\n`driver: {preset: NAME}` makes a scenario begin with what a real driver does; every "
        "other "
        "key overrides it.\n`rxpool new --preset NAME` writes a scenario to start from. This page is made "
        "from the table of presets.\n");
    for (size_t i = 0; i < preset_count(); i++) {
        const struct preset *preset = preset_at(i);
        text_format(to, "\n## %s\n\n%s.\n\nSource: %s.\n\n```yaml\n%s```\n", preset->name, preset->summary,
                    preset->source, preset->text);
    }
}

/* The preset's own text stands in comments: to change a key, take its `# ` away. */
bool preset_scenario(const char *name, struct text *to) {
    const struct preset *preset = preset_find(name);
    if (preset == NULL)
        return false;
    text_format(to, "# %s.\n# Source: %s.\n", preset->summary, preset->source);
    text_format(
        to,
        "schema: rxpool/1\nname: %s\n"
        "description: What does such a driver do under a flood?\n"
        "driver: {preset: %s}\n"
        "time: {duration: 200 ms, warmup: 20 ms}\n"
        "link: {rate: 10 Gbit/s}\n"
        "traffic:\n"
        "  steady: {arrival: poisson, rate: 50 kframe/s, size: imix}\n"
        "  bursts: {arrival: on-off, on: exp(mean=20 us), off: exp(mean=500 us), load: 90 %%, size: 64 B}\n"
        "protocol:\n"
        "  tcpip: {inline_cost: 300 ns, hold: exp(mean=50 us)}\n"
        "# What the preset sets; a key written out in this file wins.\n",
        preset->name, preset->name);
    for (const char *at = preset->text; *at != '\0';) {
        size_t length = strcspn(at, "\n");
        text_format(to, "# %.*s\n", (int)length, at);
        at += length + (at[length] == '\n');
    }
    return true;
}
