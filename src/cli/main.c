/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rxpool, the command.
 *
 * Finds the command in its table, reads its options, runs it, and then accounts for what happened: problems
 * on standard error or as the error document of --json, write errors on standard output (a full disk must not
 * look like success), exit code. The locale is left at "C": numbers have points everywhere. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"
#include "commands.h"
#include "help.h"

/* The one thing in the program that is changed behind everybody's back: the signal caught. */
static volatile sig_atomic_t signal_caught;

static void on_signal(int number) {
    signal_caught = number;
}

/* The first signal asks for an orderly end, a second one of the same kind kills. Only for commands that look
 * at signal_caught: any other simply ends. */
static void catch_signals(void) {
    struct sigaction action = {.sa_handler = on_signal, .sa_flags = (int)(SA_RESETHAND | SA_RESTART)};
    static const int asked[] = {SIGINT, SIGTERM, SIGHUP};
    (void)sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
        struct sigaction before;
        /* What the caller ignores (nohup, a shell's background job) stays ignored. */
        if (sigaction(asked[i], NULL, &before) == 0 && before.sa_handler != SIG_IGN)
            (void)sigaction(asked[i], &action, NULL);
    }
}

/* A reader that has gone, a limit on the size of files: the write fails, and is heard of there. */
static void ignore_signals(void) {
    struct sigaction action = {.sa_handler = SIG_IGN};
    (void)sigaction(SIGPIPE, &action, NULL);
    (void)sigaction(SIGXFSZ, &action, NULL);
}

/* A program started with a closed standard descriptor would open its database under that number and then
 * print into it: the number is taken by something that can be neither read nor written as intended. */
static void occupy_descriptors(void) {
    for (int number = 0; number < 3; number++) {
        if (fcntl(number, F_GETFD) == -1 && errno == EBADF)
            (void)open("/dev/null", number == 0 ? O_WRONLY : O_RDONLY);
    }
}

static bool has_word(int argc, char **argv, const char *word) {
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
        if (strcmp(argv[i], word) == 0)
            return true;
    }
    return false;
}

/* Has the reader of standard output seen enough (`| head`) and gone? That is no error worth a message. */
static bool reader_left(void) {
    struct pollfd reader = {.fd = STDOUT_FILENO, .events = POLLOUT};
    return ferror(stdout) != 0 && poll(&reader, 1, 0) == 1 && (reader.revents & POLLERR) != 0;
}

/* Flushes standard output and judges it: a full disk must not look like success. */
static int close_output(int code) {
    int why = fflush(stdout) != 0 ? errno : 0;
    if (why == 0 && ferror(stdout) == 0)
        return code;
    if (code != EXIT_DONE)
        return code;
    if (why == EPIPE || reader_left())
        return EXIT_SIGNAL + SIGPIPE;
    (void)fprintf(stderr, "rxpool: error: cannot write to standard output%s%s\n", why == 0 ? "" : ": ",
                  why == 0 ? "" : strerror(why));
    return EXIT_CANNOT_WRITE;
}

/* Says what went wrong: for --json in the document, where nothing else has been printed. */
static void report(struct cli *cli, int code, bool json) {
    if (json && cli->problems.errors > 0) {
        char *document = api_json_problems(&cli->problems, code);
        (void)fputs(document, stdout);
        if (*document != '\0' && document[strlen(document) - 1] != '\n')
            (void)fputc('\n', stdout);
        free(document);
        return;
    }
    problems_print(&cli->problems, stderr, cli->colour);
}

static int run_command(struct cli *cli, int argc, char **argv) {
    bool json = has_word(argc, argv, "--json");
    int code = EXIT_USAGE;
    bool parsed = options_parse(&cli->options, cli->command->id, argc, argv, cli->program, &cli->problems);
    if (cli->options.help) {
        problems_free(&cli->problems);
        help_command(cli->command, stdout);
        options_free(&cli->options);
        return EXIT_DONE;
    }
    size_t operands = cli->options.operand.count;
    if (parsed && operands < cli->command->least)
        (void)cli_usage_error(cli, NULL, "something is missing: %s %s", cli->program, cli->command->operands);
    else if (parsed && operands > cli->command->most)
        (void)cli_usage_error(cli, NULL, "'%s' is one word too many; usage: %s%s%s",
                              cli->options.operand.item[cli->command->most], cli->program,
                              *cli->command->operands == '\0' ? "" : " ", cli->command->operands);
    else if (parsed) {
        if (cli->command->watches && !cli->options.dry_run)
            catch_signals();
        code = cli->command->run(cli);
    }
    if (code == EXIT_DONE)
        code = cli_exit_code(cli);
    bool document = json && (cli->command->id == COMMAND_RUN || cli->command->id == COMMAND_SHOW ||
                             cli->command->id == COMMAND_SIZE || cli->command->id == COMMAND_COMPARE ||
                             (cli->command->id == COMMAND_EXPORT && cli->options.output == NULL));
    (void)fflush(stdout); /* results before remarks, where both go to one place */
    if (reader_left())
        code = EXIT_SIGNAL + SIGPIPE;
    else
        report(cli, code, document);
    problems_free(&cli->problems);
    options_free(&cli->options);
    return code;
}

static int unknown_command(struct cli *cli, const char *word) {
    const char *nearest = command_nearest(word);
    struct text hint = {0};
    if (nearest != NULL)
        text_format(&hint, "did you mean 'rxpool %s'?", nearest);
    else
        text_add(&hint, "'rxpool help' lists the commands");
    int code = cli_usage_error(cli, hint.at, "unknown %s '%s'", *word == '-' ? "option" : "command", word);
    text_free(&hint);
    problems_print(&cli->problems, stderr, cli->colour);
    problems_free(&cli->problems);
    return code;
}

static bool is_help(const char *word) {
    return strcmp(word, "help") == 0 || strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0;
}

static int help(struct cli *cli, int argc, char **argv) {
    if (argc < 3 || is_help(argv[2])) {
        help_overview(stdout);
        return EXIT_DONE;
    }
    const struct command *command = command_find(argv[2]);
    if (command == NULL)
        return unknown_command(cli, argv[2]);
    help_command(command, stdout);
    return EXIT_DONE;
}

static int dispatch(struct cli *cli, int argc, char **argv) {
    if (argc < 2) {
        help_overview(stderr);
        return EXIT_USAGE;
    }
    const char *word = argv[1];
    if (is_help(word))
        return help(cli, argc, argv);
    if (strcmp(word, "--version") == 0) {
        struct text versions = {0};
        api_versions(&versions);
        (void)fputs(versions.at, stdout);
        text_free(&versions);
        return EXIT_DONE;
    }
    cli->command = command_find(word);
    if (cli->command == NULL)
        return unknown_command(cli, word);
    (void)snprintf(cli->program, sizeof cli->program, "rxpool %s", word);
    return run_command(cli, argc - 1, argv + 1);
}

int main(int argc, char **argv) {
    struct cli cli = {.program = "rxpool", .argc = argc, .argv = argv, .interrupted = &signal_caught};
    const char *terminal = getenv("TERM");
    const char *no_colour = getenv("NO_COLOR");
    occupy_descriptors();
    ignore_signals();
    problems_init(&cli.problems);
    cli.terminal = isatty(STDERR_FILENO) == 1 && terminal != NULL && strcmp(terminal, "dumb") != 0;
    cli.colour = cli.terminal && (no_colour == NULL || *no_colour == '\0');
    return close_output(dispatch(&cli, argc, argv));
}
