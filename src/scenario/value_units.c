/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The units, and what people write instead of them.
 *
 * Units are case-sensitive because SI is: 1 Mbit/s is not 1 mbit/s, and KB is read as 1000 by half of the
 * world and as 1024 by the other half. So wrong spellings are refused, but never without saying what was
 * probably meant. */
#include "value_units.h"

#include <string.h>
#include <strings.h>

#include "ensure.h"

#define KI UINT64_C(1024)
#define SI(unit_name, multiple)                                                                              \
    { unit_name, UINT64_C(multiple), 1, STYLE_SI }
#define IEC(unit_name, multiple)                                                                             \
    { unit_name, multiple, 1, STYLE_IEC }

static const struct unit time_units[] = {SI("ps", 1),
                                         SI("ns", 1000),
                                         SI("us", 1000000),
                                         SI("ms", 1000000000),
                                         SI("s", 1000000000000),
                                         {"min", UINT64_C(60000000000000), 1, STYLE_CLOCK},
                                         {"h", UINT64_C(3600000000000000), 1, STYLE_CLOCK}};
static const struct unit byte_units[] = {
    SI("B", 1),         SI("kB", 1000),       IEC("KiB", KI),        SI("MB", 1000000),
    IEC("MiB", KI *KI), SI("GB", 1000000000), IEC("GiB", KI *KI *KI)};
static const struct unit frame_rate_units[] = {SI("frame/s", 1), SI("kframe/s", 1000),
                                               SI("Mframe/s", 1000000), SI("Gframe/s", 1000000000)};
static const struct unit bit_rate_units[] = {SI("bit/s", 1), SI("kbit/s", 1000), SI("Mbit/s", 1000000),
                                             SI("Gbit/s", 1000000000), SI("Tbit/s", 1000000000000)};
static const struct unit load_units[] = {{"%", 1, 100, STYLE_SI}};
static const struct unit byte_rate_units[] = {
    SI("B/s", 1),         SI("kB/s", 1000),       IEC("KiB/s", KI),        SI("MB/s", 1000000),
    IEC("MiB/s", KI *KI), SI("GB/s", 1000000000), IEC("GiB/s", KI *KI *KI)};
static const struct unit time_per_byte_units[] = {SI("ps/B", 1), SI("ns/B", 1000)};

#define FAMILY(noun, quantum, example, units)                                                                \
    { noun, quantum, example, units, sizeof(units) / sizeof(units)[0] }
static const struct unit_family families[UNIT_KINDS] = {
    [UNIT_TIME] = FAMILY("a time", "1 ps", "us", time_units),
    [UNIT_BYTES] = FAMILY("a size", "1 B", "B", byte_units),
    [UNIT_FRAME_RATE] = FAMILY("a frame rate", NULL, "kframe/s", frame_rate_units),
    [UNIT_BIT_RATE] = FAMILY("a bit rate", NULL, "Gbit/s", bit_rate_units),
    [UNIT_LOAD] = FAMILY("a load", NULL, "%", load_units),
    [UNIT_BYTE_RATE] = FAMILY("a byte rate", NULL, "GB/s", byte_rate_units),
    [UNIT_TIME_PER_BYTE] = FAMILY("a time per byte", NULL, "ns/B", time_per_byte_units),
};

