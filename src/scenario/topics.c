/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How values are written: `rxpool explain units` and the like, and the same as a page of the docs.
 *
 * Names, ranges and examples come from the tables that read the values, and what a sweep stands for is worked
 * out by the code that expands it: here are only the words between them. */
#include <stdio.h>
#include <string.h>

#include "axis.h"
#include "dist_law.h"
#include "ensure.h"
#include "param.h"
#include "scenario.h"

/* A page in the making: for a terminal, or Markdown. */
struct page {
    struct text *to;
    bool markdown;
    int width[2]; /* of the first cells of a row on a terminal */
};

static void paragraph(struct page *page, const char *words) {
    text_format(page->to, "%s\n\n", words);
}

/* In Markdown, `code` cells are quoted; a bar would end a cell. */
static void cell(struct page *page, const char *words, bool code) {
    struct text quoted = {0};
    for (const char *at = words; *at != '\0'; at++)
        text_format(&quoted, "%s%c", *at == '|' ? "\\" : "", *at);
    const char *mark = code && words[0] != '\0' ? "`" : "";
    text_format(page->to, "| %s%s%s ", mark, quoted.length == 0 ? "" : quoted.at, mark);
    text_free(&quoted);
}

static void row(struct page *page, const char *const *words, size_t count, bool head) {
    if (page->markdown) {
        for (size_t i = 0; i < count; i++)
            cell(page, words[i], !head && i + 1 < count);
        text_add(page->to, "|\n");
        for (size_t i = 0; head && i < count; i++)
            text_add(page->to, "|---");
        text_add(page->to, head ? "|\n" : "");
        return;
    }
    text_add(page->to, " ");
    for (size_t i = 0; i < count; i++) {
        text_format(page->to, " %-*s", i + 1 == count ? 0 : page->width[i], words[i]);
    }
    text_add(page->to, "\n");
}
#define ROW(page, head, ...)                                                                                 \
    row((page), (const char *const[]){__VA_ARGS__},                                                          \
        sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *), (head))

/* --- units --- */

static const char *unit_use(enum unit_kind kind) {
    static const char *const use[UNIT_KINDS] = {
        [UNIT_TIME] = "whole picoseconds",
        [UNIT_BYTES] = "whole bytes",
        [UNIT_FRAME_RATE] = "exact, also a fraction: 1/3 frame/s",
        [UNIT_BIT_RATE] = "exact; of traffic: the frame's own bits",
        [UNIT_LOAD] = "of link.rate; a probability may also be bare: 0.01",
        [UNIT_BYTE_RATE] = "exact; where bytes per second are asked for, bits per second are read too",
        [UNIT_TIME_PER_BYTE] = "exact",
    };
    return use[kind];
}

static void write_units(struct page *page) {
    paragraph(page,
              "A quantity is a number and its unit, with or without a blank between: 1.5 us, 64B, 2e3 "
              "frame/s.\nUnits are case-sensitive. Nothing is rounded: what is finer than can be kept is "
              "refused.");
    page->width[0] = 16;
    page->width[1] = 44;
    ROW(page, true, "quantity", "units", "kept as");
    for (unsigned i = 0; i < UNIT_KINDS; i++) {
        const struct unit_family *family = unit_family((enum unit_kind)i);
        struct text units = {0};
        for (size_t j = 0; j < family->count; j++)
            text_format(&units, "%s%s", j == 0 ? "" : ", ", family->unit[j].name);
        ROW(page, false, family->noun + strlen("a "), units.at, unit_use((enum unit_kind)i));
        text_free(&units);
    }
    text_add(page->to, "\n");
    paragraph(page,
              "us may be written with either letter mu. kB is 1000 B, KiB is 1024 B. A whole number may be "
              "written\n256 or 1e6; true and false are the only words for yes and no.");
}

/* --- distributions --- */

