/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rxpool new: a scenario to start from. A file that is there was somebody's work: it is not replaced unasked.
 */
#include <string.h>
#include <sys/stat.h>

#include "cli.h"
#include "output.h"

enum { LISTED = 32 };

static int unknown(struct cli *cli, const char *what, const char *name) {
    const char *names[LISTED];
    const char *meaning;
    bool preset = cli->options.preset != NULL;
    size_t count = 0;
    while (count < LISTED &&
           (names[count] = preset ? api_preset_name(count) : api_template_name(count, &meaning)) != NULL)
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
    int code = cli_usage_error(cli, hint.at, "unknown %s '%s'", what, name);
    text_free(&hint);
    return code;
}

/* The text of the template or of the preset; another exit code when there is none. */
static int choose(struct cli *cli, struct text *text) {
    const struct options *options = &cli->options;
    const char *meaning;
    if (options->preset != NULL) {
        if (options->operand.count > 0)
            return cli_usage_error(cli, NULL, "a template and a preset: give one of them");
        return api_preset(options->preset, text) ? EXIT_DONE : unknown(cli, "preset", options->preset);
    }
    const char *name = options->operand.count > 0 ? options->operand.item[0] : api_template_name(0, &meaning);
    const char *found = api_template(name);
    if (found == NULL)
        return unknown(cli, "template", name);
    text_add(text, found);
    return EXIT_DONE;
}

int cmd_new(struct cli *cli) {
    const struct options *options = &cli->options;
    struct text text = {0};
    const char *path = options->output;
    struct output output;
    struct stat status;
    int wrong = choose(cli, &text);
    if (wrong != EXIT_DONE)
        return wrong;
    if (path != NULL && strcmp(path, "-") != 0 && !options->force && stat(path, &status) == 0 &&
        S_ISREG(status.st_mode)) {
        text_free(&text);
        struct mark mark = {.file = path};
        cli->problems.exit_code = EXIT_CANNOT_CREATE;
        problems_add(&cli->problems, PROBLEM_ERROR, mark, NULL, "--force replaces it",
                     "the file is there already");
        return EXIT_CANNOT_CREATE;
    }
    if (output_begin(&output, cli, path)) {
        bool good = fputs(text.at, output.file) >= 0 ||
                    output.path != NULL; /* standard output is judged at the end */
        (void)output_end(&output, cli, good);
    }
    text_free(&text);
    return cli_exit_code(cli);
}
