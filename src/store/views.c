/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Views: the everyday questions of a performance engineer, without a join (docs/database.md has an example of
 * each).
 *
 * For people at the sqlite3 prompt only: no code reads them, so a database may carry any others under these
 * names. A writer brings them up to date, which makes them free to change without a new schema version. Means
 * leave out runs that rxpool could not finish (failed, timeout); intervals come from the table of estimates.
 * Parameters become columns of `results` under their own keys, quoted, and only keys that the code knows. */
#include <stdlib.h>
#include <string.h>

#include "store_internal.h"

#define PARAMETER(column, key)                                                                               \
    "(SELECT " column " FROM parameter WHERE parameter.point_id = point.point_id AND parameter.key = '" key  \
    "')"
#define AXES                                                                                                 \
    "(SELECT group_concat(key || '=' || value, ', ') FROM (SELECT key, value FROM point_axis"                \
    " WHERE point_axis.point_id = point.point_id ORDER BY ordinal))"
/* clang-format off */
/* Fewer losses than this say too little about their scatter for a normal interval; if there are none at all, three over
 * the number of frames is what a 95 % bound leaves. The same rules as in every report. */
#define SCATTERED(what, metric)                                                                              \
    "(CASE WHEN " TOTAL("frames_dropped") " >= 200 THEN " ESTIMATE(what, metric) " END)"
#define NONE_LOST                                                                                            \
    "(CASE WHEN " TOTAL("frames_dropped") " = 0 THEN 3.0 / nullif(" TOTAL("frames_delivered") ", 0) END)"
#define POOL                                                                                                 \
    "study.name AS study, point.point_id, " PARAMETER("text", "pool.policy") " AS policy,\n"                 \
    "  " PARAMETER("value", "pool.initial") " AS pool_initial, "                                             \
    PARAMETER("value", "pool.limit") " AS pool_limit,\n"                                                     \
    "  " AXES " AS axes, count(run_id) AS runs"
/* clang-format on */
#define VALID "status NOT IN ('failed', 'timeout')"
#define MEAN(column) "avg(CASE WHEN " VALID " THEN " column " END)"
#define MOST(column) "max(CASE WHEN " VALID " THEN " column " END)"
#define LEAST(column) "min(CASE WHEN " VALID " THEN " column " END)"
#define TOTAL(column) "sum(CASE WHEN " VALID " THEN " column " END)"
#define ESTIMATE(what, metric)                                                                               \
    "(SELECT " what " FROM estimate WHERE estimate.point_id = point.point_id AND metric = '" metric "')"
#define EACH_POINT                                                                                           \
    "\nFROM point JOIN study USING (study_id)"                                                               \
    "\n  LEFT JOIN run ON run_id BETWEEN point.point_id * 1000000 AND point.point_id * 1000000 + 999999"     \
    "\nGROUP BY point.point_id ORDER BY study_id, policy, pool_initial, point.point_id"
#define EACH_RUN "\nFROM run JOIN point USING (point_id) JOIN study USING (study_id)"

struct view {
    const char *name;
    const char *body; /* NULL: made from the tables of parameters and metrics */
};

