/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Help as people read it: what for, how, which options, what comes out. */
#include "help.h"

#include "commands.h"

void help_overview(FILE *to) {
    (void)fputs("rxpool simulates floods of received frames and the buffer pools of network drivers.\n\n"
                "usage: rxpool COMMAND ...\n\n",
                to);
    for (size_t i = 0; command_at(i) != NULL; i++)
        (void)fprintf(to, "  %-12s %-18s %s\n", command_at(i)->name, command_at(i)->operands,
                      command_at(i)->summary);
    (void)fputs("  help         [COMMAND]          say more about a command\n\n"
                "rxpool --version names the versions of the program, its libraries and its compiler.\n"
                "Start with: rxpool new flood -o flood.yaml && rxpool run flood.yaml\n",
                to);
}

static void write_name(const char *name, const char *meaning, FILE *to) {
    (void)fprintf(to, "  %-12s %s\n", name, meaning);
}

static void write_kinds(FILE *to) {
    const char *const *names, *const *meanings;
    size_t count = api_plot_kinds(&names, &meanings);
    (void)fputs("\nkinds:\n", to);
    for (size_t i = 0; i < count; i++)
        write_name(names[i], meanings[i], to);
}

static void write_topics(FILE *to) {
    (void)fputs("\ntopics:", to);
    for (size_t i = 0; api_topic(i) != NULL; i++)
        (void)fprintf(to, "%s %s", i == 0 ? "" : ",", api_topic(i));
    (void)fputs("\n", to);
}

static void write_templates(FILE *to) {
    const char *name, *meaning;
    (void)fputs("\ntemplates:\n", to);
    for (size_t i = 0; (name = api_template_name(i, &meaning)) != NULL; i++)
        write_name(name, meaning, to);
}

void help_command(const struct command *command, FILE *to) {
    (void)fprintf(to, "usage: rxpool %s [OPTION]...%s%s\n\nrxpool %s: %s.\n", command->name,
                  *command->operands == '\0' ? "" : " ", command->operands, command->name, command->summary);
    if (command->details != NULL)
        (void)fprintf(to, "%s", command->details);
    if (command->id == COMMAND_PLOT)
        write_kinds(to);
    if (command->id == COMMAND_EXPLAIN)
        write_topics(to);
    if (command->id == COMMAND_NEW)
        write_templates(to);
    struct text options = {0};
    options_help(command->id, &options);
    (void)fprintf(to, "\noptions:\n%s", options.at);
    text_free(&options);
}
