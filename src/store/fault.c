/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What SQLite's result codes mean to somebody with a file, and which exit code they are.
 *
 * A message says what could not be done to which file and why, and where there is one, the way out. Texts of
 * SQLite may quote a hostile file; problems_add takes control characters out of them. */
#include <stdarg.h>
#include <stdio.h>

#include "store_internal.h"

void store_problem(struct problems *problems, const char *path, int exit_code, const char *hint,
                   const char *format, ...) {
    char message[1024];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    ensure(length >= 0);
    if (problems->errors == 0)
        problems->exit_code = exit_code;
    struct mark mark = {.file = path};
    problems_add(problems, PROBLEM_ERROR, mark, NULL, hint, "%s", message);
}

struct meaning {
    int code; /* primary result code */
    int exit_read;
    int exit_write;
    const char *hint;
};

static const struct meaning meanings[] = {
    {SQLITE_BUSY, EXIT_NO_WRITE, EXIT_NO_WRITE, "another program is using it; try again when that has ended"},
    {SQLITE_LOCKED, EXIT_NO_WRITE, EXIT_NO_WRITE,
     "another program is using it; try again when that has ended"},
    {SQLITE_NOTADB, EXIT_DATA, EXIT_DATA,
     "it is no SQLite database; name a file that rxpool wrote, or a new one"},
    {SQLITE_CORRUPT, EXIT_DATA, EXIT_DATA,
     "the file is damaged; 'sqlite3 FILE .recover' may save what is left"},
    {SQLITE_FULL, EXIT_NO_WRITE, EXIT_NO_WRITE,
     "make room on the disk and run again: what is stored is not run twice"},
    {SQLITE_READONLY, EXIT_NO_INPUT, EXIT_NO_WRITE, "the file or its directory cannot be written to"},
    {SQLITE_PERM, EXIT_NO_INPUT, EXIT_NO_WRITE, "look at the permissions of the file and its directory"},
    {SQLITE_AUTH, EXIT_NO_INPUT, EXIT_NO_WRITE, "look at the permissions of the file and its directory"},
    {SQLITE_CANTOPEN, EXIT_NO_INPUT, EXIT_NO_CREATE, "look at the permissions of the file and its directory"},
    {SQLITE_IOERR, EXIT_NO_WRITE, EXIT_NO_WRITE, "look at the disk: reading or writing it failed"},
    {SQLITE_CONSTRAINT, EXIT_DATA, EXIT_DATA,
     "what the file holds contradicts it; start a new database with -o"},
    {SQLITE_TOOBIG, EXIT_DATA, EXIT_DATA, NULL},
    {SQLITE_MISMATCH, EXIT_DATA, EXIT_DATA,
     "the file is damaged; 'sqlite3 FILE .recover' may save what is left"},
    {SQLITE_NOMEM, EXIT_INTERNAL, EXIT_INTERNAL, NULL},
    {SQLITE_SCHEMA, EXIT_DATA, EXIT_DATA, "another program changed its tables"},
    {SQLITE_ERROR, EXIT_DATA, EXIT_DATA, "it is not as rxpool wrote it; start a new database with -o"},
};

bool store_fault(struct store *store, struct problems *problems, const char *doing) {
    int code = sqlite3_errcode(store->db) & 0xff;
    int exit_code = EXIT_INTERNAL;
    const char *hint = NULL;
    for (size_t i = 0; i < sizeof meanings / sizeof *meanings; i++) {
        if (meanings[i].code == code) {
            exit_code = store->mode == STORE_WRITE ? meanings[i].exit_write : meanings[i].exit_read;
            hint = meanings[i].hint;
        }
    }
    store_problem(problems, store->path, exit_code, hint, "cannot %s: %s", doing, sqlite3_errmsg(store->db));
    if (store->in_transaction && sqlite3_get_autocommit(store->db) != 0) {
        store->in_transaction = false; /* a full disk, for one, takes the whole transaction with it */
        store->broken = true;
    }
    return false;
}

bool store_damaged(struct store *store, struct problems *problems, const char *where) {
    store_problem(problems, store->path, EXIT_DATA, "'sqlite3 FILE .recover' may save what is left",
                  "the database is damaged: %s", where);
    return false;
}
