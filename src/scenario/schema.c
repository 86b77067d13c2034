/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table as a JSON Schema (draft-07), so that an editor completes keys, shows what they mean and
 * underlines a missing unit. It is a help, not the judge: rules across keys are rxpool's own. Written by hand
 * rather than with jansson: the scenario layer writes text, and the order of the keys is the table's. */
#include <stdio.h>
#include <string.h>

#include "ensure.h"
#include "ndis_fault.h"
#include "param.h"
#include "scenario.h"

enum { KEY_MAX = 256, CHILDREN_MAX = 64 };

static void add_string(struct text *to, const char *words) {
    text_add(to, "\"");
    for (; *words != '\0'; words++) {
        if (*words == '"' || *words == '\\')
            text_add(to, "\\");
        text_add_bytes(to, words, 1);
    }
    text_add(to, "\"");
}

#define NUMBER "[0-9]+(\\.[0-9]+)?([eE][+-]?[0-9]+)?"
#define TIME_UNIT "(ps|ns|us|\xC2\xB5s|\xCE\xBCs|ms|s|min|h)"
#define BYTE_UNIT "(B|kB|MB|GB|TB|KiB|MiB|GiB|TiB)"

/* What the text of a value looks like; NULL: any text. Loose where the language is rich. */
static const char *pattern_of(const struct param *param) {
    switch (param->type) {
    case PARAM_TIME:
        return NUMBER " ?" TIME_UNIT;
    case PARAM_BYTES:
        return NUMBER " ?" BYTE_UNIT;
    case PARAM_DIST:
        return NUMBER " ?" TIME_UNIT "|[a-z_]+ ?\\(.*\\)";
    case PARAM_DIST_COUNT:
        return "[0-9]+|[a-z_]+ ?\\(.*\\)";
    case PARAM_RATE:
        return NUMBER "(/[0-9]+)? ?([kMGT]?(frame|bit)/s|%)";
    case PARAM_LOAD:
        return NUMBER "(/[0-9]+)? ?%";
    case PARAM_BIT_RATE:
        return NUMBER "(/[0-9]+)? ?[kMGT]?bit/s";
    case PARAM_BYTE_RATE:
        return NUMBER "(/[0-9]+)? ?([kMGT]?bit|[kMGT]i?B|B)/s";
    case PARAM_TIME_PER_BYTE:
        return NUMBER "(/[0-9]+)? ?" TIME_UNIT "/B";
    case PARAM_SIZE:
        return NUMBER " ?" BYTE_UNIT "|imix|trace|list ?\\(.*\\)|uniform ?\\(.*\\)";
    case PARAM_FLOWS:
        return "[0-9]+|weights ?\\(.*\\)";
    case PARAM_SHORTAGE:
        return "[0-9]+( ?%)?";
    case PARAM_NAME:
        return "[A-Za-z0-9_.-]{1,63}";
    case PARAM_COUNT:
        return param->hexadecimal ? NUMBER "|0[xX][0-9a-fA-F]{1,16}" : NUMBER;
    case PARAM_FRACTION:
        return NUMBER "(/[0-9]+)?";
    case PARAM_PROBABILITY:
        return NUMBER "( ?%)?";
    case PARAM_SCHEMA:
    case PARAM_TEXT:
    case PARAM_EXTENDS:
    case PARAM_SWEEP:
    case PARAM_BOOL:
    case PARAM_ENUM:
    case PARAM_WORD:
    case PARAM_FILE:
    case PARAM_STATES:
    case PARAM_STEPS:
    case PARAM_PRESSURE:
    case PARAM_LIFECYCLE:
    case PARAM_FAULTS:
        break;
    }
    return NULL;
}

static void write_choices(const struct param *param, struct text *to) {
    const char *names[PARAM_CHOICES_MAX];
    size_t count = param_choices(param, names);
    text_add(to, "\"enum\": [");
    for (size_t i = 0; i < count; i++) {
        text_add(to, i == 0 ? "" : ", ");
        add_string(to, names[i]);
    }
    text_add(to, "]");
}

static void write_text_type(const struct param *param, const char *pattern, struct text *to) {
    text_add(to, "\"type\": \"string\"");
    if (pattern == NULL)
        return;
    struct text whole = {0};
    text_format(&whole, "^(%s%s%s)$", pattern, param->word == NULL ? "" : "|",
                param->word == NULL ? "" : param->word);
    text_add(to, ", \"pattern\": ");
    add_string(to, whole.at);
    text_free(&whole);
}

