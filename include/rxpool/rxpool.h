/* SPDX-License-Identifier: GPL-3.0-or-later */
/* librxpool: open a scenario, run it, read what happened.
 *
 *     rxpool_scenario *scenario = rxpool_open("flood.yaml");
 *     rxpool_set(scenario, "pool.initial", "512");
 *     rxpool_result *result = rxpool_run(scenario, 0);
 *     if (!result) {
 *         fputs(rxpool_problems(scenario), stderr);
 *         return 1;
 *     }
 *     double loss;
 *     if (rxpool_metric(result, "loss_ratio", &loss))
 *         printf("lost %.3g, digest %s\n", loss, rxpool_digest(result));
 *     rxpool_result_free(result);
 *     rxpool_close(scenario);
 *
 * A scenario may be used by one thread at a time; different scenarios by different threads. Nothing is
 * global, but the shared objects that scenarios name as policies: they are loaded once, and they are code.
 * Texts that are returned belong to the object they were asked of and live until it is changed or freed.
 * Times are picoseconds of simulated time unless a name says otherwise. */
#ifndef RXPOOL_RXPOOL_H
#define RXPOOL_RXPOOL_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define RXPOOL_API __attribute__((visibility("default")))
#else
#define RXPOOL_API
#endif

typedef struct rxpool_scenario rxpool_scenario;
typedef struct rxpool_result rxpool_result;

/* "0.1.0"; and the version of the model's rules: results of different model versions are never mixed. */
RXPOOL_API const char *rxpool_version(void);
RXPOOL_API unsigned rxpool_model_version(void);

/* Reads a scenario file. Never NULL: what was wrong is in rxpool_problems(). */
RXPOOL_API rxpool_scenario *rxpool_open(const char *path);
/* The same from memory; name is shown in problems. */
RXPOOL_API rxpool_scenario *rxpool_open_text(const char *name, const char *text, size_t length);
RXPOOL_API void rxpool_close(rxpool_scenario *scenario);

/* Sets a key as `-s KEY=VALUE` does; judged at the next check or run. */
RXPOOL_API void rxpool_set(rxpool_scenario *scenario, const char *key, const char *value);

/* Number of errors (0: it can be run); texts of errors and warnings, each with file:line:column. */
RXPOOL_API size_t rxpool_check(rxpool_scenario *scenario);
RXPOOL_API const char *rxpool_problems(const rxpool_scenario *scenario);

/* Runs one replication. NULL when the scenario has errors. */
RXPOOL_API rxpool_result *rxpool_run(rxpool_scenario *scenario, uint32_t replication);
RXPOOL_API void rxpool_result_free(rxpool_result *result);

/* "ok", "init_failed", "starved", "failed". */
RXPOOL_API const char *rxpool_status(const rxpool_result *result);
/* 32 hexadecimal digits that change when anything that happened changes. */
RXPOOL_API const char *rxpool_digest(const rxpool_result *result);
/* The value of a metric by name. Not 0 when it has one; 0 when there is no such metric or this run gives it
 * none. */
RXPOOL_API int rxpool_metric(const rxpool_result *result, const char *name, double *value);

/* The metrics: index from 0 until NULL. unit and meaning may be NULL. */
RXPOOL_API const char *rxpool_metric_name(size_t index, const char **unit, const char **meaning);

#ifdef __cplusplus
}
#endif

#endif
