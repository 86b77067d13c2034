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

# The distribution's meson: another one on the PATH may belong to a Python without it.
meson=/usr/bin/meson
[ -x $meson ] || meson=meson
say "building a release build in $build/"
if [ ! -f "$build/build.ninja" ]; then
    "$meson" setup "$build" --buildtype=release -Dtests=disabled # tests/run.sh builds its own
fi
ninja -C "$build" --quiet
rxpool=$build/src/cli/rxpool

mkdir -p "$out"
say "sweeping: $scenario, 16 points, 10 replications of over a million frames each, into $database"
before=$(date +%s)
"$rxpool" sweep "$scenario" -n 10 -o "$database"
after=$(date +%s)

say "drawing the throughput curve ($((after - before)) s after the sweep began)"
"$rxpool" plot "$database" throughput -t svg -o "$out/throughput.svg"
"$rxpool" plot "$database" throughput -t term

say done
cat <<END

  the curve     $out/throughput.svg
  every run     $database (sqlite3 opens it; start with its views)
  the tool      $rxpool

  next:
    $rxpool show $database
    $rxpool plot $database loss -t term
    $rxpool explain pool.policy
    $rxpool sweep $scenario -o $database -P pool.initial=64..4096:log2 -P pool.grow.chunk=16,64,256
END
