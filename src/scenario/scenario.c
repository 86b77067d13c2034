/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading scenario files, with what they extend.
 *
 * A base is read before the file that names it, so later assignments simply win. Files are told apart by
 * device and inode, not by name, so a cycle is seen however it is spelt. */
#include "scenario.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "scenario_inner.h"

char *path_join(const char *directory, const char *name) {
    struct text path = {0};
    size_t length = strlen(directory);
    if (length > 0 && name[0] != '/')
        text_format(&path, "%s%s", directory, directory[length - 1] == '/' || name[0] == '\0' ? "" : "/");
    text_add(&path, name);
    return text_take(&path);
}

char *path_directory(const char *path) {
    struct text directory = {0};
    const char *slash = strrchr(path, '/');
    if (slash != NULL)
        text_add_bytes(&directory, path, slash == path ? 1 : (size_t)(slash - path));
    return text_take(&directory);
}

/* Absolute, so that what is stored can be found again from anywhere. Where the current directory is gone no
 * relative name can be read, whatever stands before it. */
char *path_current(void) {
    enum { MOST = 1 << 20 };
    for (size_t size = 256; size <= MOST; size *= 2) {
        char *path = memory_alloc(size);
        if (getcwd(path, size) != NULL)
            return path;
        free(path);
        if (errno != ERANGE)
            break;
    }
    return memory_copy_text("");
}

/* One file of a chain of `extends`. */
struct link {
    const struct link *child; /* the file that extends this one */
    const char *directory;    /* relative to the scenario's own; owned by the scenario */
    unsigned depth;
    bool known; /* device and inode are */
    dev_t device;
    ino_t inode;
};

static void read_layer(struct scenario *scenario, struct document *document, const struct link *link);

static void note_identity(struct link *link, const char *path) {
    struct stat status;
    link->known = stat(path, &status) == 0;
    if (link->known) {
        link->device = status.st_dev;
        link->inode = status.st_ino;
    }
}

static bool is_in_chain(const struct link *link, const struct stat *status) {
    for (; link != NULL; link = link->child)
        if (link->known && link->device == status->st_dev && link->inode == status->st_ino)
            return true;
    return false;
}

static struct document *keep_document(struct scenario *scenario) {
    scenario->document =
        memory_grow(scenario->document, scenario->document_count + 1, sizeof(struct document *));
    struct document *document = memory_alloc(sizeof *document);
    scenario->document[scenario->document_count++] = document;
    return document;
}

static const char *keep_text(struct scenario *scenario, char *text) {
    scenario->owned = memory_grow(scenario->owned, scenario->owned_count + 1, sizeof *scenario->owned);
    scenario->owned[scenario->owned_count++] = text;
    return text;
}

/* Why the file cannot be a base, or NULL. */
static const char *refuse_base(const char *path, const struct link *link, bool *absent) {
    struct stat status;
    *absent = stat(path, &status) != 0;
    if (*absent)
        return strerror(errno);
    if (is_in_chain(link, &status))
        return "the files extend each other in a circle";
    return link->depth + 1 > EXTENDS_MAX ? "more than 8 files, one extending the other" : NULL;
}

static void read_base(struct scenario *scenario, const struct document *document, const struct node *node,
                      const struct link *link) {
    bool scalar = node->kind == NODE_SCALAR && node->text[0] != '\0' && strlen(node->text) < 4096;
    char *shown = path_join(link->directory, scalar ? node->text : "");
    char *path = path_join(scenario->directory, shown);
    bool absent = false;
    const char *why = scalar ? refuse_base(path, link, &absent) : "a file name is expected";
    if (why != NULL) {
        bool first = scenario->read.exit_code == 0;
        document_problem(document, &scenario->read, PROBLEM_ERROR, node->mark,
                         absent ? "the path is relative to the file that says so" : NULL, "%s%s%s",
                         scalar ? path : "", scalar ? ": " : "", why);
        if (first && absent)
            scenario->read.exit_code = 66;
        scenario->broken = true;
    } else {
        struct link base = {.child = link, .depth = link->depth + 1};
        base.directory = keep_text(scenario, path_directory(shown));
        note_identity(&base, path);
        struct document *read = keep_document(scenario);
        if (document_read(read, path, &scenario->read))
            read_layer(scenario, read, &base);
        else
            scenario->broken = true;
    }
    free(path);
    free(shown);
}

