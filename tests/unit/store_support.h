/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tests of the store share: a directory of their own, points and runs made by hand, and a dump.
 *
 * The dump reads with plain SQL, as a stranger would, and leaves out what depends on the clock. */
#ifndef RXP_STORE_SUPPORT_H
#define RXP_STORE_SUPPORT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "store.h"
#include "text.h"

/* PATH of `name` in a fresh directory of the test program; valid until store_test_end. */
const char *test_path(const char *name);
bool test_exists(const char *path);
/* Removes the directory and everything in it. */
int store_test_begin(void **state);
int store_test_end(void **state);

/* A point of the test scenario with this pool and policy (NULL: nothing is set apart). */
int64_t test_point(struct store *store, int64_t study, uint32_t initial, const char *policy);
int64_t test_study(struct store *store, const char *name);
/* Rows and numbers follow from the two numbers; every table gets some rows when `rich`. */
struct run_result *test_result(int64_t point, uint32_t replication, bool rich);
void test_add(struct store *store, int64_t point, uint32_t replication, bool rich);
/* A database with two points of three runs and estimates. */
void test_database(const char *path);

struct store *test_open(const char *path, enum store_mode mode);
void test_close(struct store *store);
/* Opening must fail with this exit code and a message with this in it. */
void test_refused(const char *path, enum store_mode mode, int exit_code, const char *words);

/* Runs SQL of our own on the file (not through the store). */
void test_sql(const char *path, const char *sql);
/* One integer. */
int64_t test_ask(const char *path, const char *sql);
/* All rows of all tables but execution and run_clock, doubles with 17 digits. Caller frees. */
char *test_dump(const char *path);

#endif
