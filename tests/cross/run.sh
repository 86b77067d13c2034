#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The suite "cross": base, engine, model and policies built by other compilers, with other options and for other
# machines, must all print tests/cross/expected.txt: bits of the samplers and 300 random worlds (docs/digest.md).
#
#   sh tests/cross/run.sh BUILD [BUILD_NAME]...     TAP on standard output; without names every one of them
#
# BUILD is a build directory of meson, which writes the worlds as C. Objects go to BUILD/cross/. Names:
#   gcc-O0 gcc-O2 gcc-O3 gcc-native gcc-sanitize clang-O0 clang-O2 clang-O3 clang-native clang-sanitize
#   masked    gcc-O2 as on processors with less: its widths masked in the program, and by qemu-x86_64
#   aarch64-O0 aarch64-O2 aarch64-O3      by gcc, under qemu
#   s390x-O0 s390x-O2 s390x-O3            a big-endian machine
#   fused     fused multiply-add allowed: must differ, or the comparison could not fail
# What is not installed is skipped and says so: `sh src/prepare.sh cross` installs it on Debian.
set -u

if [ $# -lt 1 ] || [ ! -f "$1/build.ninja" ]; then
    echo "usage: sh tests/cross/run.sh BUILD [BUILD_NAME]..." >&2
    exit 64
fi
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd) || exit 1
build=$(CDPATH='' cd -- "$1" && pwd) || exit 1
shift
root=$(dirname "$(dirname "$here")")
top=$build/cross
expected=$here/expected.txt
jobs=$(nproc 2>/dev/null || echo 1)
machine=$(uname -m)
cases=0
bad=0
ninja -C "$build" tests/cross/cross_worlds.c >"$build/cross-worlds.log" 2>&1 || {
    tail -n 20 "$build/cross-worlds.log" >&2
    exit 70
}

# verdict RESULT TITLE [SKIP]
verdict() {
    cases=$((cases + 1))
    if [ "$1" -eq 0 ]; then
        echo "ok $cases - $2${3:+ # SKIP $3}"
    else
        bad=$((bad + 1))
        echo "not ok $cases - $2"
    fi
}

