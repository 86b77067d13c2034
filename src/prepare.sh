#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Looks for what rxpool is built with, and installs what is missing on Debian and its relatives.
#
#   sh src/prepare.sh          for building rxpool and drawing its plots
#   sh src/prepare.sh tests    for running its tests as well: a second compiler
#   sh src/prepare.sh cross    for the suite that compares machines: compilers for two others, and an emulator
#
# Nothing is installed, no package list is fetched and sudo is not used when everything is there. What counts is
# that a tool or library can be found, not who installed it.
set -eu

missing=

# need PACKAGE COMMAND...: without success of COMMAND, the Debian package PACKAGE is missing.
need() {
    package=$1
    shift
    "$@" >/dev/null 2>&1 || missing="$missing $package"
}

have() {
    command -v "$1"
}

# Does that compiler make programs? Without its recommended packages Debian's gcc has no C library to link.
compiles() {
    have "$1" || return 1
    directory=$(mktemp -d) || return 1
    printf '#include <stdio.h>\nint main(void) { return puts("") < 0; }\n' >"$directory/probe.c"
    result=0
    "$1" -o "$directory/probe" "$directory/probe.c" || result=1
    rm -r "$directory"
    return $result
}

# library MODULE PACKAGE: pkg-config knows, or, where that is missing itself, the package manager.
library() {
    if have pkg-config; then
        pkg-config --exists "$1"
    else
        have dpkg-query && dpkg-query -W -f '${Status}' "$2" | grep -q 'install ok installed'
    fi
}

look() {
    missing=
    need meson have meson
    need ninja-build have ninja
    need gcc have gcc
    need libc6-dev compiles gcc
    need pkg-config have pkg-config
    need libgsl-dev library gsl libgsl-dev
    need libsqlite3-dev library sqlite3 libsqlite3-dev
    need libyaml-dev library yaml-0.1 libyaml-dev
    need libjansson-dev library jansson libjansson-dev
    need libxxhash-dev library libxxhash libxxhash-dev
    need libpcap-dev library libpcap libpcap-dev
    need libcmocka-dev library cmocka libcmocka-dev
    need gnuplot-nox have gnuplot
    if [ "$1" != build ]; then
        need clang compiles clang
    fi
    if [ "$1" = cross ]; then
        need qemu-user have qemu-s390x
        for machine in aarch64 s390x; do
            need gcc-$machine-linux-gnu have $machine-linux-gnu-gcc
        done
        need libc6-dev-arm64-cross compiles aarch64-linux-gnu-gcc
        need libc6-dev-s390x-cross compiles s390x-linux-gnu-gcc
    fi
    missing=${missing# }
}

say() {
    echo "rxpool: $*" >&2
}

what=${1:-build}
look "$what"
if [ -z "$missing" ]; then
    exit 0
fi

say "missing: $missing"
if ! have apt-get >/dev/null; then
    say "these are the names of Debian's packages; install them with this system's package manager, then try again"
    exit 69
fi
root=
if [ "$(id -u)" -ne 0 ]; then
    if ! have sudo >/dev/null; then
        say "there is no sudo; as root: apt-get update && apt-get install --no-install-recommends $missing"
        exit 69
    fi
    root=sudo
fi
say "installing with: ${root:+$root }apt-get install --no-install-recommends $missing"
$root apt-get -q update </dev/null || say "the package list could not be fetched; trying with the one that is there"
# shellcheck disable=SC2086 # a list of words
$root env DEBIAN_FRONTEND=noninteractive apt-get -q -y install --no-install-recommends $missing </dev/null || {
    say "apt-get failed"
    exit 69
}
look "$what"
if [ -n "$missing" ]; then
    say "still missing after the installation: $missing"
    exit 69
fi
