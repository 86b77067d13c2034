/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows: the wire. */
#include "param.h"

static const struct param rows[] = {
    {.key = "link.rate",
     .type = PARAM_BIT_RATE,
     CONFIG_FIELD(link_bps),
     .word = "none",
     .initial = "none",
     .doc = "bits per second of the wire; none: frames reach the NIC as they are made",
     .more = "A frame occupies the wire for (L + fcs + overhead) * 8 / rate, as an exact fraction; frames "
             "that come "
             "meanwhile wait upstream.",
     .source = "what a scenario does not mention does not happen",
     .example = "10 Gbit/s"},
    {.key = "link.overhead",
     .type = PARAM_BYTES,
     CONFIG_FIELD(link_overhead_bytes),
     .high = 65535,
     .initial = "20 B",
     .doc = "bytes that each frame costs on the wire besides its own",
     .source = "IEEE 802.3: preamble 7, start delimiter 1, inter-packet gap 12",
     .example = "20 B"},
};

const struct param_section params_link = {"Link", rows, sizeof rows / sizeof *rows};