/* Editors hold whole numbers exactly up to 2^53 only; a bound beyond that is left out. */
static void write_count(const struct param *param, struct text *to) {
    text_format(to, "\"anyOf\": [{\"type\": \"integer\", \"minimum\": %llu", (unsigned long long)param->low);
    if (param->high < UINT64_C(1) << 53)
        text_format(to, ", \"maximum\": %llu", (unsigned long long)param->high);
    text_add(to, "}, {");
    write_text_type(param, pattern_of(param), to);
    text_add(to, "}]");
}

/* Texts that YAML also reads as numbers ("1", "0.5"). */
static void write_number(const struct param *param, struct text *to) {
    text_add(to, "\"anyOf\": [{\"type\": \"number\", \"minimum\": 0}, {");
    write_text_type(param, pattern_of(param), to);
    text_add(to, "}]");
}

static void write_faults(struct text *to) {
    struct text names = {0};
    for (int i = 0; i < FAULT_COUNT; i++) {
        text_add(&names, i == 0 ? "" : ", ");
        add_string(&names, ndis_fault_table[i].name);
    }
    text_format(to, "\"anyOf\": [{\"enum\": [\"none\", %s]}, ", names.at);
    text_format(to, "{\"type\": \"array\", \"items\": {\"enum\": [%s]}}]", names.at);
    text_free(&names);
}

#define RATE_JSON "{\"type\": \"string\"}"
static const char states_json[] =
    "\"type\": \"object\", \"minProperties\": 1, \"maxProperties\": 16, \"additionalProperties\": {\"type\": "
    "\"object\", \"required\": [\"rate\"], \"additionalProperties\": false, \"properties\": "
    "{\"rate\": " RATE_JSON
    ", \"to\": {\"type\": \"object\", \"additionalProperties\": {\"type\": \"string\"}}}}";
static const char steps_json[] = "\"type\": \"array\", \"minItems\": 1, \"maxItems\": 4096, \"items\": "
                                 "{\"type\": \"array\", \"minItems\": 2, "
                                 "\"maxItems\": 2, \"items\": {\"type\": \"string\"}}";
/* A list may be empty: an override with [] takes back what a base says. */
static const char pressure_json[] =
    "\"type\": \"array\", \"maxItems\": 4096, \"items\": {\"type\": \"array\", \"minItems\": 2, "
    "\"maxItems\": 2, \"items\": {\"type\": \"string\"}}";

static void write_lifecycle(struct text *to) {
    text_add(to, "\"type\": \"array\", \"maxItems\": 4096, \"items\": {\"type\": \"array\", \"items\": "
                 "[{\"type\": \"string\"}, {\"enum\": [");
    for (size_t i = 0; lifecycle_names[i] != NULL; i++) {
        text_add(to, i == 0 ? "" : ", ");
        add_string(to, lifecycle_names[i]);
    }
    text_add(to, "]}], \"minItems\": 2, \"maxItems\": 2}");
}

static const char sweep_json[] =
    "\"type\": \"object\", \"additionalProperties\": {\"anyOf\": [{\"type\": [\"string\", \"number\", "
    "\"boolean\"]}, "
    "{\"type\": \"array\", \"minItems\": 1, \"items\": {\"type\": [\"string\", \"number\", \"boolean\"]}}]}";

/* The policies that come with rxpool, or a shared object. */
static void write_policies(const struct param *param, struct text *to) {
    text_add(to, "\"anyOf\": [{");
    write_choices(param, to);
    text_add(to, "}, {\"type\": \"string\", \"pattern\": \"/|\\\\.so$\"}]");
}

static void write_type(const struct param *param, struct text *to) {
    if (param->type == PARAM_SCHEMA)
        text_add(to, "\"const\": \"rxpool/1\"");
    else if (param->type == PARAM_ENUM && param->choices == NULL)
        write_policies(param, to);
    else if (param->type == PARAM_ENUM || param->type == PARAM_WORD)
        write_choices(param, to);
    else if (param->type == PARAM_BOOL)
        text_add(to, "\"type\": \"boolean\"");
    else if (param->type == PARAM_COUNT)
        write_count(param, to);
    else if (param->type == PARAM_DIST_COUNT || param->type == PARAM_FRACTION ||
             param->type == PARAM_PROBABILITY || param->type == PARAM_FLOWS || param->type == PARAM_SHORTAGE)
        write_number(param, to);
    else if (param->type == PARAM_STATES)
        text_add(to, states_json);
    else if (param->type == PARAM_STEPS)
        text_add(to, steps_json);
    else if (param->type == PARAM_PRESSURE)
        text_add(to, pressure_json);
    else if (param->type == PARAM_LIFECYCLE)
        write_lifecycle(to);
    else if (param->type == PARAM_FAULTS)
        write_faults(to);
    else if (param->type == PARAM_SWEEP)
        text_add(to, sweep_json);
    else
        write_text_type(param, pattern_of(param), to);
}

