/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Looking things up in the table. It has about two hundred rows and is searched when a file is read, never in
 * a run, so a linear search is fast enough and needs no index to keep right. */
#include "param.h"

#include <string.h>

#include "ensure.h"
#include "policy_table.h"

static const struct param_section *const sections[PARAM_SECTIONS] = {
    &params_scenario, &params_link, &params_traffic, &params_nic,      &params_cpu,
    &params_driver,   &params_pool, &params_host,    &params_protocol, &params_runs};

const struct param_section *param_section(size_t index) {
    ensure(index < PARAM_SECTIONS);
    return sections[index];
}

size_t param_count(void) {
    size_t count = 0;
    for (size_t i = 0; i < PARAM_SECTIONS; i++)
        count += sections[i]->count;
    return count;
}

const struct param *param_at(size_t index) {
    for (size_t i = 0; i < PARAM_SECTIONS; i++) {
        if (index < sections[i]->count)
            return &sections[i]->row[index];
        index -= sections[i]->count;
    }
    ensure(false);
}

bool param_is_entity_name(const char *name) {
    size_t length = strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-");
    bool letter = (name[0] >= 'a' && name[0] <= 'z') || (name[0] >= 'A' && name[0] <= 'Z');
    return letter && name[length] == '\0' && length <= CONFIG_NAME_MAX;
}

/* Does the row's key match, with NAME standing for anything without a dot? */
static bool matches(const char *pattern, const char *key, char entity[CONFIG_NAME_MAX + 1]) {
    const char *name = strstr(pattern, ".NAME.");
    entity[0] = '\0';
    if (name == NULL)
        return strcmp(pattern, key) == 0;
    size_t before = (size_t)(name - pattern) + 1;
    if (strncmp(pattern, key, before) != 0)
        return false;
    size_t length = strcspn(key + before, ".");
    if (length == 0 || length > CONFIG_NAME_MAX || strcmp(key + before + length, name + 5) != 0)
        return false;
    memcpy(entity, key + before, length);
    entity[length] = '\0';
    return true;
}

size_t param_find(const char *key, char entity[CONFIG_NAME_MAX + 1]) {
    char scratch[CONFIG_NAME_MAX + 1];
    char *found = entity == NULL ? scratch : entity;
    size_t count = 0;
    found[0] = '\0';
    for (size_t section = 0; section < PARAM_SECTIONS; section++) {
        /* the first letter first: looking for keys is half of what reading a scenario costs */
        const struct param *row = sections[section]->row;
        for (size_t i = 0; i < sections[section]->count; i++)
            if (row[i].key[0] == key[0] && matches(row[i].key, key, found))
                return count + i;
        count += sections[section]->count;
    }
    for (size_t i = 0; i < count; i++)
        if (param_at(i)->alias != NULL && strcmp(param_at(i)->alias, key) == 0)
            return i;
    return PARAM_NONE;
}

/* The part of the key after "section.", or NULL when it is not in the section. */
static const char *below(const char *key, const char *section) {
    size_t length = strlen(section);
    if (length == 0 || key == NULL)
        return key;
    bool within = strncmp(key, section, length) == 0 && key[length] == '.';
    return within ? key + length + 1 : NULL;
}

bool param_is_section(const char *section) {
    size_t count = param_count();
    for (size_t i = 0; i < count; i++)
        if (below(param_at(i)->key, section) != NULL)
            return true;
    return false;
}

/* Adds the first name of `rest` to a list of names, each with its NUL, unless it is there. */
static bool add_name(struct text *all, const char *rest) {
    if (rest == NULL)
        return false;
    size_t length = strcspn(rest, ".");
    for (size_t at = 0; at < all->length; at += strlen(all->at + at) + 1)
        if (strlen(all->at + at) == length && strncmp(all->at + at, rest, length) == 0)
            return false;
    text_add_bytes(all, rest, length);
    text_add_bytes(all, "", 1);
    return true;
}

size_t param_children(const char *section, const char **names, size_t most, struct text *store) {
    size_t count = 0;
    size_t rows = param_count();
    struct text all = {0};
    for (size_t i = 0; i < rows; i++) {
        count += add_name(&all, below(param_at(i)->key, section));
        count += add_name(&all, below(param_at(i)->alias, section));
    }
    size_t found = count < most ? count : most;
    text_free(store);
    *store = all;
    const char *at = all.at;
    for (size_t i = 0; i < found; i++) {
        names[i] = at;
        at += strlen(at) + 1;
    }
    return found;
}

const char *param_nearest(const char *key) {
    enum { ROWS_MAX = 400 };
    const char *keys[ROWS_MAX];
    size_t count = param_count();
    ensure(count <= ROWS_MAX);
    for (size_t i = 0; i < count; i++)
        keys[i] = param_at(i)->key;
    const char *nearest = text_nearest(key, keys, count);
    const char *dot = strrchr(key, '.');
    const char *name = dot == NULL ? key : dot + 1;
    for (size_t i = 0; nearest == NULL && name[0] != '\0' && i < count; i++) {
        const char *last = strrchr(keys[i], '.');
        if (last != NULL && strcmp(last + 1, name) == 0)
            nearest = keys[i];
    }
    return nearest;
}

/* By type: what people are told, and the unit of the number in the database. */
static const struct {
    const char *words;
    const char *unit;
} types[] = {
    [PARAM_SCHEMA] = {"the word rxpool/1", ""},
    [PARAM_NAME] = {"name", ""},
    [PARAM_TEXT] = {"text", ""},
    [PARAM_EXTENDS] = {"file name", ""},
    [PARAM_SWEEP] = {"mapping of keys to values", ""},
    [PARAM_TIME] = {"time", "ps"},
    [PARAM_BYTES] = {"bytes", "B"},
    [PARAM_COUNT] = {"whole number", "1"},
    [PARAM_BOOL] = {"true or false", "1"},
    [PARAM_ENUM] = {"word", ""},
    [PARAM_WORD] = {"word", ""},
    [PARAM_FILE] = {"file name", ""},
    [PARAM_DIST] = {"time or distribution of times", "ps"},
    [PARAM_DIST_COUNT] = {"number or distribution of numbers", "1"},
    [PARAM_RATE] = {"rate of frames or bits", "frame/s"},
    [PARAM_LOAD] = {"share of the link", "1"},
    [PARAM_BIT_RATE] = {"bit rate", "bit/s"},
    [PARAM_BYTE_RATE] = {"byte rate", "B/s"},
    [PARAM_TIME_PER_BYTE] = {"time per byte", "ps/B"},
    [PARAM_FRACTION] = {"number or fraction", "1"},
    [PARAM_PROBABILITY] = {"probability", "1"},
    [PARAM_SIZE] = {"frame length or mixture of lengths", "B"},
    [PARAM_FLOWS] = {"number or weights", "1"},
    [PARAM_SHORTAGE] = {"buffers or per cent of the pool", "1"},
    [PARAM_STATES] = {"mapping of states", ""},
    [PARAM_STEPS] = {"list of steps", ""},
    [PARAM_FAULTS] = {"word or list of words", ""},
    [PARAM_PRESSURE] = {"list of times and bytes", ""},
    [PARAM_LIFECYCLE] = {"list of times and events", ""},
};

bool param_is_composite(const struct param *param) {
    return param->type >= PARAM_STATES;
}

const char *param_unit(const struct param *param) {
    return types[param->type].unit;
}

const char *param_type_words(const struct param *param) {
    return types[param->type].words;
}
