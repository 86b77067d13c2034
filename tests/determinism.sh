#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The same bits everywhere: a small sweep and every scenario, cut short, by each of the given builds with one thread and
# with four. All databases must hold the same rows (tests/cli/dump.py leaves out clocks and machines), and every
# build must get the digests of the first again.
#
#   sh tests/determinism.sh BUILD...          TAP on standard output
set -u

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd) || exit 1
scenarios=$here/../scenarios
python=/usr/bin/python3
[ -x $python ] || python=python3
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
cases=0

# case_of TITLE COMMAND...: one test case, passed when the command succeeds; what it says is shown otherwise.
case_of() {
    title=$1
    shift
    cases=$((cases + 1))
    if "$@" >"$work/said" 2>&1; then
        echo "ok $cases - $title"
    else
        echo "not ok $cases - $title"
        sed 's/^/# /' "$work/said" | tail -n 20
    fi
}

# compute RXPOOL THREADS DATABASE
compute() {
    "$1" sweep "$scenarios/flood.yaml" -s 'time.duration=12 ms' -s 'time.warmup=2 ms' -P pool.initial=64,1024 -P pool.policy=static,watermark \
        -n 3 -j "$2" -o "$3" --progress=none || return
    for scenario in "$scenarios"/*.yaml; do
        "$1" run "$scenario" -s 'time.duration=12 ms' -s 'time.warmup=2 ms' -n 2 -j "$2" -o "$3" --progress=none \
            >"$work/shown" || return
    done
}

# rows RXPOOL THREADS NAME: computes, and leaves the rows in NAME.sql.
rows() {
    compute "$1" "$2" "$work/$3.db" && "$python" "$here/cli/dump.py" "$work/$3.db" >"$work/$3.sql" &&
        [ "$(grep -c '^INSERT INTO "run"' "$work/$3.sql")" -ge 12 ]
}

first=
for build in "$@"; do
    name=$(basename "$build")
    for threads in 1 4; do
        now=$name-$threads
        case_of "$name computes with $threads threads" rows "$build/src/cli/rxpool" $threads "$now"
        if [ -z "$first" ]; then
            first=$now
        else
            case_of "$now has the rows of $first" cmp "$work/$first.sql" "$work/$now.sql"
        fi
    done
    case_of "$name gets the digests of $first" "$build/src/cli/rxpool" verify "$work/$first.db" --progress=none
done
# A comparison that cannot fail proves nothing.
other_seed() {
    for seed in 1 2; do
        "$build/src/cli/rxpool" run "$scenarios/textbook.yaml" -s 'time.duration=12 ms' -s 'time.warmup=2 ms' --seed $seed \
            -o "$work/seed-$seed.db" --progress=none >"$work/shown" || return
        "$python" "$here/cli/dump.py" "$work/seed-$seed.db" | grep '^INSERT INTO "run"' >"$work/seed-$seed.sql" || return
    done
    ! cmp -s "$work/seed-1.sql" "$work/seed-2.sql"
}
case_of "another seed gives other rows" other_seed
echo "1..$cases"
