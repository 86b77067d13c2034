/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _XOPEN_SOURCE 700 /* realpath */

#include "policy_registry.h"

#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "ensure.h"
#include "filehash.h"
#include "policy_table.h"
#include "scenario_inner.h"

enum { LOADED_MAX = 1024 };

/* A shared object, loaded once. */
struct object {
    char *path; /* absolute, without links */
    char digest[33];
    struct rxpool_policy policy; /* a copy: what it says later does not count */
    struct param row[RXPOOL_POLICY_KEYS_MAX];
};

/* One for each way to write its path. */
struct loaded {
    char *label;
    struct object *object;
};

static struct {
    pthread_mutex_t lock; /* of those who add; a slot is written before count tells of it */
    atomic_uint count;
    struct loaded loaded[LOADED_MAX];
} registry = {.lock = PTHREAD_MUTEX_INITIALIZER};

static const struct loaded *loaded_at(uint32_t index) {
    ensure(index >= policy_count && index - policy_count < atomic_load(&registry.count));
    return &registry.loaded[index - policy_count];
}

const struct rxpool_policy *policy_at(uint32_t index) {
    return index < policy_count ? policy_table[index] : &loaded_at(index)->object->policy;
}

const char *policy_label(uint32_t index) {
    return index < policy_count ? policy_table[index]->name : loaded_at(index)->label;
}

const char *policy_digest(uint32_t index) {
    return index < policy_count ? NULL : loaded_at(index)->object->digest;
}

size_t policy_rows(uint32_t index, const struct param **rows) {
    *rows = index < policy_count ? NULL : loaded_at(index)->object->row;
    return index < policy_count ? 0 : loaded_at(index)->object->policy.key_count;
}

bool policy_is_path(const char *text) {
    size_t length = strlen(text);
    return strchr(text, '/') != NULL || (length >= 3 && strcmp(text + length - 3, ".so") == 0);
}

static bool fail(struct value_error *error, int exit_code, const char *hint, const char *path,
                 const char *why) {
    (void)snprintf(error->message, sizeof error->message, "%.120s: %.120s", path, why);
    (void)snprintf(error->hint, sizeof error->hint, "%s", hint);
    error->exit_code = exit_code;
    return false;
}

/* The policy's keys as rows of the table: everything that reads and writes values works with them. */
static void make_rows(struct object *object) {
    static const enum param_type types[] = {PARAM_COUNT, PARAM_TIME, PARAM_BYTES};
    for (uint32_t i = 0; i < object->policy.key_count; i++) {
        const struct rxpool_policy_key *key = &object->policy.keys[i];
        struct text name = {0}, initial = {0};
        text_format(&name, "policy.%s", key->name);
        if (key->unit == RXPOOL_UNIT_TIME_PS)
            format_time(&initial, key->initial);
        else if (key->unit == RXPOOL_UNIT_BYTES)
            format_bytes(&initial, key->initial);
        else
            text_format(&initial, "%llu", (unsigned long long)key->initial);
        object->row[i] = (struct param){.key = text_take(&name),
                                        .type = types[key->unit],
                                        .offset = offsetof(struct config, policy_key) + i * sizeof(uint64_t),
                                        .bytes = sizeof(uint64_t),
                                        .low = key->low,
                                        .high = key->high,
                                        .initial = text_take(&initial),
                                        .doc = key->doc,
                                        .source = object->policy.name};
        object->row[i].example = object->row[i].initial;
    }
}

/* What the object exports: data and functions are kept apart by C, not by dlsym. */
static rxpool_policy_entry *entry_of(void *handle) {
    void *symbol = dlsym(handle, RXPOOL_POLICY_ENTRY);
    rxpool_policy_entry *entry = NULL;
    _Static_assert(sizeof entry == sizeof symbol, "POSIX: a pointer to a function fits");
    memcpy(&entry, &symbol, sizeof entry);
    return entry;
}

static struct object *object_open(const char *path, struct value_error *error) {
    static const char compile[] = "compile it with: cc -shared -fPIC -o mine.so mine.c";
    struct object *object = memory_alloc(sizeof *object);
    void *handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    rxpool_policy_entry *entry = handle == NULL ? NULL : entry_of(handle);
    bool good = entry != NULL;
    if (handle == NULL) {
        const char *said = dlerror();
        size_t length = strlen(path);
        bool named = said != NULL && strncmp(said, path, length) == 0 && said[length] == ':';
        fail(error, 65, compile, path, said == NULL ? "no shared object" : named ? said + length + 2 : said);
    } else if (entry == NULL) {
        fail(error, 65, "RXPOOL_POLICY_EXPORT const struct rxpool_policy *rxpool_policy(void)", path,
             "it exports no function " RXPOOL_POLICY_ENTRY);
    } else {
        const struct rxpool_policy *policy = entry();
        good = policy_judge(policy, error);
        if (good)
            object->policy = *policy;
    }
    if (!good || !filehash_file(path, object->digest)) {
        if (good)
            fail(error, 65, "", path, "it cannot be read");
        if (handle != NULL)
            (void)dlclose(handle);
        free(object);
        return NULL;
    }
    object->path = memory_copy_text(path);
    make_rows(object);
    return object;
}

/* With the lock held: the slot of an object under a label. */
static bool add(struct object *object, const char *label, uint32_t *index) {
    uint32_t count = atomic_load(&registry.count);
    for (uint32_t i = 0; i < count; i++)
        if (registry.loaded[i].object == object && strcmp(registry.loaded[i].label, label) == 0) {
            *index = (uint32_t)policy_count + i;
            return true;
        }
    if (count == LOADED_MAX)
        return false;
    registry.loaded[count] = (struct loaded){memory_copy_text(label), object};
    atomic_store(&registry.count, count + 1);
    *index = (uint32_t)policy_count + count;
    return true;
}

static struct object *find(const char *path) {
    for (uint32_t i = 0; i < atomic_load(&registry.count); i++)
        if (strcmp(registry.loaded[i].object->path, path) == 0)
            return registry.loaded[i].object;
    return NULL;
}

bool policy_load(const char *directory, const char *path, uint32_t *index, struct value_error *error) {
    char *joined = path_join(directory == NULL ? "" : directory, path);
    char *real = realpath(joined, NULL);
    struct stat status;
    if (real == NULL || stat(real, &status) != 0 || !S_ISREG(status.st_mode)) {
        bool absent = real == NULL;
        fail(error, absent ? 66 : 65,
             absent ? "a shared object is named relative to the file that says so"
                    : "compile the policy first",
             joined, absent ? strerror(errno) : "this is no file");
        free(joined);
        free(real);
        return false;
    }
    (void)pthread_mutex_lock(&registry.lock);
    struct object *object = find(real);
    if (object == NULL)
        object = object_open(real, error);
    bool good = object != NULL && add(object, path, index);
    if (object != NULL && !good)
        fail(error, 65, "", joined, "more than 1024 policies are loaded");
    (void)pthread_mutex_unlock(&registry.lock);
    free(joined);
    free(real);
    return good;
}

uint32_t policy_relabel(uint32_t index, const char *label) {
    (void)pthread_mutex_lock(&registry.lock);
    (void)add(loaded_at(index)->object, label,
              &index); /* full: it keeps its other name, which works as well */
    (void)pthread_mutex_unlock(&registry.lock);
    return index;
}
