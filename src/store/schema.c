/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tables, and the check that a file really has them.
 *
 * SQLite keeps the text of each CREATE statement. A database is ours when, for each table, that text is byte
 * for byte what we would write today: one comparison instead of a walk over columns, types, keys and
 * constraints, and no room for a table that only looks like ours (a virtual table, a generated column with a
 * surprise). Other objects in the file are the user's own and are left alone; triggers and views never run on
 * our connection (connect.c).
 *
 * Keys: run_id = point_id * 1000000 + replication, held by a CHECK. With the UNIQUE of a point it makes
 * (study, point, replication, model version) unique without an index of its own: 10,000 small runs are
 * written 8 % faster. Rows of a run live in WITHOUT ROWID tables, clustered by run. */
#include <stdlib.h>
#include <string.h>

#include "store_internal.h"

struct object {
    const char *name;
    const char *sql; /* NULL: made from the table of metrics */
};

static const struct object tables[] = {
    {"metric",
     "CREATE TABLE metric(\n"
     "  metric_id INTEGER PRIMARY KEY, -- the order in which they are listed\n"
     "  name TEXT NOT NULL UNIQUE, -- a column of run\n"
     "  unit TEXT NOT NULL, -- 1: a ratio or a count\n"
     "  kind TEXT NOT NULL CHECK (kind IN ('integer', 'real')),\n"
     "  window TEXT NOT NULL, -- frames: that arrived after the warm-up; time: [warmup, duration); run: all\n"
     "  meaning TEXT NOT NULL,\n"
     "  formula TEXT NOT NULL\n"
     ") STRICT"},
    {"execution", "CREATE TABLE execution( -- a command that wrote here\n"
                  "  execution_id INTEGER PRIMARY KEY,\n"
                  "  started TEXT NOT NULL, -- UTC\n"
                  "  ended TEXT, -- UTC; NULL: still at work, or killed\n"
                  "  program TEXT NOT NULL, -- version of rxpool\n"
                  "  model_version INTEGER NOT NULL,\n"
                  "  compiler TEXT NOT NULL,\n"
                  "  libraries TEXT NOT NULL, -- JSON object: name, version\n"
                  "  machine TEXT NOT NULL,\n"
                  "  processors INTEGER,\n"
                  "  directory TEXT, -- relative paths start here\n"
                  "  argv TEXT NOT NULL -- JSON array\n"
                  ") STRICT"},
    {"study",
     "CREATE TABLE study( -- a scenario with the overrides of the command line, without its sweep\n"
     "  study_id INTEGER PRIMARY KEY,\n"
     "  name TEXT NOT NULL,\n"
     "  description TEXT,\n"
     "  path TEXT NOT NULL, -- of the scenario, as given\n"
     "  scenario ANY NOT NULL CHECK (typeof(scenario) IN ('text', 'blob')), -- the file, byte for byte\n"
     "  scenario_hash TEXT NOT NULL, -- XXH3-128\n"
     "  canonical TEXT NOT NULL, -- every key in canonical units, of the base configuration\n"
     "  canonical_hash TEXT NOT NULL,\n"
     "  UNIQUE (name, canonical_hash)\n"
     ") STRICT"},
    {"point", "CREATE TABLE point( -- one configuration of a study\n"
              "  point_id INTEGER PRIMARY KEY CHECK (point_id BETWEEN 1 AND 9000000000000),\n"
              "  study_id INTEGER NOT NULL REFERENCES study(study_id),\n"
              "  model_version INTEGER NOT NULL,\n"
              "  config_hash TEXT NOT NULL, -- XXH3-128 of canonical\n"
              "  canonical TEXT NOT NULL, -- a scenario by itself\n"
              "  UNIQUE (study_id, config_hash, model_version)\n"
              ") STRICT"},
    {"point_axis", "CREATE TABLE point_axis( -- what set the point apart in the sweep\n"
                   "  point_id INTEGER NOT NULL REFERENCES point(point_id),\n"
                   "  ordinal INTEGER NOT NULL, -- the first axis is 0\n"
                   "  key TEXT NOT NULL,\n"
                   "  value TEXT NOT NULL, -- as written in the sweep\n"
                   "  PRIMARY KEY (point_id, key)\n"
                   ") STRICT, WITHOUT ROWID"},
    {"parameter", "CREATE TABLE parameter( -- every parameter of a point\n"
                  "  point_id INTEGER NOT NULL REFERENCES point(point_id),\n"
                  "  key TEXT NOT NULL,\n"
                  "  value ANY NOT NULL, -- INTEGER or REAL in unit, else TEXT\n"
                  "  unit TEXT NOT NULL, -- '': none\n"
                  "  text TEXT NOT NULL, -- canonical, as a scenario says it\n"
                  "  defaulted INTEGER NOT NULL, -- 1: the scenario does not mention it\n"
                  "  ordinal INTEGER NOT NULL, -- the order in which they are listed\n"
                  "  PRIMARY KEY (point_id, key)\n"
                  ") STRICT, WITHOUT ROWID"},
    {"run", NULL},
    {"run_clock",
     "CREATE TABLE run_clock( -- what depends on the clock, the machine or the version of the engine\n"
     "  run_id INTEGER PRIMARY KEY REFERENCES run(run_id),\n"
     "  execution_id INTEGER REFERENCES execution(execution_id),\n"
     "  wall_ns INTEGER NOT NULL, -- ns\n"
     "  events INTEGER NOT NULL -- events dispatched\n"
     ") STRICT"},
    {"episode", "CREATE TABLE episode( -- receive interrupts disabled for want of buffers\n"
                "  run_id INTEGER NOT NULL REFERENCES run(run_id),\n"
                "  number INTEGER NOT NULL, -- from 1, in order of start\n"
                "  queue INTEGER NOT NULL,\n"
                "  cause TEXT NOT NULL CHECK (cause IN ('limit', 'growth_pending', 'growth_refused')),\n"
                "  start_ps INTEGER NOT NULL, -- ps\n"
                "  end_ps INTEGER, -- ps; NULL: open when the run ended\n"
                "  frames_dropped INTEGER NOT NULL, -- frame\n"
                "  duration_ps INTEGER GENERATED ALWAYS AS (end_ps - start_ps) VIRTUAL, -- ps\n"
                "  PRIMARY KEY (run_id, number)\n"
                ") STRICT, WITHOUT ROWID"},
    {"allocation", "CREATE TABLE allocation( -- a request for a block of shared memory\n"
                   "  run_id INTEGER NOT NULL REFERENCES run(run_id),\n"
                   "  number INTEGER NOT NULL, -- from 1\n"
                   "  synchronous INTEGER NOT NULL, -- 1: of initialisation\n"
                   "  outcome TEXT NOT NULL CHECK (outcome IN"
                   " ('pending', 'done', 'no_memory', 'fragmented', 'failed', 'no_nonpaged', 'not_tried')),\n"
                   "  buffers INTEGER NOT NULL, -- buffer\n"
                   "  bytes INTEGER NOT NULL, -- B, whole pages\n"
                   "  requested_ps INTEGER NOT NULL, -- ps\n"
                   "  started_ps INTEGER, -- ps; NULL: no worker took it up\n"
                   "  completed_ps INTEGER, -- ps; NULL: not answered\n"
                   "  freed_ps INTEGER, -- ps; NULL: held to the end\n"
                   "  PRIMARY KEY (run_id, number)\n"
                   ") STRICT, WITHOUT ROWID"},
    {"series", "CREATE TABLE series( -- the state every time.sample, after all events of the instant\n"
               "  run_id INTEGER NOT NULL REFERENCES run(run_id),\n"
               "  time_ps INTEGER NOT NULL, -- ps\n"
               "  ready INTEGER NOT NULL, -- buffer\n"
               "  free INTEGER NOT NULL, -- buffer\n"
               "  posted INTEGER NOT NULL, -- buffer\n"
               "  filled INTEGER NOT NULL, -- buffer, those in DMA too\n"
               "  indicated INTEGER NOT NULL, -- buffer\n"
               "  total INTEGER NOT NULL, -- buffer\n"
               "  pending INTEGER NOT NULL, -- allocation requests\n"
               "  disabled INTEGER NOT NULL, -- queues in an episode\n"
               "  pool_bytes INTEGER NOT NULL, -- B\n"
               "  frames_offered INTEGER NOT NULL, -- frame, since the start\n"
               "  frames_delivered INTEGER NOT NULL, -- frame, since the start\n"
               "  frames_dropped INTEGER NOT NULL, -- frame, since the start\n"
               "  PRIMARY KEY (run_id, time_ps)\n"
               ") STRICT, WITHOUT ROWID"},
    {"rule", "CREATE TABLE rule( -- the contract between a driver and NDIS\n"
             "  rule TEXT PRIMARY KEY, -- R1 ...\n"
             "  ordinal INTEGER NOT NULL,\n"
             "  severity TEXT NOT NULL CHECK (severity IN"
             " ('bug_check', 'documented', 'inferred', 'guidance')),\n"
             "  title TEXT NOT NULL,\n"
             "  text TEXT NOT NULL,\n"
             "  source TEXT NOT NULL,\n"
             "  unchecked TEXT -- why no run can tell; NULL: runs check it\n"
             ") STRICT, WITHOUT ROWID"},
    {"violation", "CREATE TABLE violation( -- a rule of the contract that a run broke\n"
                  "  run_id INTEGER NOT NULL REFERENCES run(run_id),\n"
                  "  rule TEXT NOT NULL REFERENCES rule(rule),\n"
                  "  severity TEXT NOT NULL CHECK (severity IN"
                  " ('bug_check', 'documented', 'inferred', 'guidance')),\n"
                  "  count INTEGER NOT NULL CHECK (count > 0), -- times\n"
                  "  first_ps INTEGER NOT NULL, -- ps\n"
                  "  queue INTEGER, -- of the first time; NULL: of none in particular\n"
                  "  context TEXT NOT NULL, -- what happened the first time\n"
                  "  PRIMARY KEY (run_id, rule)\n"
                  ") STRICT, WITHOUT ROWID"},
    {"packed_histogram", "CREATE TABLE packed_histogram( -- the view 'histogram' has a row for each bucket\n"
                         "  run_id INTEGER NOT NULL REFERENCES run(run_id),\n"
                         "  name TEXT NOT NULL, -- latency, return, interrupt_disable\n"
                         "  buckets TEXT NOT NULL, -- JSON: number of a bucket, counts from there on\n"
                         "  PRIMARY KEY (run_id, name)\n"
                         ") STRICT, WITHOUT ROWID"},
    {"estimate",
     "CREATE TABLE estimate( -- over the runs of a point; gone when another run is added, until made again\n"
     "  point_id INTEGER NOT NULL REFERENCES point(point_id),\n"
     "  metric TEXT NOT NULL REFERENCES metric(name),\n"
     "  n INTEGER NOT NULL, -- runs that give the metric a value\n"
     "  mean REAL NOT NULL,\n"
     "  sd REAL NOT NULL, -- of one run\n"
     "  low REAL, -- Student-t interval of the mean; NULL: none can be given\n"
     "  high REAL,\n"
     "  confidence REAL NOT NULL,\n"
     "  PRIMARY KEY (point_id, metric)\n"
     ") STRICT, WITHOUT ROWID"},
};
enum { TABLES = sizeof tables / sizeof *tables };

