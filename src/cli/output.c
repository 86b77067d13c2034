/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writing files whole: a reader of the target, or a full disk, never meets half of one. Devices and pipes
 * cannot be renamed onto and are written directly. */
#include "output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool complain(struct cli *cli, const char *path, int code, const char *what) {
    struct mark mark = {.file = path};
    if (cli->problems.errors == 0)
        cli->problems.exit_code = code;
    problems_add(&cli->problems, PROBLEM_ERROR, mark, NULL, NULL, "%s: %s", what, strerror(errno));
    return false;
}

bool output_begin(struct output *output, struct cli *cli, const char *path) {
    struct stat status;
    *output = (struct output){.file = stdout};
    if (path == NULL || strcmp(path, "-") == 0)
        return true;
    output->path = path;
    int file;
    if (stat(path, &status) == 0 && !S_ISREG(status.st_mode)) {
        file = open(path, O_WRONLY);
    } else {
        struct text name = {0};
        text_format(&name, "%s.%ld.tmp", path, (long)getpid());
        output->temporary = text_take(&name);
        file = open(output->temporary, O_WRONLY | O_CREAT | O_EXCL, 0666);
    }
    output->file = file == -1 ? NULL : fdopen(file, "w");
    if (output->file != NULL)
        return true;
    (void)complain(cli, path, EXIT_CANNOT_CREATE, "cannot create the file");
    if (file != -1)
        (void)close(file);
    free(output->temporary);
    return false;
}

bool output_end(struct output *output, struct cli *cli, bool good) {
    if (output->path == NULL)
        return good;
    bool written = fflush(output->file) == 0 && ferror(output->file) == 0;
    if (!written && good)
        (void)complain(cli, output->path, EXIT_CANNOT_WRITE, "cannot write the file");
    if (written && output->temporary != NULL && fsync(fileno(output->file)) != 0 && errno != EINVAL)
        written = complain(cli, output->path, EXIT_CANNOT_WRITE, "cannot write the file");
    if (fclose(output->file) != 0 && written)
        written = complain(cli, output->path, EXIT_CANNOT_WRITE, "cannot write the file");
    bool kept = good && written;
    if (output->temporary != NULL && kept && rename(output->temporary, output->path) != 0)
        kept = complain(cli, output->path, EXIT_CANNOT_CREATE, "cannot create the file");
    if (output->temporary != NULL && !kept)
        (void)unlink(output->temporary);
    free(output->temporary);
    return kept;
}