static void write_row(const struct param *param, struct text *to) {
    struct text words = {0};
    text_format(&words, "%s.%s%s Default: %s. Example: %s", param->doc, param->more == NULL ? "" : " ",
                param->more == NULL ? "" : param->more,
                param->mandatory         ? "none, it must be given"
                : param->initial != NULL ? param->initial
                                         : param->derived,
                param->example);
    text_add(to, "{\"description\": ");
    add_string(to, words.at);
    text_add(to, ", ");
    write_type(param, to);
    text_add(to, "}");
    text_free(&words);
}

/* The keys right below a section that must be there whatever else is said. */
static void write_required(const char *section, const char *const *names, size_t count, struct text *to) {
    const char *comma = "";
    for (size_t i = 0; i < count; i++) {
        char key[KEY_MAX];
        (void)snprintf(key, sizeof key, "%s%s%s", section, section[0] == '\0' ? "" : ".", names[i]);
        size_t row = param_find(key, NULL);
        bool needed = row != PARAM_NONE && param_at(row)->mandatory && param_at(row)->arrivals == 0;
        if (!needed)
            continue;
        text_format(to, "%s", comma[0] == '\0' ? ", \"required\": [" : comma);
        add_string(to, names[i]);
        comma = ", ";
    }
    text_add(to, comma[0] == '\0' ? "" : "]");
}

/* Sections within sections, as deep as keys have dots. A base file need not be complete, so nothing is
 * required when `extends` is there; editors take that from the anyOf at the top. */
static void write_section(const char *section, unsigned depth, struct text *to) {
    ensure(depth < 8);
    const char *names[CHILDREN_MAX];
    struct text store = {0};
    size_t count = param_children(section, names, CHILDREN_MAX, &store);
    bool entities = count == 1 && strcmp(names[0], "NAME") == 0;
    text_add(to, "{\"type\": \"object\"");
    if (!entities && depth > 0 && strstr(section, "NAME") == NULL)
        text_add(to, ", \"minProperties\": 1");
    if (strcmp(section, "policy") == 0) /* policies may have keys of their own */
        text_add(to, ", \"additionalProperties\": {\"type\": [\"string\", \"number\"]}, ");
    else
        text_add(to, ", \"additionalProperties\": false, ");
    text_add(to, entities ? "\"patternProperties\": {" : "\"properties\": {");
    for (size_t i = 0; i < count; i++) {
        char key[KEY_MAX];
        int length = snprintf(key, sizeof key, "%s%s%s", section, section[0] == '\0' ? "" : ".", names[i]);
        ensure(length > 0 && (size_t)length < sizeof key);
        text_format(to, "%s\n%*s", i == 0 ? "" : ",", (int)depth * 2 + 2, "");
        add_string(to, entities ? "^[A-Za-z][A-Za-z0-9_-]{0,62}$" : names[i]);
        text_add(to, ": ");
        size_t row = param_find(key, NULL);
        if (row != PARAM_NONE)
            write_row(param_at(row), to);
        else
            write_section(key, depth + 1, to);
    }
    text_format(to, "\n%*s}", (int)depth * 2, "");
    if (depth == 0)
        write_required(section, names, count, to);
    text_add(to, "}");
    text_free(&store);
}

void schema_write(struct text *to) {
    struct text body = {0};
    write_section("", 0, &body);
    text_add(to, "{\"$schema\": \"http://json-schema.org/draft-07/schema#\",\n \"$id\": \"rxpool/1\",\n"
                 " \"title\": \"rxpool scenario\",\n \"description\": \"A receive flood and a driver's "
                 "buffer pool\",\n ");
    text_add(to, body.at + 1);
    text_add(to, "\n");
    text_free(&body);
}
