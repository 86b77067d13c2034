/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The option table and the walk over the command line.
 *
 * getopt_long does the splitting (clusters, `--`, operands between options). It would also complete
 * abbreviated names, so every long option it recognises is compared with the word on the command line again;
 * and its own messages are off, because ours name the command and the nearest option. */
#include "options.h"

#include <getopt.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ensure.h"

#define BIT(command) (1u << COMMAND_##command)
#define RUNS (BIT(RUN) | BIT(SWEEP))
#define LOGS (RUNS | BIT(SIZE))
#define EVERY ((1u << COMMAND_COUNT) - 1u)

enum option_type { OPTION_FLAG, OPTION_TEXT, OPTION_LIST, OPTION_TEXTS, OPTION_NUMBER };

struct option_row {
    uint32_t commands;
    char letter; /* 0: none */
    enum option_type type;
    const char *name, *argument, *help; /* %: a new line of the help text */
    size_t at;                          /* in struct options */
    uint64_t low, high;                 /* of a number */
};

#define AT(member) offsetof(struct options, member)

/* clang-format off */
static const struct option_row rows[] = {
    {LOGS, 's', OPTION_LIST, "set", "KEY=VALUE", "set a key of the scenario; may be repeated", AT(set), 0, 0},
    {BIT(CHECK) | BIT(THEORY), 's', OPTION_LIST, "set", "KEY=VALUE", "set a key of the scenario; may be repeated", AT(set), 0, 0},
    {BIT(SWEEP), 'P', OPTION_LIST, "axis", "KEY=SPEC", "vary a key: 1,2,5 Gbit/s | 64..8192:log2 | 1..10:lin/10 |%1us..1ms:log/13 | static,watermark; several make a grid", AT(axes), 0, 0},
    {BIT(CHECK), 'P', OPTION_LIST, "axis", "KEY=SPEC", "vary a key, as sweep -P does", AT(axes), 0, 0},
    {RUNS | BIT(THEORY), 'n', OPTION_NUMBER, "replications", "N", "runs of each point (the scenario's replications.min)", AT(replications), 1, 1000000},
    {RUNS, 0, OPTION_TEXT, "precision", "SHARE", "as many runs as make half the interval at most this share of the%mean, as 0.02; -n is then the fewest (10)", AT(precision), 0, 0},
    {RUNS, 0, OPTION_TEXT, "metric", "NAMES", "precise in these metrics (the scenario's replications.metric)", AT(metric), 0, 0},
    {RUNS, 0, OPTION_NUMBER, "most", "N", "with a precision, at most so many runs (the scenario's replications.max)", AT(most), 2, 1000000},
    {RUNS, 0, OPTION_TEXT, "confidence", "SHARE", "how often an interval holds the truth (the scenario's replications.confidence)", AT(confidence), 0, 0},
    {BIT(SIZE), 0, OPTION_TEXT, "max-loss", "X", "goal: a loss_ratio of at most X, as 1e-6", AT(max_loss), 0, 0},
    {BIT(SIZE), 0, OPTION_TEXT, "max-episodes", "N", "goal: at most N interrupt-disable episodes in a simulated second", AT(max_episodes), 0, 0},
    {BIT(SIZE), 0, OPTION_TEXT, "max-latency", "TIME", "goal: a latency_p99_ns of at most TIME in the mean of the runs", AT(max_latency), 0, 0},
    {BIT(SIZE), 0, OPTION_TEXTS, "of", "KEY", "the key that is searched for (pool.initial); of several the last,%for all values of the others", AT(of), 0, 0},
    {BIT(SIZE), 0, OPTION_TEXTS, "range", "LO..HI", "where: the first --range is of the first --of, and so on (1..65536)", AT(range), 0, 0},
    {BIT(SIZE), 0, OPTION_TEXT, "policies", "LIST", "all policies or those named, each with its own search, in one table", AT(policy_list), 0, 0},
    {BIT(SIZE), 'n', OPTION_NUMBER, "replications", "N", "most runs of a candidate (64)", AT(replications), 2, 1000000},
    {BIT(COMPARE), 0, OPTION_TEXT, "by", "KEY", "one database: compare the values of this key (pool.policy) with the first", AT(by), 0, 0},
    {BIT(COMPARE), 0, OPTION_TEXTS, "metric", "M", "compare this metric, or all; may be repeated", AT(metrics), 0, 0},
    {BIT(COMPARE), 0, OPTION_TEXTS, "fail-if", "EXPR", "exit code 1 when it holds: as 'loss_ratio > 0.01'; may be repeated", AT(fail_if), 0, 0},
    {BIT(COMPARE), 0, OPTION_NUMBER, "study", "N", "of that study (the last one)", AT(study), 1, INT64_MAX},
    {BIT(SIZE) | BIT(COMPARE), 0, OPTION_TEXT, "confidence", "P", "of the bounds (0.95)", AT(confidence), 0, 0},
    {LOGS | BIT(THEORY), 0, OPTION_TEXT, "seed", "N", "seed of the random numbers, instead of the scenario's", AT(seed), 0, 0},
    {LOGS, 'o', OPTION_TEXT, "output", "DB", "database that logs every run (rxpool.db)", AT(output), 0, 0},
    {BIT(RUN), 0, OPTION_FLAG, "no-db", NULL, "log nothing: the result is shown and forgotten", AT(no_database), 0, 0},
    {LOGS | BIT(THEORY) | BIT(VERIFY), 'j', OPTION_NUMBER, "jobs", "N", "worker threads (one per processor)", AT(jobs), 1, 1024},
    {LOGS | BIT(THEORY) | BIT(VERIFY), 0, OPTION_TEXT, "timeout", "TIME", "give a run up after so much wall-clock time, as 30 s or 30", AT(timeout), 0, 0},
    {LOGS | BIT(THEORY) | BIT(VERIFY), 0, OPTION_TEXT, "progress", "HOW", "auto, bar, lines, json or none (auto), on standard error", AT(progress), 0, 0},
    {LOGS, 0, OPTION_FLAG, "strict", NULL, "exit code 1 when a run broke a rule of the contract with NDIS", AT(strict), 0, 0},
    {BIT(SWEEP), 0, OPTION_FLAG, "dry-run", NULL, "print the points, measure how long they would take, run nothing", AT(dry_run), 0, 0},
    {BIT(RUN), 0, OPTION_FLAG, "rare", NULL, "estimate a rare loss by splitting: docs/rare.md; nothing is logged", AT(rare), 0, 0},
    {BIT(RUN) | BIT(SIZE) | BIT(COMPARE) | BIT(THEORY), 0, OPTION_FLAG, "json", NULL, "print one JSON document and nothing else, also on failure", AT(json), 0, 0},
    {BIT(VERIFY), 0, OPTION_FLAG, "policies", NULL, "load the shared objects the database names: they are code", AT(policies), 0, 0},
    {BIT(EXPORT), 0, OPTION_FLAG, "csv", NULL, "a table, one line a run", AT(csv), 0, 0},
    {BIT(EXPORT), 0, OPTION_FLAG, "json", NULL, "one JSON document", AT(json), 0, 0},
    {BIT(EXPORT), 0, OPTION_FLAG, "ndjson", NULL, "one JSON object a line and run", AT(ndjson), 0, 0},
    {BIT(PLOT), 't', OPTION_TEXT, "terminal", "TYPE", "svg, png, pdf, or term: in this terminal", AT(terminal), 0, 0},
    {BIT(PLOT), 'o', OPTION_TEXT, "output", "FILE", "where to (KIND.TYPE; standard output for term)", AT(output), 0, 0},
    {BIT(PLOT), 0, OPTION_TEXT, "keep", "DIR", "keep the data and the gnuplot script there", AT(keep), 0, 0},
    {BIT(PLOT), 0, OPTION_NUMBER, "study", "N", "of that study (the last one)", AT(study), 1, INT64_MAX},
    {BIT(PLOT), 0, OPTION_NUMBER, "run", "N", "timeline, episodes: of that run (the first with something to show)", AT(run), 1, INT64_MAX},
    {BIT(PLOT), 0, OPTION_TEXT, "by", "KEY", "delta: compare the values of this key (pool.policy) with the first", AT(by), 0, 0},
    {BIT(PLOT), 0, OPTION_TEXT, "with", "DB", "delta: compare with that database instead", AT(with), 0, 0},
    {BIT(PLOT), 0, OPTION_TEXT, "metric", "M", "delta: of this metric (loss_ratio)", AT(plot_metric), 0, 0},
    {BIT(EXPORT) | BIT(NEW), 'o', OPTION_TEXT, "output", "FILE", "where to (standard output)", AT(output), 0, 0},
    {BIT(SHOW), 0, OPTION_TEXT, "counters", "DRIVER", "the run in the counters of a driver: intel, mlx5, dpdk, netkvm", AT(counters), 0, 0},
    {BIT(SHOW), 0, OPTION_FLAG, "json", NULL, "all studies as one JSON document", AT(json), 0, 0},
    {BIT(NEW), 0, OPTION_TEXT, "preset", "NAME", "begin with what a real driver does: rxpool explain presets", AT(preset), 0, 0},
    {BIT(NEW), 0, OPTION_FLAG, "force", NULL, "replace FILE when it is there", AT(force), 0, 0},
    {EVERY, 'h', OPTION_FLAG, "help", NULL, "say what the command does", AT(help), 0, 0},
};
/* clang-format on */