/* One wide row for a run: a column for every metric, its unit beside it. */
static void run_table(struct text *sql) {
    text_add(
        sql,
        "CREATE TABLE run(\n"
        "  run_id INTEGER PRIMARY KEY CHECK (run_id = point_id * 1000000 + replication),\n"
        "  point_id INTEGER NOT NULL REFERENCES point(point_id),\n"
        "  replication INTEGER NOT NULL CHECK (replication BETWEEN 0 AND 999999),\n"
        "  status TEXT NOT NULL CHECK (status IN ('ok', 'init_failed', 'starved', 'failed', 'timeout')),\n"
        "  seed TEXT NOT NULL, -- 0x and 16 hexadecimal digits\n"
        "  digest TEXT NOT NULL, -- 32 hexadecimal digits\n");
    for (size_t i = 0; i < METRIC_COUNT; i++) {
        const char *type = metric_table[i].kind == METRIC_INTEGER ? "INTEGER" : "REAL";
        text_format(sql, "  \"%s\" %s, -- %s\n", metric_table[i].name, type, metric_table[i].unit);
    }
    text_add(sql, "  episodes_left_out INTEGER NOT NULL, -- rows of episode that were not kept\n"
                  "  allocations_left_out INTEGER NOT NULL,\n"
                  "  story TEXT -- why the status is not ok\n"
                  ") STRICT");
}

