#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The same bits in this build, with every width of vectors that this processor has; and the worlds that are compiled in
# are those that the scenario layer makes. run.sh does other machines.
#
#   sh tests/cross/here.sh CROSS_BITS WRITE_WORLDS COUNT TRACES       TAP on standard output
#   sh tests/cross/here.sh --update CROSS_BITS                        expected.txt as this build has it: see README.md
set -u

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd) || exit 1
if [ "$1" = --update ]; then
    exec "$2" >"$here/expected.txt"
fi
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
cases=0

# verdict TITLE FILE: the file is what is expected
verdict() {
    cases=$((cases + 1))
    if cmp -s "$2" "$work/expected"; then
        echo "ok $cases - $1"
    else
        diff "$work/expected" "$2" | head -n 12 | sed 's/^/# /'
        echo "not ok $cases - $1"
    fi
}

cp "$here/expected.txt" "$work/expected"
for width in plain avx2 avx512; do
    "$1" --width $width >"$work/said" 2>"$work/errors"
    case $? in
    77) ;; # not on this processor, or not in this build
    *) verdict "the bits of all, drawn $width" "$work/said" ;;
    esac
done
grep '^world' "$here/expected.txt" >"$work/expected"
"$2" --run "$3" "$4" >"$work/said"
verdict "worlds as C are the worlds of the scenario layer" "$work/said"
echo "1..$cases"
