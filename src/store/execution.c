/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who computed it: one row for a command. All that a dump of two equal sweeps may differ in is here and in
 * run_clock.
 *
 * Versions of libraries are those that the build saw, handed in by the build; the one of SQLite is asked.
 * Arguments are whatever bytes a shell passes; as JSON they are kept with every byte that is no UTF-8
 * replaced by U+FFFD. */
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include "store_internal.h"

#ifndef RXP_VERSION
#define RXP_VERSION "0"
#endif
#ifndef RXP_LIBRARIES
#define RXP_LIBRARIES "" /* "name version;name version" */
#endif

/* Length of the well-formed character at `at`, or 0. */
static size_t character_length(const unsigned char *at) {
    if (at[0] < 0x80)
        return 1;
    size_t length = at[0] >= 0xC2 && at[0] < 0xE0 ? 2 : at[0] >= 0xE0 && at[0] < 0xF0 ? 3 : 0;
    if (at[0] >= 0xF0 && at[0] < 0xF5)
        length = 4;
    for (size_t i = 1; i < length; i++) {
        if ((at[i] & 0xC0) != 0x80)
            return 0;
    }
    bool too_long = (at[0] == 0xE0 && at[1] < 0xA0) || (at[0] == 0xF0 && at[1] < 0x90);
    bool no_character = (at[0] == 0xED && at[1] > 0x9F) || (at[0] == 0xF4 && at[1] > 0x8F);
    return too_long || no_character ? 0 : length;
}

static void json_add(struct text *json, const char *text, size_t length) {
    text_add(json, "\"");
    const unsigned char *at = (const unsigned char *)text;
    const unsigned char *end = at + length;
    while (at < end) {
        size_t bytes = character_length(at);
        if (bytes == 0)
            text_add(json, "\\ufffd");
        else if (*at < 0x20 || *at == '"' || *at == '\\' || *at == 0x7F)
            text_format(json, "\\u%04x", *at);
        else
            text_add_bytes(json, (const char *)at, bytes);
        at += bytes == 0 ? 1 : bytes;
    }
    text_add(json, "\"");
}

static void arguments_json(struct text *json, int argc, char *const *argv) {
    text_add(json, "[");
    for (int i = 0; i < argc && argv[i] != NULL; i++) {
        text_add(json, i == 0 ? "" : ", ");
        json_add(json, argv[i], strlen(argv[i]));
    }
    text_add(json, "]");
}

static void libraries_json(struct text *json) {
    text_add(json, "{\"sqlite\": ");
    json_add(json, sqlite3_libversion(), strlen(sqlite3_libversion()));
    const char *at = RXP_LIBRARIES;
    while (*at != '\0') {
        size_t length = strcspn(at, ";");
        size_t name = strcspn(at, " ;");
        text_add(json, ", ");
        json_add(json, at, name);
        text_add(json, ": ");
        json_add(json, at + name + (name < length), length - name - (name < length));
        at += length + (at[length] == ';');
    }
    text_add(json, "}");
}

enum { TIME_TEXT = 32 };

static void now_text(char text[TIME_TEXT]) {
    time_t now = time(NULL);
    struct tm utc = {0};
    text[0] = '\0';
    if (gmtime_r(&now, &utc) != NULL && strftime(text, TIME_TEXT, "%Y-%m-%dT%H:%M:%SZ", &utc) == 0)
        text[0] = '\0';
}

static const char *compiler(void) {
#if defined __clang__
    return "clang " __clang_version__;
#elif defined __GNUC__
    return "gcc " __VERSION__;
#else
    return "unknown";
#endif
}

static void directory_text(struct text *directory) {
    enum { PATH_BYTES = 4096 };
    char *path = memory_alloc(PATH_BYTES);
    if (getcwd(path, PATH_BYTES) != NULL)
        text_add(directory, path);
    free(path);
}

static bool insert(struct store *store, struct row *row, int argc, char *const *argv,
                   struct problems *problems) {
    struct text arguments = {0};
    struct text libraries = {0};
    struct text machine = {0};
    struct text directory = {0};
    char started[TIME_TEXT];
    struct utsname host = {0};
    now_text(started);
    arguments_json(&arguments, argc, argv);
    libraries_json(&libraries);
    (void)uname(&host);
    text_format(&machine, "%s %s %s", host.sysname, host.release, host.machine);
    directory_text(&directory);
    row_text(row, started);
    row_text(row, RXP_VERSION);
    row_integer(row, MODEL_VERSION);
    row_text(row, compiler());
    row_text(row, libraries.at);
    row_text(row, machine.at);
    row_integer(row, sysconf(_SC_NPROCESSORS_ONLN));
    row_text(row, directory.at);
    row_text(row, arguments.at);
    bool done = row_write(store, row, problems, "write to the database");
    text_free(&arguments);
    text_free(&libraries);
    text_free(&machine);
    text_free(&directory);
    return done;
}

bool store_begin_execution(struct store *store, int argc, char *const *argv, struct problems *problems) {
    if (!store_transaction(store, problems))
        return false;
    sqlite3_stmt *statement = NULL;
    if (sqlite3_prepare_v2(store->db,
                           "INSERT INTO execution(started, program, model_version, compiler, libraries,"
                           " machine, processors, directory, argv) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                           -1, &statement, NULL) != SQLITE_OK)
        return store_fault(store, problems, "write to the database");
    struct row row = row_begin(statement);
    bool done = insert(store, &row, argc, argv, problems);
    (void)sqlite3_finalize(statement);
    if (done)
        store->execution = sqlite3_last_insert_rowid(store->db);
    return done;
}

bool store_end_execution(struct store *store, struct problems *problems) {
    if (store->execution == 0 || store->broken)
        return !store->broken;
    if (!store_transaction(store, problems))
        return false;
    sqlite3_stmt *statement = NULL;
    if (sqlite3_prepare_v2(store->db, "UPDATE execution SET ended = ? WHERE execution_id = ?", -1, &statement,
                           NULL) != SQLITE_OK)
        return store_fault(store, problems, "write to the database");
    char ended[TIME_TEXT];
    now_text(ended);
    struct row row = row_begin(statement);
    row_text(&row, ended);
    row_integer(&row, store->execution);
    bool done = row_write(store, &row, problems, "write to the database");
    (void)sqlite3_finalize(statement);
    return done;
}