/* clang-format off */
static const struct view views[] = {
    {"results", NULL},
    {"studies",
     "SELECT study_id, name AS study, description, path,\n"
     "  (SELECT count(*) FROM point WHERE point.study_id = study.study_id) AS points,\n"
     "  (SELECT count(*) FROM point JOIN run USING (point_id) WHERE point.study_id = study.study_id) AS "
     "runs,\n"
     "  (SELECT group_concat(DISTINCT model_version) FROM point WHERE point.study_id = study.study_id) AS "
     "model_versions\n"
     "FROM study ORDER BY study_id"},
    {"points",
     "SELECT " POOL ",\n"
     "  sum(status = 'ok') AS ok, sum(status = 'init_failed') AS init_failed, sum(status = 'starved') AS starved,\n"
     "  sum(status IN ('failed', 'timeout')) AS failed, " MEAN("loss_ratio") " AS loss_ratio,\n"
     "  " NONE_LOST " AS loss_at_most,\n"
     "  " MEAN("goodput_bps") " AS goodput_bps, " MEAN("pool_bytes_mean") " AS pool_bytes_mean,\n"
     "  point.study_id, model_version, config_hash" EACH_POINT},
    {"loss_by_pool",
     "SELECT " POOL ",\n"
     "  " MEAN("loss_ratio") " AS loss_ratio, " SCATTERED("low", "loss_ratio") " AS loss_low,\n"
     "  " SCATTERED("high", "loss_ratio") " AS loss_high, " NONE_LOST " AS loss_at_most,\n"
     "  " TOTAL("frames_dropped") " AS frames_dropped, " MEAN("goodput_bps") " AS goodput_bps,\n"
     "  " MEAN("pool_bytes_mean") " AS pool_bytes_mean, " MOST("pool_bytes_peak") " AS pool_bytes_peak,\n"
     "  " MEAN("interrupt_disable_episodes") " AS interrupt_disable_episodes" EACH_POINT},
    {"memory_by_pool",
     "SELECT " POOL ",\n"
     "  " MEAN("pool_bytes_mean") " AS pool_bytes_mean, " MOST("pool_bytes_peak") " AS pool_bytes_peak,\n"
     "  " MEAN("pool_byte_seconds") " AS pool_byte_seconds, " MEAN("pool_utilisation") " AS "
     "pool_utilisation,\n"
     "  " MEAN("pool_stranded_bytes_mean") " AS pool_stranded_bytes_mean, " MEAN("buffers_total_mean") " "
     "AS buffers_total_mean,\n"
     "  " MOST("buffers_total_max") " AS buffers_total_max, " MOST("buffers_indicated_max") " AS "
     "buffers_indicated_max,\n"
     "  " LEAST("buffers_ready_min") " AS buffers_ready_min" EACH_POINT},
    {"latency_by_pool",
     "SELECT " POOL ",\n"
     "  " MEAN("latency_mean_ns") " AS latency_mean_ns, " MEAN("latency_p50_ns") " AS latency_p50_ns,\n"
     "  " MEAN("latency_p99_ns") " AS latency_p99_ns, " MEAN("latency_p999_ns") " AS latency_p999_ns,\n"
     "  " MOST("latency_max_ns") " AS latency_max_ns, " MEAN("return_p99_ns") " AS return_p99_ns,\n"
     "  " MOST("return_max_ns") " AS return_max_ns" EACH_POINT},
    {"drops_by_pool",
     "SELECT " POOL ",\n"
     "  " TOTAL("frames_offered") " AS frames_offered, " TOTAL("frames_dropped") " AS frames_dropped,\n"
     "  " TOTAL("drop_no_descriptor") " AS drop_no_descriptor, " TOTAL("drop_fifo_overflow") " AS "
     "drop_fifo_overflow,\n"
     "  " TOTAL("drop_protocol_backlog") " AS drop_protocol_backlog, " TOTAL("drop_too_long") " AS "
     "drop_too_long,\n"
     "  " TOTAL("drop_lowres_copy_failed") " AS drop_lowres_copy_failed,\n"
     "  " TOTAL("drop_no_replacement") " AS drop_no_replacement,\n"
     "  " TOTAL("interrupt_disable_drops") " AS interrupt_disable_drops" EACH_POINT},
    {"causes_by_pool",
     "SELECT " POOL ",\n"
     "  " TOTAL("frames_offered") " AS frames_offered, " TOTAL("frames_dropped") " AS frames_dropped,\n"
     "  " TOTAL("cause_paused") " AS paused,\n"
     "  " TOTAL("cause_dma") " AS dma,\n"
     "  " TOTAL("cause_interrupts_disabled") " AS interrupts_disabled,\n"
     "  " TOTAL("cause_refill_late") " AS refill_late,\n"
     "  " TOTAL("cause_moderation") " AS moderation,\n"
     "  " TOTAL("cause_cpu_late") " AS cpu_late,\n"
     "  " TOTAL("cause_growth_late") " AS growth_late,\n"
     "  " TOTAL("cause_growth_refused") " AS growth_refused,\n"
     "  " TOTAL("cause_held") " AS held,\n"
     "  " TOTAL("cause_protocol_backlog") " AS protocol_backlog,\n"
     "  " TOTAL("cause_lowres_copy") " AS lowres_copy,\n"
     "  " TOTAL("cause_no_replacement") " AS no_replacement,\n"
     "  " TOTAL("cause_too_long") " AS too_long" EACH_POINT},
    {"episodes_by_pool",
     "SELECT " POOL ",\n"
     "  " MEAN("interrupt_disabled_ratio") " AS interrupt_disabled_ratio,\n"
     "  " MEAN("interrupt_disable_episodes") " AS interrupt_disable_episodes,\n"
     "  " MEAN("interrupt_disable_mean_ns") " AS interrupt_disable_mean_ns,\n"
     "  " MEAN("interrupt_disable_p99_ns") " AS interrupt_disable_p99_ns,\n"
     "  " MOST("interrupt_disable_max_ns") " AS interrupt_disable_max_ns,\n"
     "  " TOTAL("interrupt_disable_drops") " AS interrupt_disable_drops" EACH_POINT},
    {"allocations_by_pool",
     "SELECT " POOL ",\n"
     "  " MEAN("allocations_requested") " AS allocations_requested, " MEAN("allocations_completed") " AS "
     "allocations_completed,\n"
     "  " MEAN("allocations_failed") " AS allocations_failed, " MEAN("allocations_late") " AS "
     "allocations_late,\n"
     "  " MEAN("blocks_freed") " AS blocks_freed, " MEAN("grow_shrink_oscillations") " AS "
     "grow_shrink_oscillations" EACH_POINT},
    {"cpu_by_pool",
     "SELECT " POOL ",\n"
     "  " MEAN("cpu_isr_ratio") " AS cpu_isr_ratio, " MEAN("cpu_dpc_ratio") " AS cpu_dpc_ratio,\n"
     "  " MEAN("interrupts_per_s") " AS interrupts_per_s, " MEAN("dpc_over_100_us") " AS dpc_over_100_us,\n"
     "  " MEAN("throughput_fps") " AS throughput_fps" EACH_POINT},
    {"cheapest_lossless",
     "SELECT study.name AS study, " PARAMETER("text", "pool.policy") " AS policy, point.point_id,\n"
     "  " AXES " AS axes, count(run_id) AS runs, " MEAN("pool_bytes_mean") " AS pool_bytes_mean,\n"
     "  " MOST("pool_bytes_peak") " AS pool_bytes_peak, " TOTAL("frames_offered") " AS frames_offered"
     EACH_RUN "\n"
     "GROUP BY point.point_id HAVING " TOTAL("frames_dropped") " = 0 AND min(status = 'ok')\n"
     "ORDER BY study_id, pool_bytes_mean, point.point_id"},
    {"precision_by_point",
     "SELECT study.name AS study, point.point_id, " AXES " AS axes, metric, n, mean, low, high,\n"
     "  CASE WHEN mean <> 0 THEN (high - low) / 2 / abs(mean) END AS relative_half_width, unit\n"
     "FROM estimate JOIN point USING (point_id) JOIN study USING (study_id) JOIN metric ON metric.name = "
     "metric\n"
     "WHERE low IS NOT NULL ORDER BY relative_half_width DESC, point_id, metric_id"},
    {"settings",
     "SELECT study.name AS study, point_id, key, text, value, unit\n"
     "FROM parameter JOIN point USING (point_id) JOIN study USING (study_id)\n"
     "WHERE defaulted = 0 ORDER BY point_id, ordinal"},
    {"differences",
     "SELECT study.name AS study, key, text, value, unit, count(*) AS points\n"
     "FROM parameter JOIN point USING (point_id) JOIN study USING (study_id)\n"
     "WHERE (SELECT count(DISTINCT other.text) FROM parameter AS other JOIN point AS sibling USING "
     "(point_id)\n"
     "  WHERE other.key = parameter.key AND sibling.study_id = study.study_id) > 1\n"
     "GROUP BY study_id, key, text ORDER BY study_id, min(ordinal), value"},
    {"same_outcome",
     "SELECT digest, count(DISTINCT point_id) AS points, group_concat(run_id) AS runs\n"
     "FROM run GROUP BY digest HAVING count(DISTINCT point_id) > 1 ORDER BY min(run_id)"},
    {"violations",
     "SELECT study.name AS study, point.point_id, " AXES " AS axes, rule, violation.severity, count(*) AS runs,\n"
     "  sum(count) AS times, min(first_ps) / 1e3 AS first_ns, title, text, source\n"
     "FROM violation JOIN rule USING (rule) JOIN run USING (run_id) JOIN point USING (point_id)\n"
     "  JOIN study USING (study_id)\n"
     "GROUP BY point.point_id, rule ORDER BY study_id, point.point_id, ordinal"},
    {"failed_runs",
     "SELECT run_id, study.name AS study, " AXES " AS axes, replication, status, story" EACH_RUN "\n"
     "WHERE status <> 'ok' ORDER BY run_id"},
    {"slowest_runs",
     "SELECT run_id, study.name AS study, " AXES " AS axes, replication, wall_ns / 1e9 AS wall_s, events,\n"
     "  CASE WHEN wall_ns > 0 THEN events / (wall_ns / 1e9) END AS events_per_s,\n"
     "  frames_offered" EACH_RUN " JOIN run_clock USING (run_id)\n"
     "ORDER BY wall_ns DESC, run_id"},
    {"episodes_longest",
     "SELECT run_id, study.name AS study, " AXES " AS axes, number, queue, cause,\n"
     "  duration_ps / 1e3 AS duration_ns, start_ps / 1e3 AS start_ns, episode.frames_dropped\n"
     "FROM episode JOIN run USING (run_id) JOIN point USING (point_id) JOIN study USING (study_id)\n"
     "ORDER BY duration_ps IS NOT NULL, duration_ps DESC, run_id, number"},
    {"allocations_slowest",
     "SELECT run_id, study.name AS study, " AXES " AS axes, number, outcome, buffers, bytes,\n"
     "  (completed_ps - requested_ps) / 1e3 AS waited_ns, requested_ps / 1e3 AS requested_ns\n"
     "FROM allocation JOIN run USING (run_id) JOIN point USING (point_id) JOIN study USING (study_id)\n"
     "WHERE NOT synchronous\n"
     "ORDER BY completed_ps IS NOT NULL, completed_ps - requested_ps DESC, run_id, number"},
    {"histogram",
     "SELECT run_id, name, " BUCKET_LOW " AS low_ps,\n"
     "  " BUCKET_HIGH " AS high_ps, count\n"
     "FROM " UNPACKED_HISTOGRAM("buckets") "\n"
     "WHERE count > 0"},
    {"latency_distribution",
     "SELECT run_id, name, low_ps / 1e3 AS low_ns, high_ps / 1e3 AS high_ns, count,\n"
     "  sum(count) OVER later * 1.0 / sum(count) OVER (PARTITION BY run_id, name) AS share_at_least\n"
     "FROM histogram WINDOW later AS (PARTITION BY run_id, name ORDER BY low_ps DESC)\n"
     "ORDER BY run_id, name, low_ps"},
};
/* clang-format on */
enum { VIEWS = sizeof views / sizeof *views };