/* What people write; `right` completes "did you mean ...?". */
struct habit {
    unsigned kinds;
    const char *wrong;
    const char *right;
};
#define KILO "'kB' (1000 B) or 'KiB' (1024 B)"
#define MEGA "'MB' (1000000 B) or 'MiB' (1048576 B)"
#define GIGA "'GB' (1000000000 B) or 'GiB' (1073741824 B)"
static const struct habit habits[] = {
    {UNITS(UNIT_TIME), "usec", "'us'"},
    {UNITS(UNIT_TIME), "microseconds", "'us'"},
    {UNITS(UNIT_TIME), "nsec", "'ns'"},
    {UNITS(UNIT_TIME), "nanoseconds", "'ns'"},
    {UNITS(UNIT_TIME), "psec", "'ps'"},
    {UNITS(UNIT_TIME), "msec", "'ms'"},
    {UNITS(UNIT_TIME), "milliseconds", "'ms'"},
    {UNITS(UNIT_TIME), "sec", "'s'"},
    {UNITS(UNIT_TIME), "secs", "'s'"},
    {UNITS(UNIT_TIME), "second", "'s'"},
    {UNITS(UNIT_TIME), "seconds", "'s'"},
    {UNITS(UNIT_TIME), "m", "'ms' or 'min'"},
    {UNITS(UNIT_TIME), "minute", "'min'"},
    {UNITS(UNIT_TIME), "minutes", "'min'"},
    {UNITS(UNIT_TIME), "hr", "'h'"},
    {UNITS(UNIT_TIME), "hour", "'h'"},
    {UNITS(UNIT_TIME), "hours", "'h'"},
    {UNITS(UNIT_TIME), "d", "'h' (a day is 24 h)"},
    {UNITS(UNIT_TIME), "days", "'h' (a day is 24 h)"},
    {UNITS(UNIT_BYTES), "KB", KILO},
    {UNITS(UNIT_BYTES), "kb", KILO},
    {UNITS(UNIT_BYTES), "K", KILO},
    {UNITS(UNIT_BYTES), "mb", MEGA},
    {UNITS(UNIT_BYTES), "M", MEGA},
    {UNITS(UNIT_BYTES), "gb", GIGA},
    {UNITS(UNIT_BYTES), "G", GIGA},
    {UNITS(UNIT_BYTES), "byte", "'B'"},
    {UNITS(UNIT_BYTES), "bytes", "'B'"},
    {UNITS(UNIT_BYTES), "octets", "'B'"},
    {UNITS(UNIT_FRAME_RATE), "fps", "'frame/s'"},
    {UNITS(UNIT_FRAME_RATE), "frames/s", "'frame/s'"},
    {UNITS(UNIT_FRAME_RATE), "pps", "'frame/s'"},
    {UNITS(UNIT_FRAME_RATE), "packets/s", "'frame/s'"},
    {UNITS(UNIT_FRAME_RATE), "kfps", "'kframe/s'"},
    {UNITS(UNIT_FRAME_RATE), "kpps", "'kframe/s'"},
    {UNITS(UNIT_FRAME_RATE), "Mfps", "'Mframe/s'"},
    {UNITS(UNIT_FRAME_RATE), "Mpps", "'Mframe/s'"},
    {UNITS(UNIT_FRAME_RATE), "Gpps", "'Gframe/s'"},
    {UNITS(UNIT_BIT_RATE) | UNITS(UNIT_BYTE_RATE), "bps", "'bit/s'"},
    {UNITS(UNIT_BIT_RATE) | UNITS(UNIT_BYTE_RATE), "kbps", "'kbit/s'"},
    {UNITS(UNIT_BIT_RATE) | UNITS(UNIT_BYTE_RATE), "Mbps", "'Mbit/s'"},
    {UNITS(UNIT_BIT_RATE) | UNITS(UNIT_BYTE_RATE), "Gbps", "'Gbit/s'"},
    {UNITS(UNIT_BIT_RATE), "Tbps", "'Tbit/s'"},
    {UNITS(UNIT_BIT_RATE), "b/s", "'bit/s'"},
    {UNITS(UNIT_BIT_RATE), "kb/s", "'kbit/s'"},
    {UNITS(UNIT_BIT_RATE), "Mb/s", "'Mbit/s'"},
    {UNITS(UNIT_BIT_RATE), "Gb/s", "'Gbit/s'"},
    {UNITS(UNIT_BIT_RATE), "Gbit", "'Gbit/s'"},
    {UNITS(UNIT_BIT_RATE), "Mbit", "'Mbit/s'"},
    {UNITS(UNIT_BIT_RATE), "kB/s", "'kbit/s' (1 kB/s is 8 kbit/s)"},
    {UNITS(UNIT_BIT_RATE), "MB/s", "'Mbit/s' (1 MB/s is 8 Mbit/s)"},
    {UNITS(UNIT_BIT_RATE), "GB/s", "'Gbit/s' (1 GB/s is 8 Gbit/s)"},
    {UNITS(UNIT_BYTE_RATE), "Bps", "'B/s'"},
    {UNITS(UNIT_BYTE_RATE), "kBps", "'kB/s'"},
    {UNITS(UNIT_BYTE_RATE), "KB/s", "'kB/s' or 'KiB/s'"},
    {UNITS(UNIT_BYTE_RATE), "MBps", "'MB/s'"},
    {UNITS(UNIT_BYTE_RATE), "GBps", "'GB/s'"},
    {UNITS(UNIT_BYTE_RATE), "GB", "'GB/s'"},
    {UNITS(UNIT_LOAD), "percent", "'%'"},
    {UNITS(UNIT_LOAD), "pct", "'%'"},
    {UNITS(UNIT_TIME_PER_BYTE), "ns", "'ns/B'"},
    {UNITS(UNIT_TIME_PER_BYTE), "ps", "'ps/B'"},
    {UNITS(UNIT_TIME_PER_BYTE), "ns/byte", "'ns/B'"},
};