static char *table_sql(const struct object *table) {
    struct text sql = {0};
    if (table->sql != NULL)
        text_add(&sql, table->sql);
    else
        run_table(&sql);
    return text_take(&sql);
}

static bool fill_metrics(struct store *store, struct problems *problems) {
    sqlite3_stmt *statement = NULL;
    if (sqlite3_prepare_v2(store->db, "INSERT INTO metric VALUES (?, ?, ?, ?, ?, ?, ?)", -1, &statement,
                           NULL) != SQLITE_OK)
        return store_fault(store, problems, "describe the metrics");
    bool done = true;
    for (size_t i = 0; i < METRIC_COUNT && done; i++) {
        const struct metric_row *metric = &metric_table[i];
        struct row row = row_begin(statement);
        row_integer(&row, (int64_t)i + 1);
        row_text(&row, metric->name);
        row_text(&row, metric->unit);
        row_text(&row, metric->kind == METRIC_INTEGER ? "integer" : "real");
        row_text(&row, metric->window);
        row_text(&row, metric->meaning);
        row_text(&row, metric->formula);
        done = row_write(store, &row, problems, "describe the metrics");
    }
    (void)sqlite3_finalize(statement);
    return done;
}

static bool fill_rules(struct store *store, struct problems *problems) {
    sqlite3_stmt *statement = NULL;
    if (sqlite3_prepare_v2(store->db, "INSERT INTO rule VALUES (?, ?, ?, ?, ?, ?, ?)", -1, &statement,
                           NULL) != SQLITE_OK)
        return store_fault(store, problems, "describe the rules");
    bool done = true;
    for (size_t i = 0; i < RULE_COUNT && done; i++) {
        const struct ndis_rule_row *rule = &ndis_rule_table[i];
        struct row row = row_begin(statement);
        row_text(&row, rule->id);
        row_integer(&row, (int64_t)i + 1);
        row_text(&row, rule_severity_text(rule->severity));
        row_text(&row, rule->title);
        row_text(&row, rule->text);
        row_text(&row, rule->source);
        row_text(&row, rule->unchecked);
        done = row_write(store, &row, problems, "describe the rules");
    }
    (void)sqlite3_finalize(statement);
    return done;
}

