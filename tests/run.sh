#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Builds rxpool and runs its tests.
#
#   sh tests/run.sh [--werror] [PART]...
#
# --werror: a warning is an error.
# Parts, all of them when none is named, each in its own directory below build-tests/:
#   gcc          release build with GCC: every test
#   clang        release build with Clang: unit and golden tests
#   sanitize     GCC with address and undefined-behaviour sanitizers: unit, golden, command-line and slow tests
#   determinism  unoptimised builds with both compilers: golden tests; then the same bits from all builds of this call
#   cross        the same bits on AArch64, on a big-endian machine (both under qemu) and with -march=native; skipped, with
#                the reason, where their compilers cannot be had. All of it: `sh tests/cross/run.sh` (tests/README.md)
#
# The last line is "N passed, N failed", which counts single test cases over all parts (a build that fails is one). The
# exit code is 0 when something passed and nothing failed.
set -u

cd -- "$(dirname -- "$0")/.." || exit 1
top=build-tests
werror=
built=
parts=
for word in "$@"; do
    case $word in
    --werror) werror=-Dwerror=true ;;
    gcc | clang | sanitize | determinism | cross) parts="$parts $word" ;;
    *)
        echo "usage: sh tests/run.sh [--werror] [gcc] [clang] [sanitize] [determinism] [cross]" >&2
        exit 64
        ;;
    esac
done
[ -n "$parts" ] || parts="gcc clang sanitize determinism cross"

sh src/prepare.sh tests || exit $?
# The distribution's meson: another one on the PATH may belong to a Python without it.
meson=/usr/bin/meson
[ -x $meson ] || meson=meson

mkdir -p "$top"
tally=$top/tally
: >"$tally"
export ASAN_OPTIONS=detect_leaks=1:detect_stack_use_after_return=1:strict_string_checks=1
export UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1

say() {
    echo
    echo "== $*"
}

# loud LOG COMMAND...: quiet when all goes well.
loud() {
    log=$1
    shift
    "$@" >"$log" 2>&1 </dev/null && return
    tail -n 60 "$log"
    return 1
}

# build NAME COMPILER "MESON OPTIONS" "TARGETS": makes build-tests/NAME; one failure in the tally if that cannot be.
build() {
    directory=$top/$1
    began=$(date +%s)
    say "building $directory"
    if [ ! -f "$directory/build.ninja" ] || [ "$(cat "$directory/asked" 2>/dev/null)" != "$2 $3" ]; then
        rm -rf "$directory"
        # shellcheck disable=SC2086 # lists of words
        CC=$2 loud "$top/$1-setup.log" "$meson" setup "$directory" $3 || {
            echo "0 1 0 $1: meson setup" >>"$tally"
            return 1
        }
        echo "$2 $3" >"$directory/asked"
    fi
    # shellcheck disable=SC2086
    loud "$top/$1-build.log" ninja -C "$directory" --quiet $4 || {
        echo "0 1 0 $1: build" >>"$tally"
        return 1
    }
    grep -h -i 'warning:' "$top/$1-build.log"
    built="$built $directory"
    echo "built in $(($(date +%s) - began)) s"
}

# suites NAME SUITE...: runs them there and counts.
suites() {
    directory=$top/$1
    name=$1
    shift
    wanted=
    for suite in "$@"; do
        wanted="$wanted --suite $suite"
    done
    say "testing $directory"
    rm -f "$directory/meson-logs/testlog.json"
    # shellcheck disable=SC2086
    "$meson" test -C "$directory" --no-rebuild --print-errorlogs $wanted </dev/null |
        sed -e '/^Full log written/d' -e '/^Ok:/,$d' -e '/^ninja:/d' -e '/^$/d'
    python3 tests/tally.py "$name" "$directory/meson-logs/testlog.json" "$tally"
}

gcc_part() {
    build gcc gcc "--buildtype=release $werror" '' && suites gcc unit golden theory cli tidy slow
}

clang_part() {
    build clang clang "--buildtype=release $werror" '' && suites clang unit golden
}

sanitize_part() {
    # two warnings are wrong about code with checks in it
    quiet="-Dc_args=['-Wno-maybe-uninitialized','-Wno-format-overflow']"
    build sanitize gcc "--buildtype=debugoptimized -Db_sanitize=address,undefined $quiet $werror" '' &&
        suites sanitize unit golden cli slow
}

determinism_part() {
    for compiler in gcc clang; do
        build "$compiler-O0" "$compiler" "--buildtype=plain -Dc_args=-O0 $werror" 'golden-programs' && suites "$compiler-O0" golden
    done
    say "comparing$built"
    # shellcheck disable=SC2086
    sh tests/determinism.sh $built >"$top/determinism.tap" 2>&1 </dev/null
    python3 tests/tally.py --tap determinism "$top/determinism.tap" "$tally"
}

# Whatever the others did, its worlds come from the release build.
cross_part() {
    build gcc gcc "--buildtype=release $werror" 'tests/cross/cross_worlds.c' || return
    say "comparing machines"
    began=$(date +%s)
    sh src/prepare.sh cross || echo "without compilers for other machines"
    sh tests/cross/run.sh "$top/gcc" aarch64-O2 s390x-O2 gcc-native >"$top/cross.tap" 2>&1 </dev/null
    python3 tests/tally.py --tap cross "$top/cross.tap" "$tally"
    echo "compared in $(($(date +%s) - began)) s"
}

for part in $parts; do
    "${part}_part"
done

say "all together"
python3 tests/tally.py --total "$tally"
