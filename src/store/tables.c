/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The queries of the reports: one row for every value of enum store_table.
 *
 * They read tables, never views: views are for people, and a database that came from elsewhere may hold views
 * of its own making under our names. ?1 is the argument, 0 for everything. Rows come in an order that is
 * spelled out, so two databases with the same runs give the same text. Columns may be added at the end, never
 * renamed: readers find them by name. A condition on `?1 = 0 OR id = ?1` would hide the index, so a study or
 * run is asked for as a range. */
#include "store_internal.h"

/* The points of the study asked for. */
#define IN_STUDY "(?1 = 0 OR point.study_id = ?1)"
/* The runs asked for: a range of the key, all of it for 0. */
#define IN_RUN "run_id BETWEEN iif(?1 = 0, 1, ?1) AND iif(?1 = 0, 9223372036854775807, ?1)"
#define IN_POINT "point_id BETWEEN iif(?1 = 0, 1, ?1) AND iif(?1 = 0, 9223372036854775807, ?1)"
#define RUNS_OF_POINT "run_id BETWEEN point.point_id * 1000000 AND point.point_id * 1000000 + 999999"

/* The keys a study's points were set apart by, with the place each had in its design. */
#define STUDY_AXES                                                                                           \
    "SELECT point.study_id, axis.key, min(axis.ordinal) AS ordinal"                                          \
    " FROM point JOIN point_axis AS axis USING (point_id)"                                                   \
    " WHERE " IN_STUDY " GROUP BY point.study_id, axis.key"

/* What a point has under such a key: the parameter, or the text of the design where no parameter has that
 * name. */
#define AXIS_VALUES                                                                                          \
    "SELECT point.study_id, point.point_id, study_axis.ordinal, study_axis.key,"                             \
    " coalesce(parameter.value, axis.value) AS value, coalesce(parameter.text, axis.value) AS text,"         \
    " coalesce(parameter.unit, '') AS unit"                                                                  \
    " FROM study_axis JOIN point ON point.study_id = study_axis.study_id"                                    \
    " LEFT JOIN parameter ON parameter.point_id = point.point_id AND parameter.key = study_axis.key"         \
    " LEFT JOIN point_axis AS axis ON axis.point_id = point.point_id AND axis.key = study_axis.key"          \
    " WHERE coalesce(parameter.text, axis.value) IS NOT NULL"

#define IS_NUMBER(expression) "typeof(" expression ") IN ('integer', 'real')"

/* "pool.initial=64, pool.policy=static" */
#define AXES_TEXT                                                                                            \
    "(SELECT group_concat(key || '=' || value, ', ')"                                                        \
    " FROM (SELECT key, value FROM point_axis WHERE point_axis.point_id = point.point_id ORDER BY ordinal))"

#define MEAN(column)                                                                                         \
    "avg(CASE WHEN status NOT IN ('failed', 'timeout') THEN \"" column "\" END) AS \"" column "\""

/* JSON of a length that we may have written: what it grows to is bounded. The rest of what a stranger may
 * have put there becomes a blob, which is not taken from any cell (table.c). */
#define SANE_JSON "iif(length(CAST(buckets AS BLOB)) <= " STORE_PACKED_MOST ", buckets, 'too long')"

