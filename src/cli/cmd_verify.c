/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rxpool verify: does this machine get the same? */
#include <inttypes.h>
#include <stdlib.h>

#include "cli.h"
#include "progress.h"

static void show_difference(void *context, int64_t run, const char *stored, const char *now) {
    progress_clear(context);
    (void)printf("run %" PRId64 " differs: stored %s, now %s\n", run, stored, now);
}

static bool parse_runs(struct cli *cli, int64_t *runs, size_t count) {
    for (size_t i = 0; i < count; i++) {
        uint64_t run = 0;
        const char *word = cli->options.operand.item[i + 1];
        if (!number_parse(word, 1, INT64_MAX, &run))
            (void)cli_usage_error(cli, NULL, "RUN is the number of a run, not '%s'", word);
        runs[i] = (int64_t)run;
    }
    return cli->problems.errors == 0;
}

static int conclude(const struct cli *cli, const struct api_verify *result) {
    (void)printf("%" PRIu64 " run%s checked: %" PRIu64 " the same, %" PRIu64 " different\n", result->checked,
                 cli_plural(result->checked), result->same, result->different);
    if (result->other_version > 0)
        cli_note(cli, "not checked, of another model version: %" PRIu64, result->other_version);
    if (result->unfinished > 0)
        cli_note(cli, "not checked, failed or timed out: %" PRIu64, result->unfinished);
    if (result->checked == 0)
        cli_note(cli, "nothing could be checked");
    return result->different > 0 || result->checked == 0 ? EXIT_NO : EXIT_DONE;
}

static int verify(struct cli *cli, const int64_t *runs, size_t count) {
    struct progress_view view;
    struct api_work work = {.progress = progress_update, .context = &view, .policies = cli->options.policies};
    struct api_verify result;
    if (!progress_begin(&view, cli, false) || !cli_work(cli, &work))
        return EXIT_USAGE;
    bool good = api_verify(cli->options.operand.item[0], count == 0 ? NULL : runs, count, &work,
                           show_difference, &result, &cli->problems);
    progress_clear(&view);
    if (!good)
        return cli_exit_code(cli);
    if (!result.complete) {
        cli_note(cli, "interrupted by %s: %" PRIu64 " checked, %" PRIu64 " different",
                 cli_signal_name(*cli->interrupted), result.checked, result.different);
        return EXIT_SIGNAL + *cli->interrupted;
    }
    return conclude(cli, &result);
}

int cmd_verify(struct cli *cli) {
    size_t count = cli->options.operand.count - 1;
    int64_t *runs = memory_alloc(count * sizeof *runs);
    int code = parse_runs(cli, runs, count) ? verify(cli, runs, count) : EXIT_USAGE;
    free(runs);
    return code;
}