static void argument_text(const struct argument *argument, struct text *to) {
    if (argument->slot == SLOT_NONE)
        return;
    text_add(to, to->length == 0 ? "" : "; ");
    switch (argument->slot) {
    case SLOT_MEAN:
        text_format(to, "%s: above 0", argument->name);
        break;
    case SLOT_DEVIATION:
        text_format(to, "%s: 0 or more", argument->name);
        break;
    case SLOT_STAGES:
        text_format(to, "%s: from 1 to %d", argument->name, LAW_STAGES_MAX);
        break;
    case SLOT_SHAPE:
    case SLOT_CV_AS_SHAPE:
        text_add(to, argument->range);
        break;
    case SLOT_NONE:
        break;
    }
}

static void write_law(struct page *page, const struct law *law) {
    struct text arguments = {0};
    for (size_t i = 0; i < LAW_ARGUMENTS_MAX; i++)
        argument_text(&law->argument[i], &arguments);
    if (page->markdown) {
        ROW(page, false, law->name, law->example, law->count_example, law->meaning);
        page->to->at[page->to->length -= 3] = '\0'; /* " |\n": the arguments belong into the same cell */
        text_format(page->to, "%s%s |\n", arguments.length == 0 ? "" : "; ",
                    arguments.length == 0 ? "" : arguments.at);
    } else {
        text_format(page->to, "  %-10s %s\n", law->name, law->meaning);
        if (arguments.length > 0)
            text_format(page->to, "  %-10s %s\n", "", arguments.at);
        text_format(page->to, "  %-10s %s\n  %-10s %s\n\n", "", law->example, "", law->count_example);
    }
    text_free(&arguments);
}

static void write_distributions(struct page *page) {
    paragraph(page,
              "Where a time or a number may vary, a constant (50 us, 8) or a law is written. mean, sd and "
              "the\narguments of uniform are times with their unit, or bare numbers where numbers are "
              "asked for; shape,\ncv and k are bare.");
    if (page->markdown)
        ROW(page, true, "law", "of times", "of numbers", "what it is");
    for (size_t i = 0; law_at(i) != NULL; i++)
        write_law(page, law_at(i));
    if (page->markdown)
        text_add(page->to, "\n");
    paragraph(page,
              "The file of empirical is found relative to the file that names it, on the command line to "
              "the current\ndirectory. A line `unit: us` before its first value stands for the unit of "
              "all; # begins a comment.");
}

/* --- sizes --- */

static void write_sizes(struct page *page) {
    paragraph(page,
              "The length of a frame, from its first address byte to its last byte of data; traffic.NAME.fcs "
              "and\nlink.overhead add what only the wire sees. From 1 B to 256 KiB.");
    page->width[0] = 26;
    ROW(page, true, "size", "frames");
    for (size_t i = 0; size_form_at(i) != NULL; i++)
        ROW(page, false, size_form_at(i)->example, size_form_at(i)->meaning);
    text_add(page->to, "\n");
}

/* --- lists --- */

static void write_lists(struct page *page) {
    paragraph(page, "Some keys take a list or a mapping, in brackets or line by line as YAML has it. Times "
                    "ascend. In -s\nthe whole value is given: -s 'lifecycle=[[1 s, pause]]'; [] takes back "
                    "host.pressure or lifecycle of a\nbase. Lists cannot be swept.");
    page->width[0] = 20;
    ROW(page, true, "key", "value");
    for (size_t i = 0; i < param_count(); i++)
        if (param_is_composite(param_at(i)))
            ROW(page, false, param_at(i)->key, param_at(i)->example);
    text_add(page->to, "\n");
}

/* --- sweeps --- */

static void write_sweep(struct page *page, const char *spec) {
    enum { SHOWN = 5 };
    struct value_error error = {0};
    struct text text = {0};
    char **values = NULL;
    size_t count = 0;
    ensure(axis_expand(spec, &values, &count, &error));
    for (size_t i = 0; i < count; i++) {
        bool left_out = count > SHOWN + 1 && i >= SHOWN - 1 && i + 1 < count;
        if (!left_out)
            text_format(&text, "%s%s", i == 0 ? "" : ", ", values[i]);
        else if (i == SHOWN - 1)
            text_add(&text, ", ...");
    }
    ROW(page, false, spec, text.at);
    text_free(&text);
    axis_free_values(values, count);
}