enum { ROWS = sizeof rows / sizeof *rows, LONG_BASE = 256 };

struct walk {
    struct options *options;
    const char *program; /* "rxpool run" */
    struct problems *problems;
    const struct option_row *row[ROWS]; /* of the command */
    size_t rows;
    struct option longs[ROWS + 1];
    char shorts[2 * ROWS + 2];
};

static void wrong(struct walk *walk, const char *hint, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void wrong(struct walk *walk, const char *hint, const char *format, ...) {
    char message[512];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    struct mark mark = {.file = walk->program};
    walk->problems->exit_code = 64;
    problems_add(walk->problems, PROBLEM_ERROR, mark, NULL, hint, "%s", message);
}

static void prepare(struct walk *walk, enum command_id command) {
    size_t letter = 0;
    walk->shorts[letter++] = ':'; /* a missing argument is told apart from an unknown option */
    for (size_t i = 0; i < ROWS; i++) {
        if ((rows[i].commands & 1u << command) == 0)
            continue;
        int has_argument = rows[i].type == OPTION_FLAG ? no_argument : required_argument;
        walk->longs[walk->rows] =
            (struct option){rows[i].name, has_argument, NULL, LONG_BASE + (int)walk->rows};
        walk->row[walk->rows++] = &rows[i];
        if (rows[i].letter == 0)
            continue;
        walk->shorts[letter++] = rows[i].letter;
        if (has_argument == required_argument)
            walk->shorts[letter++] = ':';
    }
}

bool number_parse(const char *text, uint64_t low, uint64_t high, uint64_t *number) {
    uint64_t value = 0;
    if (*text == '\0')
        return false;
    for (; *text != '\0'; text++) {
        if (*text < '0' || *text > '9' || __builtin_mul_overflow(value, 10u, &value) ||
            __builtin_add_overflow(value, (uint64_t)(*text - '0'), &value))
            return false;
    }
    *number = value;
    return value >= low && value <= high;
}

static void take_assignment(struct walk *walk, const struct option_row *row, struct option_list *list,
                            const char *value) {
    const char *equals = strchr(value, '=');
    if (equals == NULL)
        wrong(walk, "write the key, '=' and the value as one word, in quotes when it has blanks",
              "-%c takes %s, not '%s'", row->letter, row->argument, value);
    else if (equals == value)
        wrong(walk, NULL, "-%c takes %s; the key is missing in '%s'", row->letter, row->argument, value);
    list->item[list->count++] = value;
}

static void take(struct walk *walk, const struct option_row *row, const char *value) {
    void *at = (char *)walk->options + row->at;
    switch (row->type) {
    case OPTION_FLAG:
        *(bool *)at = true;
        break;
    case OPTION_TEXT:
        *(const char **)at = value;
        if (*value == '\0')
            wrong(walk, NULL, "--%s needs a value, and this one is empty", row->name);
        break;
    case OPTION_LIST:
        take_assignment(walk, row, at, value);
        break;
    case OPTION_TEXTS: {
        struct option_list *list = at;
        list->item[list->count++] = value;
        if (*value == '\0')
            wrong(walk, NULL, "--%s needs a value, and this one is empty", row->name);
        break;
    }
    case OPTION_NUMBER:
        if (!number_parse(value, row->low, row->high, (uint64_t *)at))
            wrong(walk, NULL, "--%s takes a whole number from %" PRIu64 " to %" PRIu64 ", not '%s'",
                  row->name, row->low, row->high, value);
        break;
    }
}

/* The words of the table, for "did you mean". */
static void unknown_long(struct walk *walk, const char *word) {
    const char *names[ROWS];
    struct text name = {0}, hint = {0};
    text_add_bytes(&name, word, strcspn(word, "="));
    for (size_t i = 0; i < walk->rows; i++)
        names[i] = walk->row[i]->name;
    const char *nearest = text_nearest(name.at + 2, names, walk->rows);
    for (size_t i = 0; i < walk->rows && nearest == NULL; i++) { /* an abbreviation is far away in edits */
        if (name.length > 3 && strncmp(names[i], name.at + 2, name.length - 2) == 0)
            nearest = names[i];
    }
    if (nearest != NULL)
        text_format(&hint, "did you mean '--%s'?", nearest);
    else
        text_format(&hint, "'%s --help' lists them", walk->program);
    wrong(walk, hint.at, "unknown option '%s'", name.at);
    text_free(&name);
    text_free(&hint);
}

/* The word of argv that getopt_long has just taken as a long option is argv[optind - 1], or the one before
 * when its value stood apart. */
static bool is_exact(const char *word, const char *name) {
    size_t length = strlen(name);
    return strncmp(word, "--", 2) == 0 && strncmp(word + 2, name, length) == 0 &&
           (word[2 + length] == '\0' || word[2 + length] == '=');
}

static void recognised(struct walk *walk, int found, char **argv) {
    if (found < LONG_BASE) {
        for (size_t i = 0; i < walk->rows; i++) {
            if (walk->row[i]->letter == found)
                take(walk, walk->row[i], optarg);
        }
        return;
    }
    const struct option_row *row = walk->row[found - LONG_BASE];
    const char *word = argv[optind - 1];
    if (optarg != NULL && optarg == word)
        word = argv[optind - 2];
    if (!is_exact(word, row->name))
        unknown_long(walk, word);
    else
        take(walk, row, optarg);
}

static void not_recognised(struct walk *walk, int found, char **argv) {
    char letter[] = {'-', (char)optopt, '\0'};
    const char *name = letter;
    struct text full = {0};
    if (optopt >= LONG_BASE) {
        text_format(&full, "--%s", walk->row[optopt - LONG_BASE]->name);
        name = full.at;
    }
    if (found == ':')
        wrong(walk, NULL, "%s needs a value", name);
    else if (optopt >= LONG_BASE)
        wrong(walk, NULL, "%s takes no value", name);
    else if (optopt != 0)
        wrong(walk, NULL, "unknown option '%s'", name);
    else
        unknown_long(walk, argv[optind - 1]);
    text_free(&full);
}

bool options_parse(struct options *options, enum command_id command, int argc, char **argv,
                   const char *program, struct problems *problems) {
    struct walk walk = {.options = options, .program = program, .problems = problems};
    size_t errors = problems->errors;
    size_t room = (size_t)argc * sizeof(const char *);
    *options = (struct options){.set.item = memory_alloc(room),
                                .axes.item = memory_alloc(room),
                                .of.item = memory_alloc(room),
                                .range.item = memory_alloc(room),
                                .metrics.item = memory_alloc(room),
                                .fail_if.item = memory_alloc(room),
                                .operand.item = memory_alloc(room)};
    prepare(&walk, command);
    opterr = 0;
    optind = 1;
    for (int found; (found = getopt_long(argc, argv, walk.shorts, walk.longs, NULL)) != -1;) {
        if (found == '?' || found == ':')
            not_recognised(&walk, found, argv);
        else
            recognised(&walk, found, argv);
    }
    for (int i = optind; i < argc; i++)
        options->operand.item[options->operand.count++] = argv[i];
    return problems->errors == errors;
}

void options_free(struct options *options) {
    free(options->set.item);
    free(options->axes.item);
    free(options->of.item);
    free(options->range.item);
    free(options->metrics.item);
    free(options->fail_if.item);
    free(options->operand.item);
}

void options_help(enum command_id command, struct text *to) {
    for (size_t i = 0; i < ROWS; i++) {
        const struct option_row *row = &rows[i];
        struct text left = {0};
        if ((row->commands & 1u << command) == 0)
            continue;
        if (row->letter != 0)
            text_format(&left, "-%c, ", row->letter);
        else
            text_add(&left, "    ");
        text_format(&left, "--%s%s%s", row->name, row->argument == NULL ? "" : " ",
                    row->argument == NULL ? "" : row->argument);
        text_format(to, "  %-24s  ", left.at);
        for (const char *at = row->help; *at != '\0'; at++) {
            if (*at == '%')
                text_format(to, "\n%28s", "");
            else
                text_add_bytes(to, at, 1);
        }
        text_add(to, "\n");
        text_free(&left);
    }
}
