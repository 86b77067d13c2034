#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The bound N >= peak frame rate * (moderation + DPC latency + backlog + hold) beside the least pool that lost nothing:
# a row for each point of the grid of scenarios/lossless-bound.yaml, which is swept over every pool of 1 to 180 buffers.
#
#   sh scenarios/lossless-bound.sh [RXPOOL]
set -eu

cd -- "$(dirname -- "$0")/.."
rxpool=${1:-build/src/cli/rxpool}
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT

"$rxpool" sweep scenarios/lossless-bound.yaml -o "$out/bound.db" --progress none

# The backlog: the DPC's time for what has collected when it begins, the frame that waited longest included.
sqlite3 -header -column "$out/bound.db" <<'SQL'
WITH times AS (
  SELECT point_id,
    max(value) FILTER (WHERE key = 'traffic.frames.rate') / 1e12 AS rate,
    max(value) FILTER (WHERE key = 'nic.interrupt.moderation') AS moderation,
    max(value) FILTER (WHERE key = 'cpu.dpc.latency') AS latency,
    max(value) FILTER (WHERE key = 'cpu.dpc.frame') AS frame,
    max(value) FILTER (WHERE key = 'protocol.app.hold') AS hold,
    max(value) FILTER (WHERE key = 'pool.initial') AS buffers
  FROM parameter GROUP BY point_id),
waits AS (
  SELECT *, moderation + latency + frame * (1 + CAST(rate * (moderation + latency) + 1e-6 AS INTEGER)) + hold AS wait
  FROM times),
bounds AS (
  SELECT *, 1 + CAST(rate * wait - 1e-6 AS INTEGER) AS bound FROM waits),
fates AS (
  SELECT bounds.*, run.frames_dropped AS lost FROM bounds JOIN run ON run.run_id = bounds.point_id * 1000000)
SELECT CAST(rate * 1e9 + 0.5 AS INTEGER) AS "kframe/s", moderation / 1000000 AS "moderation us",
  latency / 1000000 AS "latency us", hold / 1000000 AS "hold us", bound AS "bound",
  sum(lost) FILTER (WHERE buffers >= bound) AS "lost from it on",
  min(buffers) FILTER (WHERE lost = 0) AS "least that lost none",
  sum(lost) FILTER (WHERE buffers = bound / 2) AS "lost at half"
FROM fates GROUP BY rate, moderation, latency, hold ORDER BY rate, moderation, latency, hold;
SQL