/* clang-format off */
static const char *const queries[] = {
    [TABLE_STUDIES] =
        "SELECT study_id, name, count(DISTINCT point.point_id) AS points, count(run_id) AS runs, "
        "description, path, min(point.model_version) AS model_version, max(point.model_version) AS "
        "last_model_version FROM study LEFT JOIN point USING (study_id) LEFT JOIN run USING (point_id) "
        "WHERE ?1 = 0 OR study_id = ?1 GROUP BY study_id "
        "ORDER BY study_id",
    [TABLE_POINTS] =
        "SELECT point.point_id, study.name AS study, " AXES_TEXT " AS axes, count(run_id) AS runs, "
        MEAN("loss_ratio") ", " MEAN("goodput_bps") ", " MEAN("throughput_fps") ", " MEAN("pool_bytes_mean")
        ", max(pool_bytes_peak) AS pool_bytes_peak, " MEAN("interrupt_disabled_ratio") ", "
        MEAN("interrupt_disable_episodes") ", " MEAN("latency_p99_ns") ", coalesce(sum(status = "
        "'init_failed'), 0) AS init_failed, coalesce(sum(status IN ('failed', 'timeout')), 0) AS failed, "
        "coalesce(sum(status = 'starved'), 0) AS starved, point.study_id, model_version, config_hash "
        "FROM point JOIN study USING (study_id) LEFT JOIN run ON " RUNS_OF_POINT " "
        "WHERE " IN_STUDY " GROUP BY point.point_id "
        "ORDER BY point.point_id",
    [TABLE_AXES] =
        "WITH study_axis AS (" STUDY_AXES "), axis_value AS (" AXIS_VALUES ") SELECT key, count(DISTINCT "
        "text) AS distinct_values, min(" IS_NUMBER("value") ") AS is_numeric, max(unit) AS unit, study_id, "
        "ordinal FROM axis_value GROUP BY study_id, key "
        "HAVING count(DISTINCT text) > 1 ORDER BY study_id, ordinal, key",
    [TABLE_CURVE] =
        "WITH study_axis AS (" STUDY_AXES "), axis_value AS (" AXIS_VALUES "), varying AS (SELECT "
        "study_id, key FROM axis_value GROUP BY study_id, key "
        "HAVING count(DISTINCT text) > 1) SELECT point_id, key, text, CASE WHEN " IS_NUMBER("value") " "
        "THEN value END AS number, unit, study_id, ordinal "
        "FROM axis_value JOIN varying USING (study_id, key) "
        "ORDER BY point_id, ordinal, key",
    [TABLE_ESTIMATES] =
        "SELECT point_id, metric, n, mean, sd, low, high, metric.unit AS unit, confidence, study_id "
        "FROM point JOIN estimate USING (point_id) JOIN metric ON metric.name = estimate.metric "
        "WHERE " IN_STUDY " ORDER BY point_id, metric_id",
    [TABLE_RUNS] =
        "SELECT run.*, study.name AS study, study.study_id AS study_id, point.model_version AS "
        "model_version, " AXES_TEXT " AS axes, wall_ns, events, execution_id "
        "FROM run JOIN point USING (point_id) JOIN study USING (study_id) LEFT JOIN run_clock USING "
        "(run_id) WHERE run." IN_RUN " ORDER BY run_id",
    [TABLE_METRICS] = NULL, /* a column of a run each: made from the table of metrics */
    [TABLE_EPISODES] =
        "SELECT run_id, number, queue, cause, start_ps, end_ps, duration_ps, frames_dropped "
        "FROM episode WHERE " IN_RUN " ORDER BY run_id, number",
    [TABLE_ALLOCATIONS] =
        "SELECT run_id, number, synchronous, outcome, buffers, bytes, requested_ps, started_ps, "
        "completed_ps, freed_ps FROM allocation WHERE " IN_RUN " "
        "ORDER BY run_id, number",
    [TABLE_VIOLATIONS] =
        "SELECT run_id, rule, severity, count, first_ps, queue, context "
        "FROM violation WHERE " IN_RUN " ORDER BY run_id, length(rule), rule",
    [TABLE_SERIES] =
        "SELECT run_id, time_ps, ready, free, posted, filled, indicated, total, pending, disabled, "
        "pool_bytes, frames_offered, frames_delivered, frames_dropped "
        "FROM series WHERE " IN_RUN " ORDER BY run_id, time_ps",
    [TABLE_HISTOGRAM] =
        "SELECT name, iif(bucket BETWEEN 0 AND " STORE_LAST_BUCKET ", " BUCKET_LOW ", x'') AS low_ps, "
        BUCKET_HIGH " AS high_ps, iif(typeof(count) = 'integer' AND count > 0, count, x'') AS count, run_id "
        "FROM " UNPACKED_HISTOGRAM(SANE_JSON) " WHERE " IN_RUN " AND count IS NOT 0 "
        "ORDER BY run_id, name, low_ps",
    [TABLE_PARAMETERS] =
        "SELECT point_id, key, text, CASE WHEN " IS_NUMBER("value") " THEN value END AS number, unit, "
        "defaulted, ordinal FROM parameter WHERE " IN_POINT " "
        "ORDER BY point_id, ordinal",
    [TABLE_CLOCKS] =
        "SELECT point_id, 1.0 * wall_ns / frames_offered AS ns_per_frame "
        "FROM point JOIN run USING (point_id) JOIN run_clock USING (run_id) WHERE " IN_STUDY " AND "
        "frames_offered > 0 AND status IN ('ok', 'starved') ORDER BY point_id, ns_per_frame, run_id",
    [TABLE_EXECUTIONS] =
        "SELECT execution_id, started, ended, program, model_version, compiler, libraries, machine, "
        "processors, directory, argv, (SELECT count(*) "
        "FROM run_clock WHERE run_clock.execution_id = execution.execution_id) AS runs, (SELECT "
        "sum(wall_ns) FROM run_clock WHERE run_clock.execution_id = execution.execution_id) AS wall_ns "
        "FROM execution WHERE ?1 = 0 OR execution_id = ?1 "
        "ORDER BY execution_id",
};
/* clang-format on */

/* One row for every metric of a run, in the order of the table of metrics. */
static void metrics_query(struct text *sql) {
    for (size_t i = 0; i < METRIC_COUNT; i++) {
        text_add(sql, i == 0 ? "" : " UNION ALL ");
        text_format(
            sql,
            "SELECT '%s' AS metric, +\"%s\" AS value, '%s' AS unit, run_id, %zu AS ordinal FROM run WHERE ",
            metric_table[i].name, metric_table[i].name, metric_table[i].unit, i);
        text_add(sql, IN_RUN);
    }
    text_add(sql, " ORDER BY run_id, ordinal");
}

char *store_table_query(enum store_table which) {
    ensure((size_t)which < sizeof queries / sizeof *queries);
    struct text sql = {0};
    if (queries[which] != NULL)
        text_add(&sql, queries[which]);
    else
        metrics_query(&sql);
    return text_take(&sql);
}