static void write_sweeps(struct page *page) {
    static const char *const specs[] = {
        "1, 2, 5 Gbit/s",    "64..8192:log2",      "1..10:lin/10",         "1us..1ms:log/13",
        "static, watermark", "64, 128..512:lin/4", "exp(mean=1 us), 1 us",
    };
    paragraph(page,
              "The values of an axis, in the sweep: section or behind -P KEY=. Several axes make a grid; the "
              "last\nvaries fastest.");
    page->width[0] = 26;
    ROW(page, true, "spec", "values");
    for (size_t i = 0; i < sizeof specs / sizeof *specs; i++)
        write_sweep(page, specs[i]);
    text_add(page->to, "\n");
    paragraph(page,
              "log2 doubles while not above the end; lin/N gives N values at equal distances, log/N at equal "
              "ratios,\nboth ends included, rounded to 4 digits, and to whole numbers where the ends are "
              "whole. An end or a\nvalue without a unit has that of the last one: 10..1 ms goes down. Commas "
              "inside parentheses do not\nseparate. In a file a list will do as well: [64, 256].");
}

/* --- topics --- */

static const char *const names[] = {"units", "distributions", "sizes", "lists", "sweeps"};
static const struct {
    const char *title;
    void (*write)(struct page *page);
} topics[] = {{"Units", write_units},
              {"Distributions", write_distributions},
              {"Frame sizes", write_sizes},
              {"Lists", write_lists},
              {"Sweeps", write_sweeps}};
enum { TOPICS = sizeof topics / sizeof *topics };
_Static_assert(sizeof names / sizeof *names == TOPICS, "every topic has a name");

size_t topic_names(const char *const **list) {
    *list = names;
    return TOPICS;
}

const char *topic_of(int type) {
    switch ((enum param_type)type) {
    case PARAM_TIME:
    case PARAM_BYTES:
    case PARAM_RATE:
    case PARAM_LOAD:
    case PARAM_BIT_RATE:
    case PARAM_BYTE_RATE:
    case PARAM_TIME_PER_BYTE:
    case PARAM_PROBABILITY:
        return names[0];
    case PARAM_DIST:
    case PARAM_DIST_COUNT:
        return names[1];
    case PARAM_SIZE:
        return names[2];
    case PARAM_SWEEP:
        return names[4];
    case PARAM_STATES:
    case PARAM_STEPS:
    case PARAM_PRESSURE:
    case PARAM_LIFECYCLE:
        return names[3];
    case PARAM_SCHEMA:
    case PARAM_NAME:
    case PARAM_TEXT:
    case PARAM_EXTENDS:
    case PARAM_COUNT:
    case PARAM_BOOL:
    case PARAM_ENUM:
    case PARAM_WORD:
    case PARAM_FILE:
    case PARAM_FRACTION:
    case PARAM_FLOWS:
    case PARAM_SHORTAGE:
    case PARAM_FAULTS:
        break;
    }
    return NULL;
}

bool explain_topic(const char *topic, struct text *to) {
    struct page page = {.to = to};
    size_t index = 0;
    while (index < TOPICS && strcmp(names[index], topic) != 0)
        index++;
    if (index == TOPICS)
        return false;
    text_format(to, "%s (topic)\n\n", names[index]);
    topics[index].write(&page);
    to->at[--to->length] = '\0'; /* the blank line that ends the last paragraph */
    return true;
}

void values_markdown(struct text *to) {
    struct page page = {.to = to, .markdown = true};
    for (size_t i = 0; i < TOPICS; i++) {
        text_format(to, "## %s\n\n", topics[i].title);
        topics[i].write(&page);
    }
    to->at[--to->length] = '\0';
}
