#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the small captures of tests/data/traces. They are committed; run this again after changing it:

    python3 tests/data/make_traces.py tests/data/traces

Good files carry the same eight frames in every format (see FRAMES), stamped from 2026-01-02 03:04:05 on, with one
backward step of 2 us, each with 14 bytes kept. What is wrong with a bad file is in its name. test_trace.c knows what
each of them must give.
"""
import os
import struct
import sys

START = 1767323045  # s
# ns since START, length on the wire: frame 4 was stamped 2 us before frame 3
FRAMES = [(0, 64), (1000, 1518), (5000, 64), (3000, 594), (10000, 60), (10000, 61), (2000000000, 9000), (2000001000, 262144)]
KEPT = bytes(range(14))
SECTION, INTERFACE, SIMPLE, ENHANCED = 0x0A0D0D0A, 1, 3, 6


def pcap(order, nanoseconds, frames=FRAMES, link=1):
    magic = 0xA1B23C4D if nanoseconds else 0xA1B2C3D4
    data = struct.pack(order + "IHHiIII", magic, 2, 4, 0, 0, 262144, link)
    for ns, length in frames:
        kept = KEPT[:length] if length else b""
        fraction = ns % 10**9 if nanoseconds else ns % 10**9 // 1000
        data += struct.pack(order + "IIII", START + ns // 10**9, fraction, len(kept), length) + kept
    return data


def block(order, kind, body):
    body += bytes(-len(body) % 4)
    size = len(body) + 12
    return struct.pack(order + "II", kind, size) + body + struct.pack(order + "I", size)


def section(order):
    return block(order, SECTION, struct.pack(order + "IHHq", 0x1A2B3C4D, 1, 0, -1))


def interface(order, resolution=None, link=1, snaplen=262144):
    body = struct.pack(order + "HHI", link, 0, snaplen)
    if resolution is not None:
        body += struct.pack(order + "HHB3xHH", 9, 1, resolution, 0, 0)
    return block(order, INTERFACE, body)


def enhanced(order, ns, length, per_s, number=0):
    ticks = (START * 10**9 + ns) * per_s // 10**9
    kept = KEPT[:length]
    return block(order, ENHANCED, struct.pack(order + "IIIII", number, ticks >> 32, ticks & 0xFFFFFFFF, len(kept), length) + kept)


def pcapng(order, nanoseconds):
    data = section(order) + interface(order, 9 if nanoseconds else None)
    for ns, length in FRAMES:
        data += enhanced(order, ns, length, 10**9 if nanoseconds else 10**6)
    return data


def two_resolutions(order):
    """Two interfaces, one counting microseconds, one nanoseconds, and half of the frames on each."""
    data = section(order) + interface(order, 6) + interface(order, 9)
    for i, (ns, length) in enumerate(FRAMES):
        data += enhanced(order, ns, length, 10**9 if i % 2 else 10**6, i % 2)
    return data


def two_sections(order):
    data = b""
    for part in (FRAMES[:4], FRAMES[4:]):
        data += section(order) + interface(order, 9)
        data += b"".join(enhanced(order, ns, length, 10**9) for ns, length in part)
    return data


def text_lines(separator, unit=10**9, decimals=9):
    lines = []
    for ns, length in FRAMES:
        whole, rest = divmod(ns * (10**9 // unit), 10**9)
        lines.append(f"{START * unit // 10**9 + whole}.{rest:09d}"[: decimals - 9 or None] + f"{separator}{length}")
    return "\n".join(lines) + "\n"


def simple(order):
    frame = block(order, SIMPLE, struct.pack(order + "I", 14) + KEPT)
    return section(order) + interface(order) + frame + frame


def files():
    yield "us-little.pcap", pcap("<", False)
    yield "us-big.pcap", pcap(">", False)
    yield "ns-little.pcap", pcap("<", True)
    yield "ns-big.pcap", pcap(">", True)
    yield "us-little.pcapng", pcapng("<", False)
    yield "us-big.pcapng", pcapng(">", False)
    yield "ns-little.pcapng", pcapng("<", True)
    yield "ns-big.pcapng", pcapng(">", True)
    yield "two-resolutions.pcapng", two_resolutions("<")
    yield "two-sections.pcapng", two_sections(">")
    yield "raw-ip.pcap", pcap("<", False, FRAMES[:2], 101)
    yield "plain.txt", text_lines(" ").encode()
    yield "header.csv", ("# made by make_traces.py\r\ntime (us),length\r\n0.5,64\r\n\r\n1.25e1, 1518 # late\r\n").encode()
    whole = pcap("<", False)
    yield "bad-empty.pcap", b""
    yield "bad-no-frame.pcap", whole[:24]
    yield "bad-cut-header.pcap", whole[:20]
    yield "bad-cut-frame.pcap", whole[: 24 + 3 * 30 + 20]
    yield "bad-cut-first.pcap", whole[: 24 + 10]
    yield "bad-cut-block.pcapng", pcapng("<", True)[:-6]
    yield "bad-zero-length.pcap", pcap("<", False, [(0, 64), (1000, 0)])
    yield "bad-long-frame.pcap", pcap("<", False, [(0, 262145)])
    yield "bad-kept-more.pcap", pcap("<", False, [(0, 64)])[:-22] + struct.pack("<II", 14, 10) + KEPT
    yield "bad-fraction.pcap", struct.pack("<IHHiIIIIIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1, START, 2000000, 0, 64)
    yield "bad-far-apart.pcap", pcap("<", False, [(0, 64), (10**16, 64)])
    yield "bad-link-types.pcapng", section("<") + interface("<") + interface("<", None, 101) + enhanced("<", 0, 64, 10**6)
    yield "bad-snaplens.pcapng", section("<") + interface("<") + interface("<", None, 1, 96) + enhanced("<", 0, 64, 10**6)
    yield "bad-byte-orders.pcapng", section("<") + interface("<") + enhanced("<", 0, 64, 10**6) + section(">")
    yield "bad-no-stamps.pcapng", simple("<")
    yield "bad-no-interface.pcapng", section("<") + enhanced("<", 0, 64, 10**6)
    yield "bad-compressed.pcap.gz", bytes.fromhex("1f8b080000000000000303000000000000000000")
    yield "bad-snoop.cap", b"snoop\0\0\0" + struct.pack(">II", 2, 4)
    yield "bad-binary.dat", bytes(range(1, 256))
    yield "bad-lines.txt", b"0.1 64\n0.2\nabc 64\n-0.3 64\n0.4 0\n0.5 64 7\n0.6 sixty\n0.0000000000001 64\n0.7ms 64\n1e9 64\n0.8 300000\n0.9 0\n1.0 x\n"
    yield "bad-header-bits.txt", b"time bits\n0.1 512\n"
    yield "bad-header-order.txt", b"length,time\n64,0.1\n"
    yield "bad-only-comments.txt", b"# nothing\n\n"
    yield "bad-nul.txt", b"0.1 64\n0.2\x0064\n" + b"0.3 64\n" * 700
    yield "table.txt", b"# hold times\nunit: us\n30\n1.5\n2 ms # its own unit\n1.5\n"
    yield "bad-table-unit.txt", b"1 us\n 2\n"


def main():
    target = sys.argv[1]
    os.makedirs(target, exist_ok=True)
    for name, data in files():
        with open(os.path.join(target, name), "wb") as out:
            out.write(data)


if __name__ == "__main__":
    main()
