#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What a frame costs with more buffers, queues, sources and time: sweeps on one worker, drawn by the plot command.
#
#   sh tests/bench/scaling.sh RXPOOL DIRECTORY [RUNS]     docs/performance.md shows such pictures; two minutes with 5 runs
set -eu

rxpool=$1
to=$2
runs=${3:-5}
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
mkdir -p "$to"
for what in buffers queues clients length; do
    rm -f "$to/$what.db"
    "$rxpool" sweep "$here/scaling/$what.yaml" -o "$to/$what.db" -n "$runs" -j 1
    "$rxpool" plot "$to/$what.db" speed -t svg -o "$to/scaling-$what.svg"
    rm -f "$to/$what.db" "$to/$what.db-wal" "$to/$what.db-shm"
done
