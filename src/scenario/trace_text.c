/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text traces: a time and a length on each line, separated by blanks, a comma or a semicolon.
 *
 *   # comments and empty lines are skipped, also a comment behind the values
 *   time_us, length          an optional header, before the first frame: what the columns are
 *   0.5, 64
 *   1.25e1, 1518
 *
 * Times are decimal seconds (so a Bellcore .TL file, or `tshark -T fields -e frame.time_epoch -e frame.len`,
 * is read as it is), or in the unit that ends the header's first name: ns, us, ms, "time_us", "time (us)". A
 * header that says anything else is refused, because bits read as bytes or microseconds read as seconds would
 * make a plausible but wrong simulation. Lengths are whole bytes. Faulty lines are collected up to ten. */
#include <errno.h>
#include <string.h>
#include <strings.h>

#include "ensure.h"
#include "trace_build.h"
#include "trace_lines.h"
#include "value_units.h"

enum { FAULTS_MAX = 10 };
static const char columns_hint[] =
    "a line is a time in seconds and a length in bytes, for example '0.000125 1518'";

struct text_trace {
    struct trace_build *build;
    uint64_t ps; /* of one unit of time */
    size_t faults;
    bool header_seen;
    bool lost; /* what the columns are is not known: nothing behind can be judged */
};

static void report(struct text_trace *trace, const struct line *line, const struct value_error *fault) {
    struct mark mark = {.file = trace->build->path,
                        .line = line->number > UINT32_MAX ? UINT32_MAX : (uint32_t)line->number,
                        .column = line_column(line, fault->offset)};
    mark.length = line_column(line, (size_t)fault->offset + fault->length) - mark.column;
    problems_add(trace->build->problems, PROBLEM_ERROR, mark, line->fault == NULL ? line->text : NULL,
                 fault->hint[0] == '\0' ? NULL : fault->hint, "%s", fault->message);
    if (++trace->faults == FAULTS_MAX)
        problems_add(trace->build->problems, PROBLEM_NOTE, mark, NULL, NULL,
                     "reading stops at the tenth fault");
}

static bool is_blank(char byte) {
    return byte == ' ' || byte == '\t' || byte == '\f';
}

static bool is_letter(char byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

/* Cuts one column off: what stands before blanks or one separator. False when nothing is left. */
static bool next_column(struct slice *rest, struct slice *column) {
    while (rest->begin < rest->end && is_blank(rest->text[rest->begin]))
        rest->begin++;
    *column = (struct slice){.text = rest->text, .begin = rest->begin, .end = rest->begin};
    if (rest->begin == rest->end)
        return false;
    size_t at = rest->begin;
    while (at < rest->end && !is_blank(rest->text[at]) && rest->text[at] != ',' && rest->text[at] != ';')
        at++;
    column->end = at;
    while (at < rest->end && is_blank(rest->text[at]))
        at++;
    if (at < rest->end && (rest->text[at] == ',' || rest->text[at] == ';'))
        at++;
    rest->begin = at;
    return true;
}

/* The last word of a column's name: "us" of "time_us" and of "time (us)". */
static void last_word(struct slice name, char *word, size_t size) {
    size_t end = name.end;
    while (end > name.begin && !is_letter(name.text[end - 1]))
        end--;
    size_t begin = end;
    while (begin > name.begin && is_letter(name.text[begin - 1]))
        begin--;
    size_t length = end - begin < size ? end - begin : 0;
    memcpy(word, name.text + begin, length);
    word[length] = '\0';
}

static bool one_of(const char *word, const char *const *words, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (strcasecmp(word, words[i]) == 0)
            return true;
    }
    return false;
}

static bool read_header(struct text_trace *trace, struct slice slice, struct value_error *fault) {
    static const char *const seconds[] = {"time", "times",  "timestamp", "ts",    "t",       "sec",
                                          "secs", "second", "seconds",   "epoch", "relative"};
    static const char *const bytes[] = {"length", "lengths", "len", "size",  "sizes",
                                        "byte",   "bytes",   "B",   "octets"};
    enum { WORD = 32 };
    char word[WORD];
    char quote[QUOTE_MAX];
    enum unit_kind kind;
    struct slice name = slice;
    struct slice other = slice;
    name.end = slice.begin + strcspn(slice.text + slice.begin, ",;\t");
    if (name.end >= slice.end)
        name.end = slice.begin + strcspn(slice.text + slice.begin, " ");
    name.end = name.end > slice.end ? slice.end : name.end;
    other.begin = name.end + (name.end < slice.end);
    name = slice_trim(name);
    other = slice_trim(other);
    last_word(name, word, sizeof word);
    const struct unit *unit = unit_find(word, strlen(word), UNITS(UNIT_TIME), &kind);
    if (unit == NULL && !one_of(word, seconds, sizeof seconds / sizeof seconds[0])) {
        value_fail(fault, name, "%s is not understood as a column of times", slice_quote(name, quote));
        return value_hint(fault, "name it 'time' (in seconds), or 'time_ms', 'time_us', 'time_ns'");
    }
    trace->ps = unit == NULL ? UINT64_C(1000000000000) : unit->numerator;
    last_word(other, word, sizeof word);
    if (one_of(word, bytes, sizeof bytes / sizeof bytes[0]))
        return true;
    value_fail(fault, other, "%s is not understood as a column of lengths", slice_quote(other, quote));
    return value_hint(fault, "the second and last column is 'length', in bytes");
}

