/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Running gnuplot: one child, no shell.
 *
 * fork and exec rather than posix_spawn, because the child must change its directory first and 2008's
 * posix_spawn cannot. Between fork and exec only async-signal-safe functions are called. The picture is the
 * child's standard output, its standard error is collected and becomes a problem, its standard input is
 * empty, and -d keeps the user's own start-up files out of it. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ensure.h"
#include "plot.h"
#include "rows.h"

extern char **environ;

enum { SAID_MAX = 4096, PATIENCE_MS = 120000 };

/* The first executable "gnuplot" on the PATH; caller frees. */
static char *find_program(void) {
    const char *path = getenv("PATH");
    if (path == NULL || *path == '\0')
        path = "/usr/local/bin:/usr/bin:/bin";
    while (true) {
        size_t length = strcspn(path, ":");
        struct text name = {0};
        text_add_bytes(&name, path, length);
        text_add(&name, "/gnuplot");
        if (length > 0 && path[0] == '/' && access(name.at, X_OK) == 0)
            return text_take(&name);
        text_free(&name);
        if (path[length] == '\0')
            return NULL;
        path += length + 1;
    }
}

/* The environment without gnuplot's own variables (GNUTERM, GNUPLOT_...), which could choose another
 * terminal, and with one locale for everybody: numbers have points, and the texts are UTF-8. The strings stay
 * where they are. */
static char **clean_environment(char *locale) {
    size_t count = 0;
    while (environ[count] != NULL)
        count++;
    char **clean = memory_alloc((count + 2) * sizeof *clean);
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (strncmp(environ[i], "GNU", 3) != 0 && strncmp(environ[i], "LC_", 3) != 0)
            clean[kept++] = environ[i];
    }
    clean[kept++] = locale;
    clean[kept] = NULL;
    return clean;
}

struct child {
    const char *program;
    const char *directory;
    const char *script;
    char **environment;
    int input, output, said;
};

static _Noreturn void become_gnuplot(const struct child *child) {
    char name[] = "gnuplot";
    char defaults[] = "-d";
    char settings[] = "settings.gp";
    char *arguments[] = {name, defaults, settings, (char *)child->script, NULL};
    sigset_t none;
    (void)sigemptyset(&none);
    (void)sigprocmask(SIG_SETMASK, &none, NULL);
    (void)signal(SIGPIPE, SIG_DFL);
    bool ready = dup2(child->input, STDIN_FILENO) >= 0 && dup2(child->output, STDOUT_FILENO) >= 0 &&
                 dup2(child->said, STDERR_FILENO) >= 0 && chdir(child->directory) == 0;
    if (ready)
        (void)execve(child->program, arguments, child->environment);
    _exit(127);
}

/* Collects what the child says until it closes its standard error; false when it says nothing for too long.
 */
static bool listen_to(int handle, struct text *said) {
    while (true) {
        struct pollfd wait = {.fd = handle, .events = POLLIN};
        int ready = poll(&wait, 1, PATIENCE_MS);
        if (ready == 0)
            return false;
        char piece[512];
        ssize_t length = ready < 0 ? -1 : read(handle, piece, sizeof piece);
        if (length < 0 && errno == EINTR)
            continue;
        if (length <= 0)
            return true;
        if (said->length < SAID_MAX)
            text_add_bytes(said, piece, (size_t)length);
    }
}

static int wait_for(pid_t id) {
    int status = -1;
    while (waitpid(id, &status, 0) < 0) {
        if (errno != EINTR)
            return -1;
    }
    return status;
}

/* The first line gnuplot said that has words in it. */
static void first_words(const struct text *said, struct text *words) {
    const char *at = said->length > 0 ? said->at : "";
    const char *error = strstr(at, "rxpool: ");
    at = error != NULL ? error + strlen("rxpool: ") : at;
    while (*at != '\0') {
        size_t length = strcspn(at, "\n");
        if (strspn(at, " \t^\r") < length) {
            text_add_bytes(words, at, length);
            return;
        }
        at += length + (at[length] == '\n');
    }
    text_add(words, "it gave no reason");
}

static bool judge(bool in_time, int status, const struct text *said, struct problems *problems) {
    struct text words = {0};
    first_words(said, &words);
    bool good = in_time && status >= 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0;
    if (!in_time)
        report_error(problems, 70, NULL, "gnuplot was stopped: nothing came from it for two minutes");
    else if (!good && status >= 0 && WIFSIGNALED(status))
        report_error(problems, 70, NULL, "gnuplot was ended by signal %d", WTERMSIG(status));
    else if (!good)
        report_error(problems, 70, "--keep DIR keeps the data and the script for a closer look",
                     "gnuplot failed: %s", words.at);
    else if (said->length > 0)
        report_note(problems, "gnuplot said: %s", words.at);
    text_free(&words);
    return good;
}

static bool run(struct child *child, struct problems *problems) {
    int pipe_ends[2];
    if (pipe(pipe_ends) != 0) {
        report_error(problems, 70, NULL, "no pipe to gnuplot: %s", strerror(errno));
        return false;
    }
    (void)fcntl(pipe_ends[0], F_SETFD, FD_CLOEXEC);
    (void)fcntl(pipe_ends[1], F_SETFD, FD_CLOEXEC);
    child->said = pipe_ends[1];
    pid_t id = fork();
    if (id == 0)
        become_gnuplot(child);
    (void)close(pipe_ends[1]);
    bool in_time = true;
    int status = -1;
    struct text said = {0};
    if (id > 0) {
        in_time = listen_to(pipe_ends[0], &said);
        if (!in_time)
            (void)kill(id, SIGKILL);
        status = wait_for(id);
    }
    (void)close(pipe_ends[0]);
    bool good = judge(in_time, status, &said, problems);
    text_free(&said);
    return good;
}

bool gnuplot_draw(const struct plot_room *room, const char *script, int output, struct problems *problems) {
    ensure(room->path != NULL);
    char *program = find_program();
    if (program == NULL) {
        report_error(problems, 69,
                     "install it (Debian: apt-get install gnuplot-nox); 'rxpool export' needs nothing",
                     "there is no gnuplot on the PATH");
        return false;
    }
    char locale[] = "LC_ALL=C.UTF-8";
    int input = open("/dev/null", O_RDONLY | O_CLOEXEC);
    struct child child = {.program = program,
                          .directory = room->path,
                          .script = script,
                          .environment = clean_environment(locale),
                          .input = input,
                          .output = output};
    bool good = input >= 0 && run(&child, problems);
    if (input >= 0)
        (void)close(input);
    free(child.environment);
    free(program);
    return good;
}
