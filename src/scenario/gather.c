/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From trees to assignments: the table says which keys are sections and which are values, so `pool: {grow:
 * {below: 64}}` becomes pool.grow.below. Nothing is interpreted here; a wrong value that something later
 * replaces is no problem. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "assignments.h"
#include "input_text.h"

enum { KEY_MAX = 256, CHILDREN_MAX = 64, SWEEP_MAX = 64 };

/* A place in the table: "nic.dma", or "traffic.NAME" with the entity. */
struct place {
    char pattern[KEY_MAX];
    char entity[CONFIG_NAME_MAX + 1];
    enum param_scope scope;
};

static void gather_mapping(const struct gather *gather, const struct place *place, const struct node *node);

void assignments_free(struct assignments *assignments) {
    free(assignments->entry);
    free(assignments->sweep);
    *assignments = (struct assignments){0};
}

static void add_entry(const struct gather *gather, size_t param, const struct place *place,
                      struct mark key_mark, const struct node *node) {
    struct assignments *to = gather->to;
    if (to->count == to->capacity) {
        to->capacity = to->capacity == 0 ? 64 : to->capacity * 2;
        to->entry = memory_grow(to->entry, to->capacity, sizeof *to->entry);
    }
    struct entry *entry = &to->entry[to->count++];
    *entry = (struct entry){.param = param,
                            .scope = place->scope,
                            .layer = gather->layer,
                            .document = gather->document,
                            .node = node,
                            .key_mark = key_mark,
                            .directory = gather->directory};
    memcpy(entry->entity, place->entity, sizeof entry->entity);
}

static bool is_entity_section(const char *pattern) {
    return strcmp(pattern, "traffic") == 0 || strcmp(pattern, "protocol") == 0;
}

/* The place one name below; false when the name is too long to be one. */
static bool step_into(const struct place *place, const char *name, struct place *child) {
    *child = *place;
    const char *shown = name;
    if (is_entity_section(place->pattern)) {
        if (!param_is_entity_name(name))
            return false;
        (void)snprintf(child->entity, sizeof child->entity, "%s", name);
        child->scope = strcmp(place->pattern, "traffic") == 0 ? SCOPE_SOURCE : SCOPE_PROTOCOL;
        shown = "NAME";
    }
    int length = snprintf(child->pattern, sizeof child->pattern, "%s%s%s", place->pattern,
                          place->pattern[0] == '\0' ? "" : ".", shown);
    return length > 0 && (size_t)length < sizeof child->pattern && shown[0] != '\0';
}

/* Says that there is no such key, and which was meant. */
static void unknown_key(const struct gather *gather, const struct place *place, const char *name,
                        struct mark mark) {
    if (problems_full(gather->problems)) {
        problems_add(gather->problems, PROBLEM_ERROR, mark, NULL, NULL, "unknown key");
        return;
    }
    if (is_entity_section(place->pattern)) {
        document_problem(gather->document, gather->problems, PROBLEM_ERROR, mark,
                         "a letter, then letters, digits, '_' and '-', at most 63 characters",
                         "'%.80s' is no name for a %s", name,
                         place->pattern[0] == 't' ? "source of traffic" : "protocol");
        return;
    }
    const char *names[CHILDREN_MAX];
    struct text store = {0};
    size_t count = param_children(place->pattern, names, CHILDREN_MAX, &store);
    const char *nearest = text_nearest(name, names, count);
    struct text hint = {0};
    const char *elsewhere = nearest == NULL ? param_nearest(name) : NULL;
    if (elsewhere != NULL) {
        text_format(&hint, "there is %s", elsewhere);
    } else {
        text_add(&hint, place->pattern[0] == '\0' ? "known here:" : "known in this section:");
        for (size_t i = 0; i < count; i++)
            text_format(&hint, "%s %s", i == 0 ? "" : ",", names[i]);
    }
    if (nearest != NULL)
        document_problem(gather->document, gather->problems, PROBLEM_ERROR, mark, NULL,
                         "unknown key '%.80s'; did you mean '%s'?", name, nearest);
    else
        document_problem(gather->document, gather->problems, PROBLEM_ERROR, mark, hint.at,
                         "unknown key '%.80s'", name);
    text_free(&hint);
    text_free(&store);
}

static void gather_sweep(const struct gather *gather, const struct node *node) {
    if (node->kind != NODE_MAPPING) {
        document_problem(gather->document, gather->problems, PROBLEM_ERROR, node->mark,
                         "for example `sweep: {pool.initial: 64..4096:log2}`",
                         "a mapping of keys to values is expected");
        return;
    }
    for (size_t i = 0; i < node->count; i++) {
        const char *key = node->key[i]->text;
        size_t row = param_find(key, NULL);
        bool own = row == PARAM_NONE && policy_key_of(key) != NULL;
        if (!own && (row == PARAM_NONE || param_at(row)->type <= PARAM_SWEEP)) {
            if (row == PARAM_NONE && key[0] != '\0' && param_is_section(key)) {
                document_problem(gather->document, gather->problems, PROBLEM_ERROR, node->key[i]->mark,
                                 "what varies is a key below it", "'%.80s' is a section", key);
                continue;
            }
            const char *nearest = row == PARAM_NONE ? param_nearest(key) : NULL;
            document_problem(gather->document, gather->problems, PROBLEM_ERROR, node->key[i]->mark, NULL,
                             row != PARAM_NONE ? "'%.80s' cannot be swept%s%s%s"
                                               : "unknown key '%.80s'%s%s%s",
                             key, nearest == NULL ? "" : "; did you mean '", nearest == NULL ? "" : nearest,
                             nearest == NULL ? "" : "'?");
            continue;
        }
        struct assignments *to = gather->to;
        size_t at = 0;
        while (at < to->sweep_count && strcmp(to->sweep[at].key, key) != 0)
            at++;
        if (at == SWEEP_MAX) {
            document_problem(gather->document, gather->problems, PROBLEM_ERROR, node->key[i]->mark, NULL,
                             "more than %d axes", SWEEP_MAX);
            return;
        }
        if (at == to->sweep_count) {
            to->sweep = memory_grow(to->sweep, to->sweep_count + 1, sizeof *to->sweep);
            to->sweep_count++;
        }
        to->sweep[at] =
            (struct sweep_entry){key, gather->document, node->key[i], node->item[i], gather->directory};
    }
}