/* Everything scalar of every run. Only keys with a dot are columns: the others ("name", "seed") are columns
 * already. */
static void results_body(struct text *sql) {
    text_add(sql, "SELECT study.name AS study, run_id, point.point_id, replication, status, seed,\n  " AXES
                  " AS axes");
    const char *const *keys = NULL;
    size_t count = parameter_keys(&keys);
    for (size_t i = 0; i < count; i++) {
        if (strchr(keys[i], '.') == NULL || strpbrk(keys[i], "'\"") != NULL)
            continue;
        text_format(sql,
                    ",\n  (SELECT value FROM parameter WHERE parameter.point_id = point.point_id"
                    " AND parameter.key = '%s') AS \"%s\"",
                    keys[i], keys[i]);
    }
    free((void *)keys);
    for (size_t i = 0; i < METRIC_COUNT; i++)
        text_format(sql, ",\n  \"%s\"", metric_table[i].name);
    text_add(sql, ",\n  digest, model_version, story" EACH_RUN "\nORDER BY run_id");
}

char *store_view_sql(size_t index, const char **name) {
    if (index >= VIEWS)
        return NULL;
    struct text sql = {0};
    text_format(&sql, "CREATE VIEW %s AS\n", views[index].name);
    if (views[index].body != NULL)
        text_add(&sql, views[index].body);
    else
        results_body(&sql);
    *name = views[index].name;
    return text_take(&sql);
}

