#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The whole of rxpool on a big-endian machine: fetches Debian's libraries for s390x into BUILD/s390x (nothing of it is
# installed), builds there, and makes a database with 16 scenarios, cut short, and 8 random worlds, under qemu.
#
#   sh tests/cross/elsewhere.sh BUILD [--update]
#
# Then each machine verifies what the other made, and with --update the database becomes elsewhere.sql. Needs Debian's
# apt-get, and what `sh src/prepare.sh cross` installs. A few minutes, 100 MB.
set -eu

if [ $# -lt 1 ] || [ ! -f "$1/build.ninja" ]; then
    echo "usage: sh tests/cross/elsewhere.sh BUILD [--update]" >&2
    exit 64
fi
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
build=$(CDPATH='' cd -- "$1" && pwd)
root=$(dirname "$(dirname "$here")")
top=$build/s390x
system=$top/root
lib=usr/lib/s390x-linux-gnu

fetch() {
    mkdir -p "$top/apt/state/lists/partial" "$top/apt/cache/archives/partial" "$system"
    : >"$top/apt/status"
    cat >"$top/apt.conf" <<END
APT::Architecture "s390x";
APT::Architectures { "s390x"; };
APT::Install-Recommends "false";
Dir::State "$top/apt/state";
Dir::State::status "$top/apt/status";
Dir::Cache "$top/apt/cache";
Debug::NoLocking "true";
END
    export APT_CONFIG="$top/apt.conf"
    apt-get -q update
    apt-get -q -y --download-only install libc6-dev libgsl-dev libsqlite3-dev libyaml-dev libjansson-dev libxxhash-dev libpcap-dev
    unset APT_CONFIG
    for package in "$top"/apt/cache/archives/*.deb; do
        dpkg -x "$package" "$system"
    done
}

make_there() {
    cat >"$top/machine.ini" <<END
[binaries]
c = 's390x-linux-gnu-gcc'
ar = 's390x-linux-gnu-ar'
pkgconfig = 'pkg-config'
exe_wrapper = ['qemu-s390x', '-L', '$system']
[properties]
sys_root = '$system'
pkg_config_libdir = '$system/$lib/pkgconfig'
[built-in options]
c_args = ['--sysroot=$system']
c_link_args = ['--sysroot=$system', '-Wl,-rpath-link,$system/$lib:$system/lib/s390x-linux-gnu']
[host_machine]
system = 'linux'
cpu_family = 's390x'
cpu = 's390x'
endian = 'big'
END
    [ -f "$top/build/build.ninja" ] ||
        meson setup "$top/build" "$root" --cross-file "$top/machine.ini" --buildtype=release -Dtests=disabled >"$top/setup.log"
    ninja -C "$top/build" --quiet src/cli/rxpool
}

there() {
    qemu-s390x -L "$system" "$top/build/src/cli/rxpool" "$@" --progress=none
}

# database PATH COMMAND...: runs with that rxpool
database() {
    path=$1
    shift
    rm -f "$path"
    for scenario in textbook flood one-flood microbursts slow-protocol growth-too-late memory-refused jumbo netkvm-pressure \
        netkvm-window livelock reuse many-queues moderation growth-burns-cpu endless-search; do
        "$@" run "$root/scenarios/$scenario.yaml" -s 'time.duration=3 ms' -s 'time.warmup=1 ms' -n 2 -j 1 -o "$path"
    done
    for world in 1 2 4 5 6 11 12 14; do
        "$build/tests/worlds/check_worlds" --show $world | sed "s/^name: world/&-$world/" >"$top/world-$world.yaml"
        "$@" run "$top/world-$world.yaml" -n 2 -j 1 -o "$path"
    done
}

here() {
    "$build/src/cli/rxpool" "$@" --progress=none
}

[ -d "$system/$lib/pkgconfig" ] || fetch
make_there
ninja -C "$build" --quiet src/cli/rxpool tests/worlds/check_worlds
database "$top/there.db" there >"$top/there.log" 2>&1
database "$top/here.db" here >"$top/here.log" 2>&1
here verify "$top/there.db"
there verify "$top/here.db"
if [ "${2:-}" = --update ]; then
    python3 "$here/elsewhere.py" --write "$top/there.db" >"$here/elsewhere.sql"
fi