# sources: object, source and flags of each, a line each
sources() {
    for file in "$root"/src/base/*.c "$root"/src/policy/*.c "$root"/src/model/*.c "$root"/src/engine/*.c \
        "$here"/cross_bits.c "$here"/bits.c "$here"/outside.c "$build"/tests/cross/cross_worlds.c; do
        object=$(basename "$file" .c)
        case $object in
        filehash) ;; # hashes files with a library, which the other machines need not have; the model asks for none
        sampler_avx2) [ -z "$x86" ] || echo "$object $file -mavx2" ;;
        sampler_avx512) [ -z "$x86" ] || echo "$object $file -mavx512f -mavx512dq -mavx512vl -mprefer-vector-width=512" ;;
        *) echo "$object $file" ;;
        esac
    done
}

# compile NAME "COMPILER AND OPTIONS": BUILD/cross/NAME/cross_bits
compile() {
    directory=$top/$1
    rm -rf "$directory"
    mkdir -p "$directory"
    x86=
    # shellcheck disable=SC2086 # a list of words
    if $2 -dM -E - </dev/null 2>/dev/null | grep -q __x86_64__; then
        x86='-DRXP_SAMPLER_AVX2 -DRXP_SAMPLER_AVX512'
    fi
    command="$2 -std=c17 -D_POSIX_C_SOURCE=200809L -D_FILE_OFFSET_BITS=64 -fvisibility=hidden -fno-math-errno $x86"
    for layer in base engine policy scenario model; do
        command="$command -I$root/src/$layer"
    done
    command="$command -I$root/include -I$here -include $here/mask.h"
    sources >"$directory/sources"
    while read -r object file flags; do
        echo "$command $flags -c $file -o $directory/$object.o"
    done <"$directory/sources" | tr '\n' '\0' | xargs -0 -P "$jobs" -n 1 sh -c >"$directory/log" 2>&1 || return 1
    # shellcheck disable=SC2086
    $2 ${static:-} -o "$directory/cross_bits" "$directory"/*.o >>"$directory/log" 2>&1
}

# compare TITLE COMMAND...: what the command prints is what is expected
compare() {
    title=$1
    shift
    "$@" >"$top/said" 2>"$top/errors" && cmp -s "$top/said" "$expected"
    result=$?
    [ $result -eq 0 ] || { diff "$expected" "$top/said"; cat "$top/errors"; } | head -n 12 | sed 's/^/# /'
    verdict $result "$title"
}

# one NAME COMPILER "OPTIONS" [RUNNER...]
one() {
    called=$1
    compiler=$2
    options=$3
    shift 3
    for word in "$compiler" "$@"; do
        command -v "$word" >/dev/null && continue
        verdict 0 "$called" "there is no $word"
        return 1
    done
    echo 'int main(void) { return 0; }' >"$top/probe.c"
    # shellcheck disable=SC2086
    if ! $compiler $options ${static:-} -o "$top/probe" "$top/probe.c" >/dev/null 2>&1; then
        verdict 0 "$called" "$compiler $options makes no programs: has it a C library?"
        return 1
    fi
    if ! compile "$called" "$compiler $options"; then
        tail -n 12 "$top/$called/log" | sed 's/^/# /'
        verdict 1 "$called is built"
        return 1
    fi
    compare "$called has the bits of all" "$@" "$top/$called/cross_bits"
}

# What runs on this machine without an emulator, with every width it has.
widths() {
    for width in plain avx2 avx512; do
        "$top/$1/cross_bits" --width $width >/dev/null 2>&1 && compare "$1, no vectors wider than $width" "$top/$1/cross_bits" --width $width
    done
}

plain='-ffp-contract=off'
# warnings are the business of meson's builds
run() {
    static=
    case $1 in
    gcc-O? | clang-O?) one "$1" "${1%-*}" "-${1#*-} $plain" ;;
    gcc-native | clang-native)
        case $machine in
        x86_64) one "$1" "${1%-*}" "-O3 -march=native -mtune=native $plain" && widths "$1" ;;
        *) one "$1" "${1%-*}" "-O3 -mcpu=native $plain" ;;
        esac
        ;;
    gcc-sanitize | clang-sanitize)
        one "$1" "${1%-*}" "-O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all $plain"
        ;;
    masked)
        one masked gcc "-O2 $plain" && widths masked
        [ "$machine" = x86_64 ] || return 0
        for processor in qemu64 Haswell,-fma; do
            if command -v qemu-x86_64 >/dev/null; then
                compare "masked, on the processor $processor" qemu-x86_64 -cpu $processor "$top/masked/cross_bits"
            else
                verdict 0 "masked, on the processor $processor" "there is no qemu-x86_64"
            fi
        done
        ;;
    aarch64-O? | s390x-O?)
        static=-static
        one "$1" "${1%-*}-linux-gnu-gcc" "-${1#*-} $plain" "qemu-${1%-*}"
        ;;
    fused)
        case $machine in x86_64) fma=-mfma ;; *) fma= ;; esac
        compile fused "gcc -O2 $fma -ffp-contract=fast" && "$top/fused/cross_bits" >"$top/said" 2>"$top/errors" &&
            ! cmp -s "$top/said" "$expected"
        verdict $? "with fused multiply-add the bits are others"
        ;;
    *)
        echo "tests/cross/run.sh: there is no $1" >&2
        exit 64
        ;;
    esac
}

[ $# -gt 0 ] || set -- gcc-O0 gcc-O2 gcc-O3 gcc-native gcc-sanitize clang-O0 clang-O2 clang-O3 clang-native clang-sanitize \
    masked aarch64-O0 aarch64-O2 aarch64-O3 s390x-O0 s390x-O2 s390x-O3 fused
mkdir -p "$top"
for name in "$@"; do
    began=$(date +%s)
    run "$name"
    echo "# $name: $(($(date +%s) - began)) s"
done
echo "1..$cases"
[ $bad -eq 0 ]