static bool create_all(struct store *store, struct problems *problems) {
    for (size_t i = 0; i < TABLES; i++) {
        char *sql = table_sql(&tables[i]);
        int result = store_execute(store->db, sql);
        free(sql);
        if (result != SQLITE_OK)
            return store_fault(store, problems, "create the tables");
    }
    struct text marks = {0};
    text_format(&marks, "PRAGMA application_id = %d; PRAGMA user_version = %d", STORE_APPLICATION_ID,
                STORE_SCHEMA_VERSION);
    int result = store_execute(store->db, marks.at);
    text_free(&marks);
    if (result != SQLITE_OK)
        return store_fault(store, problems, "create the tables");
    return fill_metrics(store, problems) && fill_rules(store, problems) &&
           store_views_refresh(store, problems);
}

bool store_schema_create(struct store *store, struct problems *problems) {
    if (store_execute(store->db, "BEGIN IMMEDIATE") != SQLITE_OK)
        return store_fault(store, problems, "create the tables");
    bool done = create_all(store, problems);
    if (done && store_execute(store->db, "COMMIT") != SQLITE_OK)
        done = store_fault(store, problems, "create the tables");
    if (!done && sqlite3_get_autocommit(store->db) == 0)
        (void)store_execute(store->db, "ROLLBACK");
    return done;
}

/* 1 the same, 0 another one, -1 no such table; problems of SQLite are reported. */
static int compare_table(struct store *store, sqlite3_stmt *find, const struct object *table) {
    (void)sqlite3_reset(find);
    if (sqlite3_bind_text(find, 1, table->name, -1, SQLITE_STATIC) != SQLITE_OK ||
        sqlite3_step(find) != SQLITE_ROW)
        return -1;
    char *stored = store_cell_copy(find, 0);
    char *ours = table_sql(table);
    int same = stored != NULL && strcmp(stored, ours) == 0;
    free(stored);
    free(ours);
    (void)store;
    return same;
}

bool store_schema_check(struct store *store, struct problems *problems) {
    sqlite3_stmt *find = NULL;
    if (sqlite3_prepare_v2(store->db, "SELECT sql FROM sqlite_schema WHERE name = ? AND type = 'table'", -1,
                           &find, NULL) != SQLITE_OK)
        return store_fault(store, problems, "read");
    bool ours = true;
    for (size_t i = 0; i < TABLES && ours; i++) {
        int same = compare_table(store, find, &tables[i]);
        ours = same == 1;
        if (!ours)
            store_problem(problems, store->path, EXIT_DATA,
                          "use the rxpool that wrote it, or start a new database with -o",
                          same == 0 ? "the table '%s' is not the one this version of rxpool makes"
                                    : "the table '%s' is missing: not a whole rxpool database",
                          tables[i].name);
    }
    (void)sqlite3_finalize(find);
    return ours;
}
