#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""make_capture FILE FRAMES: writes a pcap with that many frames, always the same ones.

Bursts of 1 to 32 frames, a microsecond or so apart within a burst, some 20 us between bursts; 64, 594 and 1518 bytes long
in the proportions of imix; 54 bytes of each are kept, as by somebody who captures headers.
"""
import struct
import sys

KEPT = 54
SIZES = [64] * 7 + [594] * 4 + [1518]


def numbers(state):
    """Endless 32-bit numbers of a 64-bit congruential generator (Knuth's MMIX)."""
    while True:
        state = (state * 6364136223846793005 + 1442695040888963407) & 0xFFFFFFFFFFFFFFFF
        yield state >> 32


def main():
    path, frames = sys.argv[1], int(sys.argv[2])
    number = numbers(20260801)
    payload = bytes(range(KEPT))
    record = struct.Struct('<IIII')
    pieces = [struct.pack('<IHHiIII', 0xA1B23C4D, 2, 4, 0, 0, 262144, 1)]  # nanoseconds, Ethernet
    ns = 1785542400 * 10**9
    left = 0
    for _ in range(frames):
        if left == 0:
            left = 1 + next(number) % 32
            ns += 10000 + next(number) % 20000
        left -= 1
        ns += 500 + next(number) % 1000
        pieces.append(record.pack(ns // 10**9, ns % 10**9, KEPT, SIZES[next(number) % len(SIZES)]))
        pieces.append(payload)
    with open(path, 'wb') as file:
        file.write(b''.join(pieces))


if __name__ == '__main__':
    main()
