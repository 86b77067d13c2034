/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opening and closing: from a path to a database that is known to be ours, and back to one plain file.
 *
 * A writer takes the lock file, then the database, goes to WAL where that works (readers may look on while a
 * sweep runs) and back to DELETE at the end. A reader needs no write access at all: where SQLite cannot open
 * a read-only medium in the usual way, the file is read as one that cannot change, but only when no log of a
 * killed program lies beside it, which would be ignored. A file that we made and could not fill is removed
 * again. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "nearby.h"
#include "store_internal.h"

/* Is there something in PATH-wal or PATH-journal: work of a program that did not end well? */
static bool has_log(const char *path) {
    static const char *const suffix[] = {"-wal", "-journal"};
    bool found = false;
    for (size_t i = 0; i < sizeof suffix / sizeof *suffix; i++) {
        struct text name = {0};
        text_format(&name, "%s%s", path, suffix[i]);
        struct stat status;
        found = found || (stat(name.at, &status) == 0 && status.st_size > 0);
        text_free(&name);
    }
    return found;
}

/* Opens once for writing, which makes SQLite finish or undo what a killed program left behind. */
static void recover(const char *path) {
    sqlite3 *db = NULL;
    int64_t objects = 0;
    if (store_connect(path, STORE_WRITE, false, &db) == SQLITE_OK)
        (void)store_integer(db, "SELECT count(*) FROM sqlite_schema", &objects);
    (void)sqlite3_close(db);
}

static bool wants_another_way(int result) {
    int primary = result & 0xff;
    return primary == SQLITE_CANTOPEN || primary == SQLITE_READONLY || primary == SQLITE_PERM;
}

static int connect_reader(struct store *store) {
    int result = store_connect(store->path, STORE_READ, false, &store->db);
    if (wants_another_way(result) && has_log(store->path)) {
        (void)sqlite3_close(store->db);
        recover(store->path);
        result = store_connect(store->path, STORE_READ, false, &store->db);
    }
    if (wants_another_way(result) && !has_log(store->path)) {
        (void)sqlite3_close(store->db);
        result = store_connect(store->path, STORE_READ, true, &store->db);
    }
    return result;
}

static bool look_at_path(struct store *store, struct problems *problems) {
    bool writing = store->mode == STORE_WRITE;
    struct stat status;
    int code = writing ? EXIT_NO_CREATE : EXIT_NO_INPUT;
    if (store->path[0] == '\0') {
        store_problem(problems, "''", code, "name a file", "the name of the database is empty");
        return false;
    }
    store->created = stat(store->path, &status) != 0;
    int error = store->created ? errno : 0;
    if (store->created && (!writing || error != ENOENT)) {
        char *meant = error == ENOENT ? nearby_file(store->path, ".db") : NULL;
        struct text hint = {0};
        if (meant != NULL)
            text_format(&hint, "did you mean '%s'?", meant);
        else if (error == ENOENT)
            text_add(&hint, "'rxpool run' and 'rxpool sweep' make one");
        store_problem(problems, store->path, code, hint.at, "cannot open the database: %s", strerror(error));
        text_free(&hint);
        free(meant);
        return false;
    }
    if (!store->created && !S_ISREG(status.st_mode)) {
        store_problem(problems, store->path, writing ? EXIT_NO_CREATE : EXIT_DATA, "name a file",
                      "the database is %s, not a file",
                      S_ISDIR(status.st_mode) ? "a directory" : "a device or pipe");
        return false;
    }
    return true;
}

/* WAL when it works; whatever mode we got then decides how careful a commit has to be. */
static void choose_journal(struct store *store) {
    if (store_on_network(store->path))
        return;
    (void)store_execute(store->db, "PRAGMA journal_mode = WAL");
    sqlite3_stmt *mode = NULL;
    if (sqlite3_prepare_v2(store->db, "PRAGMA journal_mode", -1, &mode, NULL) != SQLITE_OK)
        return;
    char name[16] = "";
    bool wal = sqlite3_step(mode) == SQLITE_ROW && store_cell_text(mode, 0, name, sizeof name) &&
               strcmp(name, "wal") == 0;
    (void)sqlite3_finalize(mode);
    store->wal = wal;
    if (wal)
        (void)store_execute(store->db, "PRAGMA synchronous = NORMAL");
}

enum content { CONTENT_OURS, CONTENT_EMPTY, CONTENT_REFUSED };

static enum content look_at_marks(struct store *store, struct problems *problems) {
    int64_t application = 0;
    int64_t version = 0;
    int64_t objects = 0;
    if (store_integer(store->db, "PRAGMA application_id", &application) != SQLITE_OK ||
        store_integer(store->db, "PRAGMA user_version", &version) != SQLITE_OK ||
        store_integer(store->db, "SELECT count(*) FROM sqlite_schema", &objects) != SQLITE_OK) {
        (void)store_fault(store, problems, "read the database");
        return CONTENT_REFUSED;
    }
    if (objects == 0 && application == 0 && version == 0)
        return CONTENT_EMPTY;
    if (application != STORE_APPLICATION_ID) {
        store_problem(problems, store->path, EXIT_DATA, "name a database that rxpool wrote, or a new file",
                      "this is the database of another program (application_id 0x%08llx, rxpool has 0x%08x)",
                      (unsigned long long)application & 0xffffffffULL, (unsigned)STORE_APPLICATION_ID);
        return CONTENT_REFUSED;
    }
    if (version != STORE_SCHEMA_VERSION) {
        store_problem(problems, store->path, EXIT_DATA,
                      "use the rxpool that wrote it, or start a new database with -o",
                      "the database has schema version %lld; this rxpool reads and writes version %d",
                      (long long)version, STORE_SCHEMA_VERSION);
        return CONTENT_REFUSED;
    }
    return CONTENT_OURS;
}