/* What the document says, after what its base says. */
static void read_layer(struct scenario *scenario, struct document *document, const struct link *link) {
    const struct node *root = document->root;
    for (size_t i = 0; root->kind == NODE_MAPPING && i < root->count; i++) {
        if (strcmp(root->key[i]->text, "extends") == 0) {
            read_base(scenario, document, root->item[i], link);
            break;
        }
    }
    struct gather gather = {&scenario->assignments, &scenario->read, document,
                            LAYER_PRESET + 1 + EXTENDS_MAX - link->depth, link->directory};
    gather_root(&gather, root);
}

static struct scenario *scenario_new(const char *path, char *directory) {
    struct scenario *scenario = memory_alloc(sizeof *scenario);
    scenario->path = memory_copy_text(path);
    scenario->directory = directory;
    problems_init(&scenario->read);
    problems_init(&scenario->problems);
    return scenario;
}

static void read_first(struct scenario *scenario, struct document *document, bool good,
                       const char *identity) {
    struct link link = {.directory = ""};
    if (identity != NULL)
        note_identity(&link, identity);
    struct text text = {0};
    text_format(&text, "%s%s", document->byte_order_mark ? "\xEF\xBB\xBF" : "",
                document->text == NULL ? "" : document->text);
    scenario->text = text_take(&text);
    scenario->broken = !good;
    if (good)
        read_layer(scenario, document, &link);
    problems_append(&scenario->problems, &scenario->read);
}

struct scenario *scenario_open(const char *path) {
    bool stream = strcmp(path, "-") == 0;
    struct scenario *scenario = scenario_new(path, stream ? memory_copy_text("") : path_directory(path));
    struct document *document = keep_document(scenario);
    bool good = document_read(document, path, &scenario->read);
    read_first(scenario, document, good, stream ? NULL : path);
    return scenario;
}

struct scenario *scenario_open_text(const char *file, const char *text, size_t length, const char *base_dir) {
    struct scenario *scenario = scenario_new(file, memory_copy_text(base_dir == NULL ? "" : base_dir));
    struct document *document = keep_document(scenario);
    bool good = document_parse(document, file, text, length, &scenario->read);
    read_first(scenario, document, good, NULL);
    return scenario;
}

void scenario_override(struct scenario *scenario, const char *key, const char *value) {
    size_t before = scenario->read.count;
    size_t errors = scenario->read.errors;
    struct gather gather = {&scenario->assignments, &scenario->read, NULL, LAYER_OVERRIDE,
                            keep_text(scenario, path_current())};
    gather_override(&gather, keep_document(scenario), "-s", key, value);
    if (scenario->read.count != before || scenario->read.errors != errors) {
        problems_free(&scenario->problems);
        problems_append(&scenario->problems, &scenario->read);
    }
}

void scenario_refuse_objects(struct scenario *scenario) {
    scenario->foreign = true;
}

void scenario_close(struct scenario *scenario) {
    if (scenario == NULL)
        return;
    assignments_free(&scenario->assignments);
    for (size_t i = 0; i < scenario->document_count; i++) {
        document_free(scenario->document[i]);
        free(scenario->document[i]);
    }
    free(scenario->document);
    for (size_t i = 0; i < scenario->owned_count; i++)
        free(scenario->owned[i]);
    free(scenario->owned);
    scenario_trace_free(scenario);
    scenario_preset_free(scenario);
    problems_free(&scenario->read);
    problems_free(&scenario->problems);
    free(scenario->text);
    free(scenario->directory);
    free(scenario->path);
    free(scenario);
}

const struct problems *scenario_problems(const struct scenario *scenario) {
    return &scenario->problems;
}

void scenario_refuse(const struct scenario *scenario, const char *key, struct problems *problems,
                     const char *hint, const char *format, ...) {
    char message[512];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    const struct entry *entry = NULL;
    for (size_t i = 0; i < scenario->assignments.count; i++) {
        const struct entry *one = &scenario->assignments.entry[i];
        if (one->param == param_find(key, NULL) && one->node != NULL &&
            (entry == NULL || one->layer >= entry->layer))
            entry = one;
    }
    struct mark mark = {.file = scenario->path};
    document_problem(entry == NULL ? NULL : entry->document, problems, PROBLEM_ERROR,
                     entry == NULL ? mark : entry->node->mark, hint, "%s", message);
}

const char *scenario_text(const struct scenario *scenario) {
    return scenario->text;
}

const char *scenario_path(const struct scenario *scenario) {
    return scenario->path;
}

bool scenario_sweeps(const struct scenario *scenario, const char *key) {
    for (size_t i = 0; i < scenario->assignments.sweep_count; i++)
        if (strcmp(scenario->assignments.sweep[i].key, key) == 0)
            return true;
    return false;
}
