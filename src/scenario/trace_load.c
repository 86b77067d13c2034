/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opening a trace and deciding what it is, by its first bytes and never by its name: captures are renamed
 * more often than they are converted. What cannot be read is named, with the command that makes it readable.
 */
#include "trace.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "ensure.h"
#include "filehash.h"
#include "text.h"
#include "trace_build.h"

enum { SNIFFED = 4096 };
enum trace_kind { KIND_PCAP, KIND_PCAPNG, KIND_TEXT, KIND_REFUSED };

struct magic {
    const char *bytes;
    size_t length;
    enum trace_kind kind;
    const char *name; /* refused: what it is */
    const char *hint;
};

#define UNPACK "unpack it first"
#define CONVERT "convert it first, for example with: editcap -F pcap IN OUT.pcap"
static const struct magic magics[] = {
    {"\xA1\xB2\xC3\xD4", 4, KIND_PCAP, NULL, NULL},
    {"\xD4\xC3\xB2\xA1", 4, KIND_PCAP, NULL, NULL},
    {"\xA1\xB2\x3C\x4D", 4, KIND_PCAP, NULL, NULL},
    {"\x4D\x3C\xB2\xA1", 4, KIND_PCAP, NULL, NULL},
    {"\xA1\xB2\xCD\x34", 4, KIND_PCAP, NULL, NULL}, /* with Kuznetzov's longer frame headers */
    {"\x34\xCD\xB2\xA1", 4, KIND_PCAP, NULL, NULL},
    {"\x0A\x0D\x0D\x0A", 4, KIND_PCAPNG, NULL, NULL},
    {"\x1F\x8B", 2, KIND_REFUSED, "compressed (gzip)", UNPACK ": gunzip"},
    {"\x28\xB5\x2F\xFD", 4, KIND_REFUSED, "compressed (Zstandard)", UNPACK ": unzstd"},
    {"\xFD\x37zXZ", 5, KIND_REFUSED, "compressed (xz)", UNPACK ": unxz"},
    {"BZh", 3, KIND_REFUSED, "compressed (bzip2)", UNPACK ": bunzip2"},
    {"PK\x03\x04", 4, KIND_REFUSED, "compressed (zip)", UNPACK ": unzip"},
    {"snoop\0\0\0", 8, KIND_REFUSED, "a snoop capture", CONVERT},
    {"RTSS", 4, KIND_REFUSED, "a Network Monitor capture", CONVERT},
    {"GMBU", 4, KIND_REFUSED, "a Network Monitor capture", CONVERT},
};

static bool looks_like_text(const unsigned char *bytes, size_t length) {
    for (size_t i = 0; i < length; i++) {
        if (bytes[i] == 0x7F || (bytes[i] < 0x20 && strchr("\t\r\n\f", bytes[i]) == NULL) || bytes[i] == '\0')
            return false;
    }
    return true;
}

static struct mark whole_file(const char *path) {
    return (struct mark){.file = path};
}

/* What the file is; says so when it is nothing that can be read, or not what the scenario says. */
static enum trace_kind sniff(struct trace_build *build, FILE *file, const char *format) {
    static const char *const kind_name[] = {"pcap", "pcapng", "text"};
    unsigned char bytes[SNIFFED];
    size_t length = fread(bytes, 1, sizeof bytes, file);
    enum trace_kind kind = looks_like_text(bytes, length) ? KIND_TEXT : KIND_REFUSED;
    const struct magic *magic = NULL;
    rewind(file);
    for (size_t i = 0; magic == NULL && i < sizeof magics / sizeof magics[0]; i++) {
        if (length >= magics[i].length && memcmp(bytes, magics[i].bytes, magics[i].length) == 0)
            magic = &magics[i];
    }
    if (magic != NULL)
        kind = magic->kind;
    if (kind == KIND_REFUSED && magic != NULL) {
        problems_add(build->problems, PROBLEM_ERROR, whole_file(build->path), NULL, magic->hint, "it is %s",
                     magic->name);
    } else if (kind == KIND_REFUSED) {
        problems_add(build->problems, PROBLEM_ERROR, whole_file(build->path), NULL,
                     "a trace is a pcap or pcapng capture, or text with a time and a length on each line",
                     "it is neither a capture nor text");
    } else if (strcmp(format, "auto") != 0 && strcmp(format, kind_name[kind]) != 0) {
        problems_add(build->problems, PROBLEM_ERROR, whole_file(build->path), NULL,
                     "leave the format out, or set it to what the file is", "it is %s, not %s",
                     kind_name[kind], format);
        kind = KIND_REFUSED;
    }
    return kind;
}

static bool refuse_file(struct problems *problems, struct mark mark, const char *path) {
    int why = errno;
    if (problems->errors == 0)
        problems->exit_code = 66;
    problems_add(problems, PROBLEM_ERROR, mark, NULL, NULL, "cannot read '%s': %s", path, strerror(why));
    return false;
}

/* digest: of the file, where reading the frames has made it already; "" otherwise. */
static bool read_frames(struct trace_build *build, const char *format, struct mark mark,
                        char digest[FILEHASH_TEXT]) {
    struct stat about;
    if (stat(build->path, &about) != 0)
        return refuse_file(build->problems, mark, build->path);
    if (!S_ISREG(about.st_mode)) {
        problems_add(build->problems, PROBLEM_ERROR, mark, NULL,
                     "a trace is read more than once: name a regular file", "'%s' is not a regular file",
                     build->path);
        return false;
    }
    FILE *file = fopen(build->path, "rb");
    if (file == NULL)
        return refuse_file(build->problems, mark, build->path);
    enum trace_kind kind = KIND_REFUSED;
    if (about.st_size == 0)
        problems_add(build->problems, PROBLEM_ERROR, whole_file(build->path), NULL, NULL,
                     "the file is empty");
    else
        kind = sniff(build, file, format);
    bool good = kind == KIND_PCAP && trace_read_plain(build, file, digest);
    if (!good && (kind == KIND_PCAP || kind == KIND_PCAPNG))
        return trace_read_pcap(build, file, kind == KIND_PCAPNG);
    if (kind == KIND_TEXT)
        good = trace_read_text(build, file);
    (void)fclose(file);
    return good;
}

bool trace_load(const char *path, const char *format, struct fraction time_scale, struct trace_data **out,
                struct problems *problems, struct mark mark) {
    ensure(time_scale.denominator != 0);
    struct trace_build build = {.path = path, .problems = problems};
    struct trace_data *trace = memory_alloc(sizeof *trace);
    size_t before = problems->errors;
    *out = NULL;
    bool good = read_frames(&build, format, mark, trace->digest);
    if (good && trace->digest[0] == '\0' && !filehash_file(path, trace->digest))
        good = refuse_file(problems, mark, path);
    if (good && !trace_finish(&build, time_scale, trace)) {
        problems_add(problems, PROBLEM_ERROR, mark, NULL, "use a smaller time_scale",
                     "'%s' spans more than 106 days after scaling", path);
        good = false;
    }
    ensure(good == (problems->errors == before));
    free(build.time_ps);
    free(build.length);
    if (good)
        *out = trace;
    else
        trace_free(trace);
    return good;
}