/* Page by page when that is quick. It also finds cells of a wrong type: STRICT is only as strict as its
 * writer. */
static bool check_pages(struct store *store, int64_t checked_bytes, struct problems *problems) {
    int64_t pages = 0;
    int64_t page_bytes = 0;
    if (store_integer(store->db, "PRAGMA page_count", &pages) != SQLITE_OK ||
        store_integer(store->db, "PRAGMA page_size", &page_bytes) != SQLITE_OK)
        return store_fault(store, problems, "read the database");
    if (page_bytes <= 0 || pages > checked_bytes / page_bytes)
        return true;
    sqlite3_stmt *check = NULL;
    if (sqlite3_prepare_v2(store->db, "PRAGMA quick_check(1)", -1, &check, NULL) != SQLITE_OK)
        return store_fault(store, problems, "check the database");
    bool sound = true;
    if (sqlite3_step(check) != SQLITE_ROW) {
        sound = store_fault(store, problems, "check the database");
    } else {
        char *finding = store_cell_copy(check, 0);
        if (finding == NULL || strcmp(finding, "ok") != 0)
            sound = store_damaged(store, problems, finding == NULL ? "it cannot be checked" : finding);
        free(finding);
    }
    (void)sqlite3_finalize(check);
    return sound;
}

static bool make_ready(struct store *store, int64_t checked_bytes, struct problems *problems) {
    enum content content = look_at_marks(store, problems);
    if (content == CONTENT_REFUSED)
        return false;
    if (content == CONTENT_EMPTY && store->mode == STORE_READ) {
        store_problem(problems, store->path, EXIT_DATA, "put runs into it first: rxpool run FILE -o DB",
                      "the database is empty");
        return false;
    }
    if (content == CONTENT_OURS &&
        (!store_schema_check(store, problems) || !check_pages(store, checked_bytes, problems)))
        return false;
    if (store->mode == STORE_READ)
        return true;
    if (content == CONTENT_EMPTY)
        (void)store_execute(store->db, "PRAGMA page_size = " STORE_PAGE_BYTES);
    choose_journal(store);
    return content == CONTENT_EMPTY ? store_schema_create(store, problems)
                                    : store_views_refresh(store, problems);
}

static void abandon(struct store *store) {
    for (size_t i = 0; i < STATEMENT_COUNT; i++)
        (void)sqlite3_finalize(store->statement[i]);
    if (store->wal) /* never touch the mode of a database that is not ours */
        (void)store_execute(store->db, "PRAGMA journal_mode = DELETE");
    (void)sqlite3_close(store->db);
    if (store->created && store->lock.file >= 0)
        (void)unlink(store->path);
    store_lock_release(&store->lock);
    free(store->path);
    free(store);
}

struct store *store_open_checked(const char *path, enum store_mode mode, int64_t checked_bytes,
                                 struct problems *problems) {
    ensure(path != NULL);
    struct store *store = memory_alloc(sizeof *store);
    store->path = memory_copy_text(path);
    store->mode = mode;
    store->lock.file = -1;
    bool ready = look_at_path(store, problems);
    if (ready && mode == STORE_WRITE)
        ready = store_lock_take(&store->lock, path, problems);
    if (ready) {
        int result =
            mode == STORE_WRITE ? store_connect(path, mode, false, &store->db) : connect_reader(store);
        ready = result == SQLITE_OK ? make_ready(store, checked_bytes, problems)
                                    : store_fault(store, problems, "open the database");
    }
    if (ready)
        return store;
    abandon(store);
    return NULL;
}

struct store *store_open(const char *path, enum store_mode mode, struct problems *problems) {
    return store_open_checked(path, mode, STORE_CHECKED_BYTES, problems);
}

/* Back to one file. A reader that looks on at this moment keeps the log alive: the data is safe, so it is a
 * warning. */
static bool leave_wal(struct store *store, struct problems *problems) {
    if (store_execute(store->db, "PRAGMA journal_mode = DELETE") == SQLITE_OK)
        return true;
    if ((sqlite3_errcode(store->db) & 0xff) != SQLITE_BUSY)
        return store_fault(store, problems, "close the database");
    struct mark mark = {.file = store->path};
    problems_add(
        problems, PROBLEM_WARNING, mark, NULL, "keep FILE-wal beside it until then",
        "another program is reading the database: it becomes one file with the next run that is stored");
    return true;
}

bool store_close(struct store *store, struct problems *problems) {
    if (store == NULL)
        return true;
    bool done = true;
    if (store->mode == STORE_WRITE) {
        done = store_end_execution(store, problems);
        done = store_commit(store, true, problems) && done;
        for (size_t i = 0; i < STATEMENT_COUNT; i++) {
            (void)sqlite3_finalize(store->statement[i]);
            store->statement[i] = NULL;
        }
        done = leave_wal(store, problems) && done;
    }
    store->created = false; /* it is whole now: never remove it */
    abandon(store);
    return done;
}