const struct unit_family *unit_family(enum unit_kind kind) {
    ensure(kind < UNIT_KINDS);
    return &families[kind];
}

/* The micro sign and the Greek letter look alike, and keyboards have one or the other: both are read as us.
 */
static bool is_micro(const char *name, size_t length) {
    return length == 3 && (memcmp(name, "\xC2\xB5s", 3) == 0 || memcmp(name, "\xCE\xBCs", 3) == 0);
}

const struct unit *unit_find(const char *name, size_t length, unsigned kinds, enum unit_kind *kind) {
    if (is_micro(name, length)) {
        name = "us";
        length = strlen(name);
    }
    for (unsigned i = 0; i < UNIT_KINDS; i++) {
        for (size_t j = 0; (kinds & UNITS(i)) != 0 && j < families[i].count; j++) {
            const struct unit *unit = &families[i].unit[j];
            if (strlen(unit->name) == length && memcmp(unit->name, name, length) == 0) {
                *kind = (enum unit_kind)i;
                return unit;
            }
        }
    }
    return NULL;
}

/* The names of all units of these kinds. */
static size_t unit_names(unsigned kinds, const char *names[], size_t most) {
    size_t count = 0;
    for (unsigned i = 0; i < UNIT_KINDS; i++) {
        for (size_t j = 0; (kinds & UNITS(i)) != 0 && j < families[i].count; j++) {
            ensure(count < most);
            names[count++] = families[i].unit[j].name;
        }
    }
    return count;
}

/* Exact spelling first, because "Mb/s" and "MB/s" are different habits. */
static const char *habit_meant(const char *word, unsigned kinds) {
    size_t count = sizeof habits / sizeof habits[0];
    for (size_t i = 0; i < count; i++) {
        if ((habits[i].kinds & kinds) != 0 && strcmp(habits[i].wrong, word) == 0)
            return habits[i].right;
    }
    for (size_t i = 0; i < count; i++) {
        if ((habits[i].kinds & kinds) != 0 && strcasecmp(habits[i].wrong, word) == 0)
            return habits[i].right;
    }
    return NULL;
}

static bool hint_list(struct value_error *error, const char *const *names, size_t count) {
    struct text list = {0};
    for (size_t i = 0; i < count; i++)
        text_format(&list, "%s%s", i == 0 ? "" : i + 1 < count ? ", " : " or ", names[i]);
    value_hint(error, "units are %s", list.at);
    text_free(&list);
    return false;
}

bool unit_refuse(struct slice slice, unsigned kinds, struct value_error *error) {
    enum { NAMES_MAX = 40, WORD_MAX = 31 };
    char quote[QUOTE_MAX];
    const char *names[NAMES_MAX];
    size_t count = unit_names(kinds, names, NAMES_MAX);
    enum unit_kind other;
    size_t length = slice.end - slice.begin;
    value_fail(error, slice, "unknown unit %s", slice_quote(slice, quote));
    char word[WORD_MAX + 1] = "";
    if (length <= WORD_MAX)
        memcpy(word, slice.text + slice.begin, length);
    const char *meant = habit_meant(word, kinds);
    if (meant != NULL)
        return value_hint(error, "did you mean %s?", meant);
    if (unit_find(slice.text + slice.begin, length, ~0u, &other) != NULL) {
        unsigned wanted = 0;
        while ((kinds & UNITS(wanted)) == 0)
            wanted++;
        value_fail(error, slice, "%s measures %s, not %s", slice_quote(slice, quote), families[other].noun,
                   kinds == UNITS_RATE ? "a rate" : families[wanted].noun);
        return hint_list(error, names, count);
    }
    for (size_t i = 0; i < count; i++) {
        if (strcasecmp(names[i], word) == 0)
            return value_hint(error, "did you mean '%s'?", names[i]);
    }
    const char *nearest = text_nearest(word, names, count);
    if (nearest != NULL)
        return value_hint(error, "did you mean '%s'?", nearest);
    return hint_list(error, names, count);
}
