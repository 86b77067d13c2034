#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# From a fresh clone to a throughput curve: installs what is missing, builds rxpool in build/, sweeps pool sizes under
# a flood (static pools against pools that grow), and draws what came out.
#
#   sh scenarios/first-curve.sh
#
# Everything it makes is in build/ and plots/out/. A second call builds what has changed and runs what is missing.
set -eu

cd -- "$(dirname -- "$0")/.."
build=build
out=plots/out
scenario=scenarios/flood.yaml
database=$out/flood.db

say() {
    echo "== $*"
}

sh src/prepare.sh build

say "building a release build in $build/"
if [ ! -f "$build/build.ninja" ]; then
    meson setup "$build" --buildtype=release >"build-setup.log" 2>&1 || {
        cat build-setup.log >&2
        exit 1
    }
    mv build-setup.log "$build/setup.log"
fi
ninja -C "$build" --quiet
rxpool=$build/src/cli/rxpool

mkdir -p "$out"
say "sweeping: $scenario into $database"
before=$(date +%s)
"$rxpool" sweep "$scenario" -o "$database"
after=$(date +%s)

say "drawing the throughput curve ($((after - before)) s after the sweep began)"
"$rxpool" plot "$database" throughput -t svg -o "$out/throughput.svg"
"$rxpool" plot "$database" throughput -t term

cat <<END
== done

  the curve     $out/throughput.svg
  every run     $database (sqlite3 opens it; start with its views)
  the tool      $rxpool

  next:
    $rxpool show $database
    $rxpool plot $database loss -t term
    $rxpool explain pool.policy
    $rxpool sweep $scenario -o $database -P pool.initial=64..4096:log2 -P pool.grow.chunk=16,64,256
END
