#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The suite "worlds": ten million random valid scenarios, and every invariant of the model looked at after every event
# of each (check_worlds.c). Its first 4,000 worlds are in the suite unit as well.
#
#   sh tests/worlds/run.sh BUILD [LAST] [JOBS]     worlds 1 to LAST (10,000,000) with so many processes (1)
#
# Works in pieces of 100,000 worlds, whose reports are in BUILD/worlds/. A piece that has a report is not done again, so
# the suite may be interrupted and goes on where it was; a report of another version of the worlds or of the model is
# removed by removing that directory. The exit code is 0 when all pieces are there and every one is good.
set -u

if [ $# -lt 1 ] || [ ! -d "$1" ]; then
    echo "usage: sh tests/worlds/run.sh BUILD [LAST] [JOBS]" >&2
    exit 64
fi
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd) || exit 1
build=$(CDPATH='' cd -- "$1" && pwd) || exit 1
last=${2:-10000000}
jobs=${3:-1}
piece=100000
reports=$build/worlds
ninja -C "$build" --quiet tests/worlds/check_worlds || exit 70
mkdir -p "$reports"
# a copy: building again does not change what is being run
cp "$build/tests/worlds/check_worlds" "$reports/check_worlds" || exit 73
export reports here piece last

# shellcheck disable=SC2016 # for the inner shell
seq 1 $piece "$last" | xargs -P "$jobs" -n 1 sh -c '
    from=$1
    to=$((from + piece - 1))
    [ "$to" -le "$last" ] || to=$last
    report=$reports/$from-$to.tap
    [ ! -f "$report" ] || exit 0
    if "$reports/check_worlds" --from "$from" --to "$to" --traces "$here/../data/traces" >"$report.part" 2>&1; then
        mv "$report.part" "$report"
        echo "worlds $from to $to: good" >&2
    else
        echo "worlds $from to $to: see $report.part" >&2
        exit 1
    fi' sh
result=$?

awk '/^# [0-9]+ worlds/ { worlds += $2; tries += $5; frames += $7; events += $9; for (i = 10; i < NF; i++) if ($(i + 1) == "s") seconds += $i }
    END { printf "%d worlds of %d tries, %.0f frames, %.0f events, each followed by a check; %.0f s of processor time; %d pieces bad\n",
        worlds, tries, frames, events, seconds, bad }' bad="$(find "$reports" -name '*.part' | wc -l)" "$reports"/*.tap
[ $result -eq 0 ]
