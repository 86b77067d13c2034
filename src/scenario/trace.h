/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Traces: captures and text files as arrays of times and lengths (struct trace_data, config.h).
 *
 * Formats: pcap and pcapng (libpcap, nanoseconds asked for; both byte orders), and text: two columns, time
 * and length, as in the Bellcore .TL files (trace_text.c says exactly what is read). "auto" decides by the
 * first bytes.
 *
 * Lengths are those on the wire, not what the capture kept. Times become exact picoseconds, are shifted so
 * that the least is 0, sorted stably if they go backwards (a step is a frame stamped before the frame in
 * front of it in the file), and multiplied by time_scale, rounded half to even.
 *
 * All or nothing: a file with one frame that cannot be believed is refused as a whole, with its place and a
 * way out, also a truncated one (it says how many frames are whole): a run must not depend on how much of a
 * download arrived. */
#ifndef RXP_TRACE_H
#define RXP_TRACE_H

#include <stdbool.h>

#include "config.h"
#include "problem.h"

#define TRACE_FRAMES_MAX UINT64_C(200000000) /* 2.4 GB in memory */
#define TRACE_LENGTH_MAX (256u * 1024u)
#define TRACE_SPAN_MAX INT64_MAX /* ps: 106 days, before and after scaling */

/* False, with problems, when the file is refused. mark is where the scenario names it; format is auto, pcap,
 * pcapng or text. The exit code is 66 when the file cannot be opened. *out belongs to the caller: trace_free.
 */
bool trace_load(const char *path, const char *format, struct fraction time_scale, struct trace_data **out,
                struct problems *problems, struct mark mark);
void trace_free(struct trace_data *trace);

#endif
