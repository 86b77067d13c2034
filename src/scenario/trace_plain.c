/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Classic captures of Ethernet, read without libpcap, which copies every frame only for us to look at 16
 * bytes of it; hashed in the same pass.
 *
 * This way knows no faults. At whatever is odd - a field, a frame that cannot be believed, a file that ends
 * too soon - it gives up, and the file is read again the long way (trace_pcap.c), which has the words. So it
 * may take less than libpcap does but never more, and what both take must come out alike: a test compares
 * them on files with random damage. */
#include <stdlib.h>
#include <string.h>

#include "filehash.h"
#include "trace_build.h"

enum {
    PIECE = 1 << 16, /* stays in the nearest caches */
    FILE_HEADER = 24,
    FRAME_HEADER = 16,
    ETHERNET = 1,
    KEPT_MAX = 262144, /* libpcap believes no more */
    PS_PER_NS = 1000
};
static const uint64_t ns_per_s = 1000000000;
static const uint64_t span_max_ns = TRACE_SPAN_MAX / PS_PER_NS;

struct plain {
    struct trace_build *build;
    bool swapped;         /* the file's byte order is not that of this machine */
    uint32_t per_second;  /* the unit of the fractions of a second */
    uint32_t ns_per_unit; /* the same in nanoseconds */
    uint32_t kept_max;
    uint64_t first_ns;
    size_t skip; /* bytes of the last frame that are still to come */
};

static inline uint32_t word(const unsigned char *at, bool swapped) {
    uint32_t value;
    memcpy(&value, at, sizeof value);
    return swapped ? __builtin_bswap32(value) : value;
}

/* Version 2.4, Ethernet, micro- or nanoseconds. */
static bool read_head(struct plain *plain, const unsigned char *head) {
    static const uint32_t microseconds = 0xA1B2C3D4, nanoseconds = 0xA1B23C4D;
    uint32_t magic = word(head, false);
    plain->swapped = magic != microseconds && magic != nanoseconds;
    magic = word(head, plain->swapped);
    if (magic != microseconds && magic != nanoseconds)
        return false;
    plain->ns_per_unit = magic == nanoseconds ? 1 : 1000;
    plain->per_second = magic == nanoseconds ? 1000000000 : 1000000;
    uint16_t major, minor;
    memcpy(&major, head + 4, sizeof major);
    memcpy(&minor, head + 6, sizeof minor);
    if (plain->swapped) {
        major = __builtin_bswap16(major);
        minor = __builtin_bswap16(minor);
    }
    uint32_t kept_max = word(head + 16, plain->swapped);
    plain->kept_max = kept_max < KEPT_MAX ? kept_max : KEPT_MAX;
    return major == 2 && minor == 4 && kept_max > 0 && kept_max <= INT32_MAX &&
           word(head + 20, plain->swapped) == ETHERNET;
}

/* All frames that begin in these bytes; what is left of them at the end is less than a header. */
static bool read_piece(struct plain *plain, const unsigned char *bytes, size_t length, size_t *used) {
    struct trace_build *build = plain->build;
    size_t at = plain->skip < length ? plain->skip : length;
    plain->skip -= at;
    while (length - at >= FRAME_HEADER) {
        uint32_t seconds = word(bytes + at, plain->swapped);
        uint32_t fraction = word(bytes + at + 4, plain->swapped);
        uint32_t kept = word(bytes + at + 8, plain->swapped);
        uint32_t whole = word(bytes + at + 12, plain->swapped);
        if (seconds > INT32_MAX || fraction >= plain->per_second || kept > plain->kept_max || kept > whole ||
            whole == 0 || whole > TRACE_LENGTH_MAX || build->count == TRACE_FRAMES_MAX)
            return false;
        uint64_t ns = seconds * ns_per_s + (uint64_t)fraction * plain->ns_per_unit;
        if (build->count == 0)
            plain->first_ns = ns;
        uint64_t distance = ns - plain->first_ns;
        if (distance + span_max_ns > 2 * span_max_ns)
            return false;
        trace_put(build, distance * PS_PER_NS, whole);
        at += FRAME_HEADER;
        plain->skip = kept - (kept < length - at ? kept : length - at);
        at += kept - plain->skip;
    }
    *used = at;
    return true;
}

static bool read_all(struct plain *plain, FILE *file, struct filehash *hash, unsigned char *bytes) {
    bool good = true;
    size_t left = 0, more, used = 0;
    if (fread(bytes, 1, FILE_HEADER, file) != FILE_HEADER || !read_head(plain, bytes))
        return false;
    filehash_add(hash, bytes, FILE_HEADER);
    while (good && (more = fread(bytes + left, 1, PIECE, file)) > 0) {
        filehash_add(hash, bytes + left, more);
        good = read_piece(plain, bytes, left + more, &used);
        left = good ? left + more - used : 0;
        memmove(bytes, bytes + used, left);
    }
    return good && ferror(file) == 0 && left == 0 && plain->skip == 0 && plain->build->count > 0;
}

bool trace_read_plain(struct trace_build *build, FILE *file, char digest[FILEHASH_TEXT]) {
    struct plain plain = {.build = build};
    struct filehash *hash = filehash_new();
    unsigned char *bytes = memory_alloc(FRAME_HEADER + PIECE);
    bool good = read_all(&plain, file, hash, bytes);
    filehash_end(hash, digest);
    free(bytes);
    if (!good) {
        build->count = 0;
        digest[0] = '\0';
        rewind(file);
    }
    return good;
}