/* One key with its value, below a place. */
static void gather_pair(const struct gather *gather, const struct place *place, const char *name,
                        struct mark mark, const struct node *node) {
    struct place child;
    if (!step_into(place, name, &child)) {
        unknown_key(gather, place, name, mark);
        return;
    }
    size_t row = param_find(child.pattern, NULL);
    if (row != PARAM_NONE && strchr(name, '.') == NULL) {
        if (param_at(row)->type == PARAM_SWEEP)
            gather_sweep(gather, node);
        else
            add_entry(gather, row, &child, mark, node);
        return;
    }
    if (policy_key_of(child.pattern) != NULL && strlen(name) <= CONFIG_NAME_MAX) {
        (void)snprintf(child.entity, sizeof child.entity, "%s", name);
        add_entry(gather, PARAM_POLICY_KEY, &child, mark, node);
        return;
    }
    if (strchr(name, '.') != NULL || !param_is_section(child.pattern)) {
        unknown_key(gather, place, name, mark);
        return;
    }
    if (is_entity_section(place->pattern))
        add_entry(gather, PARAM_NONE, &child, mark, NULL);
    gather_mapping(gather, &child, node);
}

static void gather_mapping(const struct gather *gather, const struct place *place, const struct node *node) {
    if (node->kind != NODE_MAPPING) {
        bool empty = node->kind == NODE_SCALAR && node->text[0] == '\0';
        document_problem(gather->document, gather->problems, PROBLEM_ERROR, node->mark, NULL,
                         empty ? "'%s' is empty" : "'%s' is a section: keys and values are expected below it",
                         place->entity[0] != '\0' ? place->entity : place->pattern);
        return;
    }
    for (size_t i = 0; i < node->count; i++)
        gather_pair(gather, place, node->key[i]->text, node->key[i]->mark, node->item[i]);
}

void gather_root(const struct gather *gather, const struct node *root) {
    struct place top = {.scope = SCOPE_CONFIG};
    if (root->kind != NODE_MAPPING) {
        document_problem(gather->document, gather->problems, PROBLEM_ERROR, root->mark,
                         "a scenario begins with `schema: rxpool/1`", "keys and values are expected");
        return;
    }
    gather_mapping(gather, &top, root);
}

/* The tree of an override's value: a scalar, or YAML when it begins with a bracket. False with problems. */
static bool override_value(struct document *document, const char *file, const char *key, const char *value,
                           const char *shown, struct problems *problems) {
    uint32_t column = 2;
    for (const char *at = key; *at != '\0'; at++)
        column += ((unsigned char)*at & 0xC0) != 0x80;
    const char *first = value + strspn(value, " ");
    if (*first == '[' || *first == '{') {
        struct text padded = {0};
        for (uint32_t i = 1; i < column; i++)
            text_add(&padded, " ");
        text_add(&padded, value);
        bool good = document_parse_shown(document, file, padded.at, padded.length, shown, problems);
        text_free(&padded);
        return good;
    }
    *document = (struct document){.file = memory_copy_text(file), .text = memory_copy_text(shown)};
    document->length = strlen(shown);
    struct mark mark = {document->file, 1, column, 0};
    size_t length = strlen(value);
    for (size_t at = 0; at < length;) {
        const char *why = NULL;
        size_t bytes = input_character(value, length, at, &why);
        if (bytes == 0) {
            document_problem(document, problems, PROBLEM_ERROR, mark, NULL, "%s", why);
            return false;
        }
        at += bytes;
        mark.length++;
    }
    document->root = node_scalar(mark, value);
    return true;
}

void gather_override(const struct gather *outer, struct document *document, const char *file, const char *key,
                     const char *value) {
    struct text shown = {0};
    text_format(&shown, "%s=%s", key, value);
    bool good = override_value(document, file, key, value, shown.at, outer->problems);
    text_free(&shown);
    if (!good)
        return;
    struct gather gather = *outer;
    gather.document = document;
    struct mark mark = {document->file, 1, 1, 0};
    struct place place = {.scope = SCOPE_CONFIG};
    char part[KEY_MAX];
    while (true) {
        size_t length = strcspn(key, ".");
        size_t kept = length < sizeof part - 1 ? length : sizeof part - 1;
        memcpy(part, key, kept);
        part[kept] = '\0';
        mark.length = (uint32_t)kept;
        if (key[length] == '\0')
            break;
        struct place child;
        if (!step_into(&place, part, &child) || !param_is_section(child.pattern)) {
            unknown_key(&gather, &place, part, mark);
            return;
        }
        if (is_entity_section(place.pattern))
            add_entry(&gather, PARAM_NONE, &child, mark, NULL);
        place = child;
        key += length + 1;
        mark.column += (uint32_t)kept + 1;
    }
    if (place.pattern[0] == '\0' && (strcmp(part, "extends") == 0 || strcmp(part, "sweep") == 0)) {
        document_problem(document, gather.problems, PROBLEM_ERROR, mark, NULL, "'%s' belongs into the file",
                         part);
        return;
    }
    gather_pair(&gather, &place, part, mark, document->root);
}