/* Is the view there as it should be? */
static bool is_current(struct store *store, const char *name, const char *sql) {
    sqlite3_stmt *find = NULL;
    if (sqlite3_prepare_v2(store->db, "SELECT sql FROM sqlite_schema WHERE name = ? AND type = 'view'", -1,
                           &find, NULL) != SQLITE_OK)
        return false;
    bool current = false;
    if (sqlite3_bind_text(find, 1, name, -1, SQLITE_STATIC) == SQLITE_OK &&
        sqlite3_step(find) == SQLITE_ROW) {
        char *stored = store_cell_copy(find, 0);
        current = stored != NULL && strcmp(stored, sql) == 0;
        free(stored);
    }
    (void)sqlite3_finalize(find);
    return current;
}

bool store_views_refresh(struct store *store, struct problems *problems) {
    bool done = true;
    const char *name = NULL;
    for (size_t i = 0; i < VIEWS && done; i++) {
        char *sql = store_view_sql(i, &name);
        if (!is_current(store, name, sql)) {
            struct text both = {0};
            text_format(&both, "DROP VIEW IF EXISTS %s; ", name);
            text_add(&both, sql);
            done = store_execute(store->db, both.at) == SQLITE_OK ||
                   store_fault(store, problems, "create the views");
            text_free(&both);
        }
        free(sql);
    }
    return done;
}
