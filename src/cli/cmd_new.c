/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rxpool new: a scenario to start from. A file that is there was somebody's work: it is not replaced unasked.
 */
#include <string.h>
#include <sys/stat.h>

#include "cli.h"
#include "output.h"

enum { LISTED = 32 };

static int unknown_template(struct cli *cli, const char *name) {
    const char *names[LISTED];
    const char *meaning;
    size_t count = 0;
    while (count < LISTED && (names[count] = api_template_name(count, &meaning)) != NULL)
        count++;
    const char *nearest = text_nearest(name, names, count);
    struct text hint = {0};
    if (nearest != NULL) {
        text_format(&hint, "did you mean '%s'?", nearest);
    } else {
        text_add(&hint, "there are:");
        for (size_t i = 0; i < count; i++)
            text_format(&hint, "%s %s", i == 0 ? "" : ",", names[i]);
    }
    int code = cli_usage_error(cli, hint.at, "unknown template '%s'", name);
    text_free(&hint);
    return code;
}

int cmd_new(struct cli *cli) {
    const struct options *options = &cli->options;
    const char *meaning;
    const char *name = options->operand.count > 0 ? options->operand.item[0] : api_template_name(0, &meaning);
    const char *text = api_template(name);
    const char *path = options->output;
    struct output output;
    struct stat status;
    if (text == NULL)
        return unknown_template(cli, name);
    if (path != NULL && strcmp(path, "-") != 0 && !options->force && stat(path, &status) == 0 &&
        S_ISREG(status.st_mode)) {
        struct mark mark = {.file = path};
        cli->problems.exit_code = EXIT_CANNOT_CREATE;
        problems_add(&cli->problems, PROBLEM_ERROR, mark, NULL, "--force replaces it",
                     "the file is there already");
        return EXIT_CANNOT_CREATE;
    }
    if (!output_begin(&output, cli, path))
        return cli_exit_code(cli);
    bool good =
        fputs(text, output.file) >= 0 || output.path != NULL; /* standard output is judged at the end */
    (void)output_end(&output, cli, good);
    return cli_exit_code(cli);
}
