/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Captures, through libpcap: the only file that includes its header.
 *
 * libpcap is asked for nanoseconds, whatever the file's resolution, and hands out both byte orders alike.
 * What it cannot read (pcapng with interfaces of different types, 1.10) is said in terms of what to do about
 * it; writing a reader of our own for those was weighed and left out, since any converter removes them.
 */
#define _DEFAULT_SOURCE 1 /* pcap.h says u_int */
#include "trace_build.h"

#include <pcap/pcap.h>
#include <string.h>

#include "ensure.h"

static const i128 ps_per_s = 1000000000000;
enum { NS_PER_S = 1000000000, PS_PER_NS = 1000 };

#define AS_TEXT "make a text trace of it: tshark -r IN -T fields -e frame.time_epoch -e frame.len > OUT.txt"
#define AS_PCAP "convert it first: editcap -F pcap IN OUT.pcap"

struct translation {
    const char *piece; /* of libpcap's message */
    const char *message;
    const char *hint;
};

static const struct translation translations[] = {
    {"has a type", "interfaces of different link types in one file, which libpcap cannot read", AS_TEXT},
    {"has a snapshot length",
     "interfaces of different snapshot lengths in one file, which libpcap cannot read", AS_PCAP},
    {"different byte orders", "sections of different byte orders in one file, which libpcap cannot read",
     AS_PCAP},
    /* 1.10 measures the next section in the byte order of the last one before it looks */
    {"pcapng block size", "a damaged block, or a section of another byte order, which libpcap cannot read",
     AS_PCAP},
    {"unsupported", "a version of the format that libpcap cannot read", AS_PCAP},
    {"archaic", "a version of the format that libpcap cannot read", AS_PCAP},
};

static void report_truncated(const struct trace_build *build) {
    struct mark mark = {.file = build->path};
    unsigned long long whole = build->count;
    if (whole == 0)
        problems_add(build->problems, PROBLEM_ERROR, mark, NULL, NULL,
                     "the file ends before its first frame does");
    else
        problems_add(build->problems, PROBLEM_ERROR, mark, NULL,
                     "keep the whole frames: tcpdump -r IN -w OUT.pcap",
                     "the file ends within frame %llu; %llu before it %s whole", whole + 1, whole,
                     whole == 1 ? "is" : "are");
}

/* libpcap's message in our words, or as it is. */
static void report(const struct trace_build *build, const char *message) {
    struct mark mark = {.file = build->path};
    const char *hint = AS_TEXT;
    if (strstr(message, "truncated") != NULL) {
        report_truncated(build);
        return;
    }
    for (size_t i = 0; i < sizeof translations / sizeof translations[0]; i++) {
        if (strstr(message, translations[i].piece) == NULL)
            continue;
        message = translations[i].message;
        hint = translations[i].hint;
        break;
    }
    problems_add(build->problems, PROBLEM_ERROR, mark, NULL, hint, "frame %llu: %s",
                 (unsigned long long)build->count + 1, message);
}

static bool refuse(const struct trace_build *build, const char *hint, const char *message) {
    struct mark mark = {.file = build->path};
    problems_add(build->problems, PROBLEM_ERROR, mark, NULL, hint, "frame %llu: %s",
                 (unsigned long long)build->count + 1, message);
    return false;
}

static bool add_frame(struct trace_build *build, const struct pcap_pkthdr *header) {
    struct trace_fault fault;
    if (header->ts.tv_usec < 0 || header->ts.tv_usec >= NS_PER_S)
        return refuse(build, "the file is damaged", "the stamp has more than a second of fractions");
    if (header->caplen > header->len)
        return refuse(build, "the file is damaged", "more bytes were kept than the frame has");
    i128 stamp = (i128)header->ts.tv_sec * ps_per_s + (i128)header->ts.tv_usec * PS_PER_NS;
    if (trace_add(build, stamp, header->len, &fault))
        return true;
    return refuse(build, fault.hint, fault.message);
}

static void warn_of_link(const struct trace_build *build, pcap_t *capture) {
    struct mark mark = {.file = build->path};
    int link = pcap_datalink(capture);
    const char *name = pcap_datalink_val_to_name(link);
    if (link != DLT_EN10MB)
        problems_add(build->problems, PROBLEM_WARNING, mark, NULL,
                     "the lengths are taken as they are, with the header that this link type has",
                     "link type %s, not Ethernet", name == NULL ? "unknown" : name);
}

/* Frames without stamps (Simple Packet Blocks) come out of libpcap as 1970. */
static bool has_stamps(const struct trace_build *build, uint64_t stamped) {
    struct mark mark = {.file = build->path};
    if (stamped == build->count)
        return true;
    problems_add(build->problems, PROBLEM_ERROR, mark, NULL, "a trace needs a time for each frame",
                 "%llu of %llu frames have no time stamp", (unsigned long long)(build->count - stamped),
                 (unsigned long long)build->count);
    return false;
}

static bool read_frames(struct trace_build *build, pcap_t *capture, bool pcapng) {
    struct pcap_pkthdr *header;
    const u_char *bytes;
    uint64_t stamped = 0;
    int status;
    while ((status = pcap_next_ex(capture, &header, &bytes)) == 1) {
        bool unstamped = pcapng && header->ts.tv_sec == 0 && header->ts.tv_usec == 0;
        if (unstamped && stamped > 0)
            return refuse(build, "a trace needs a time for each frame", "it has no time stamp");
        stamped += !unstamped;
        if (!add_frame(build, header))
            return false;
    }
    if (status != PCAP_ERROR_BREAK) { /* which says "end of file" here */
        report(build, pcap_geterr(capture));
        return false;
    }
    if (build->count == 0) {
        struct mark mark = {.file = build->path};
        problems_add(build->problems, PROBLEM_ERROR, mark, NULL, NULL, "the capture holds no frame");
        return false;
    }
    return has_stamps(build, stamped);
}

bool trace_read_pcap(struct trace_build *build, FILE *file, bool pcapng) {
    char message[PCAP_ERRBUF_SIZE] = "";
    pcap_t *capture = pcap_fopen_offline_with_tstamp_precision(file, PCAP_TSTAMP_PRECISION_NANO, message);
    if (capture == NULL) {
        (void)fclose(file);
        report(build, message);
        return false;
    }
    ensure(pcap_get_tstamp_precision(capture) == PCAP_TSTAMP_PRECISION_NANO);
    bool good = read_frames(build, capture, pcapng);
    if (good)
        warn_of_link(build, capture);
    pcap_close(capture);
    return good;
}
