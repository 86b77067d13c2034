/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One writer at a time, for as long as a command lasts.
 *
 * SQLite's own lock is held for a transaction only, and two sweeps that take turns would both go on numbering
 * points. A second lock on the database file itself is out of the question: closing any descriptor of a file
 * drops all POSIX locks the process has on it, SQLite's too. So there is a file beside it, FILE-lock, locked
 * with flock() (which also tells two stores of one process apart) and removed at the end; one that a killed
 * program left behind locks nothing. Where the file system has no flock, SQLite's own locks have to do. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/vfs.h>
#endif

#include "store_internal.h"

enum { PAUSE_MS = 20 };

/* Is the open file still the one of that name? Its last owner may have removed it while we waited. */
static bool is_named(int file, const char *path) {
    struct stat open_file;
    struct stat named;
    return fstat(file, &open_file) == 0 && stat(path, &named) == 0 && open_file.st_ino == named.st_ino &&
           open_file.st_dev == named.st_dev;
}

static void pause_shortly(void) {
    struct timespec pause = {.tv_nsec = PAUSE_MS * 1000000L};
    (void)nanosleep(&pause, NULL);
}

static bool cannot_create(const char *path, int error, struct problems *problems) {
    struct stat status;
    bool exists = stat(path, &status) == 0;
    const char *hint = error == ENOENT || error == ENOTDIR ? "the directory must be there already"
                       : error == ENOSPC                   ? "make room on the disk"
                                                           : "look at the permissions of the directory";
    store_problem(problems, path, exists ? EXIT_NO_WRITE : EXIT_NO_CREATE, hint, "cannot %s the database: %s",
                  exists ? "write to" : "create", strerror(error));
    return false;
}

bool store_lock_take(struct store_lock *lock, const char *path, struct problems *problems) {
    struct text name = {0};
    text_format(&name, "%s-lock", path);
    lock->path = text_take(&name);
    for (int waited = 0;; waited += PAUSE_MS) {
        lock->file = open(lock->path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
        int error = errno;
        if (lock->file < 0) {
            store_lock_release(lock);
            return cannot_create(path, error, problems);
        }
        bool locked = flock(lock->file, LOCK_EX | LOCK_NB) == 0;
        error = errno;
        if (locked ? is_named(lock->file, lock->path) : error != EWOULDBLOCK && error != EINTR)
            return true;
        (void)close(lock->file);
        lock->file = -1;
        if (!locked && waited >= STORE_BUSY_MS) {
            store_lock_release(lock);
            store_problem(problems, path, EXIT_NO_WRITE,
                          "wait until it has ended, or write to another database with -o",
                          "another rxpool is writing to this database");
            return false;
        }
        pause_shortly();
    }
}

void store_lock_release(struct store_lock *lock) {
    if (lock->file >= 0) {
        (void)unlink(lock->path);
        (void)close(lock->file);
    }
    free(lock->path);
    *lock = (struct store_lock){.file = -1};
}

bool store_on_network(const char *path) {
#ifdef __linux__
    static const unsigned long kinds[] = {0x6969UL,     0x517BUL,     0xFE534D42UL, 0xFF534D42UL,
                                          0x01021997UL, 0x5346414FUL, 0x00C36400UL, 0x65735546UL,
                                          0x01161970UL, 0x7461636FUL, 0x0BD00BD0UL, 0x19830326UL,
                                          0x47504653UL, 0x73757245UL, 0x564CUL};
    struct statfs status;
    if (statfs(path, &status) != 0)
        return false;
    unsigned long kind = (unsigned long)status.f_type & 0xFFFFFFFFUL;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (kinds[i] == kind)
            return true;
    }
#else
    (void)path;
#endif
    return false;
}