static bool read_time_of(struct slice column, uint64_t unit_ps, i128 *ps, struct value_error *fault) {
    char quote[QUOTE_MAX];
    struct decimal number;
    struct slice rest = column;
    if (!number_read(&rest, "a time", &number, fault))
        return fault->hint[0] != '\0' ? false : value_hint(fault, "%s", columns_hint);
    if (rest.begin < rest.end) {
        value_fail(fault, rest, "unexpected %s behind the time", slice_quote(rest, quote));
        return value_hint(fault, "times are seconds; a header such as 'time_us length' says otherwise");
    }
    u128 whole;
    enum decimal_status status = decimal_scale(number, unit_ps, 1, &whole);
    if (status == DECIMAL_FINER) {
        value_fail(fault, column, "%s is finer than 1 ps", slice_quote(column, quote));
        return value_hint(fault, "cut its last digits");
    }
    if (status != DECIMAL_OK || whole >> 120 != 0)
        return value_fail(fault, column, "%s is too large for a time", slice_quote(column, quote));
    *ps = (i128)whole;
    return true;
}

static bool read_frame(struct text_trace *trace, struct slice slice, struct value_error *fault) {
    struct slice time;
    struct slice length;
    struct slice more;
    struct trace_fault refused;
    i128 ps = 0;
    uint64_t bytes;
    (void)next_column(&slice, &time);
    if (!next_column(&slice, &length)) {
        value_fail(fault, length, "the length is missing");
        return value_hint(fault, "%s", columns_hint);
    }
    if (next_column(&slice, &more)) {
        value_fail(fault, more, "a third column");
        return value_hint(fault, "keep two, for example with: awk '{print $1, $2}'");
    }
    if (!read_time_of(time, trace->ps, &ps, fault))
        return false;
    if (!read_count(length, 0, UINT64_MAX - 1, &bytes, fault))
        return value_hint(fault, "%s", columns_hint);
    if (trace_add(trace->build, ps, bytes, &refused))
        return true;
    value_fail(fault, refused.in_length ? length : time, "%s", refused.message);
    return value_hint(fault, "%s", refused.hint);
}

/* Digits, none of them a leading zero; 0 when there are none, or more than are sure to fit. */
static size_t read_digits(const char *text, uint64_t *value) {
    enum { DIGITS_MAX = 18 };
    size_t count = 0;
    *value = 0;
    for (; text[count] >= '0' && text[count] <= '9'; count++) {
        if (count == DIGITS_MAX || (count == 1 && *value == 0))
            return 0;
        *value = *value * 10 + (uint64_t)(text[count] - '0');
    }
    return count;
}

/* The fraction of a unit, if there is one; false when it is not whole picoseconds, or has no digits. */
static bool read_fraction(const char **text, uint64_t unit_ps, uint64_t *ps) {
    uint64_t left = unit_ps;
    const char *at = *text + 1;
    *ps = 0;
    if (**text != '.')
        return true;
    for (; *at >= '0' && *at <= '9'; at++) {
        if (left % 10 != 0)
            return false;
        left /= 10;
        *ps += left * (uint64_t)(*at - '0');
    }
    bool good = at > *text + 1;
    *text = at;
    return good;
}

/* Nearly every line is two plain numbers, and a general number costs three times as much to read as these.
 * False, and nothing taken, at whatever else there is and whatever is wrong: read_frame() has the words. */
static bool read_plain_frame(struct text_trace *trace, const struct line *line) {
    const char *at = line->text;
    uint64_t units, fraction_ps, length;
    struct trace_fault refused;
    size_t digits = read_digits(at, &units);
    at += digits;
    if (digits == 0 || !read_fraction(&at, trace->ps, &fraction_ps))
        return false;
    const char *gap = at;
    while (*at == ' ' || *at == '\t')
        at++;
    at += *at == ',' || *at == ';';
    while (*at == ' ' || *at == '\t')
        at++;
    digits = at > gap ? read_digits(at, &length) : 0;
    if (digits == 0 || at + digits != line->text + line->length)
        return false;
    return trace_add(trace->build, (i128)units * trace->ps + fraction_ps, length, &refused);
}

static bool read_line(struct text_trace *trace, const struct line *line, struct value_error *fault) {
    if (line->fault != NULL)
        return value_fail(fault, slice_of(""), "%s", line->fault);
    if (read_plain_frame(trace, line))
        return true;
    struct slice slice = {.text = line->text, .begin = 0, .end = strcspn(line->text, "#")};
    slice = slice_trim(slice);
    if (slice.begin == slice.end)
        return true;
    bool header = is_letter(slice.text[slice.begin]);
    if (header && !trace->header_seen && trace->build->count == 0 && trace->faults == 0) {
        trace->header_seen = true;
        trace->lost = !read_header(trace, slice, fault);
        return !trace->lost;
    }
    return read_frame(trace, slice, fault);
}

bool trace_read_text(struct trace_build *build, FILE *file) {
    struct text_trace trace = {.build = build, .ps = UINT64_C(1000000000000)};
    struct mark whole = {.file = build->path};
    struct line_reader reader;
    struct line line;
    struct value_error fault;
    line_reader_init(&reader, file);
    while (trace.faults < FAULTS_MAX && !trace.lost && line_next(&reader, &line)) {
        if (!read_line(&trace, &line, &fault))
            report(&trace, &line, &fault);
    }
    if (ferror(file) != 0) {
        problems_add(build->problems, PROBLEM_ERROR, whole, NULL, NULL, "cannot be read: %s",
                     strerror(errno));
        return false;
    }
    if (trace.faults == 0 && build->count == 0)
        problems_add(build->problems, PROBLEM_ERROR, whole, NULL, columns_hint, "the trace holds no frame");
    return trace.faults == 0 && build->count > 0;
}
