#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Every family of docs/theory.md, load by load: the simulated loss with its interval on the exact curve. Writes the table
# docs/validation.md and the picture docs/validation.svg.
#
#   sh scenarios/validation.sh [RXPOOL]
set -eu

cd -- "$(dirname -- "$0")/.."
rxpool=${1:-build/src/cli/rxpool}
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
page=docs/validation.md
number=0

# one METRIC N DURATION SETTING...: its row of rxpool theory on standard output.
one() {
    metric=$1 runs=$2 duration=$3 # a seed for each family: else all of them see the same arrivals
    shift 3
    "$rxpool" theory scenarios/textbook.yaml -n "$runs" -s time.warmup='2 ms' -s "time.duration=$duration" \
        -s pool.initial=12 "$@" --seed "$number" --progress none 2>"$out/said" >"$out/answer" || {
        cat "$out/said" "$out/answer" >&2
        exit 1
    }
    awk -v metric="$metric" '$1 == metric' "$out/answer"
}

# family TITLE METRIC KEY UNIT "VALUES" SETTING...: the table, and the data of its panel.
family() {
    title=$1 metric=$2 key=$3 unit=$4 values=$5
    shift 5
    number=$((number + 1))
    model=
    for value in $values; do
        set -- "$@" -s "$key=$value $unit"
        row=$(one "$metric" 16 '62 ms' "$@")
        [ -n "$model" ] || model=$(sed -n '1s/^[^:]*: //p' "$out/answer")
        echo "$value $row" >>"$out/points$number.dat"
    done
    # the curve is exact, so one short run beside it will do; what a flood loses depends on the run
    least=${values%% *} most=${values##* }
    for value in $(awk -v a="$least" -v b="$most" 'BEGIN { for (i = 0; i <= 24; i++) printf "%.6g ", a + (b - a) * i / 24 }'); do
        echo "$value $(one "$metric" 1 "$(test "$metric" = loss_ratio && echo '3 ms' || echo '62 ms')" "$@" -s "$key=$value $unit")" >>"$out/curve$number.dat"
    done
    cat >>"$out/panels.gp" <<EOF
set title '$title' noenhanced
set xlabel '$unit'
set xtics ($(echo "$values" | awk '{ printf "%s, %s, %s", $1, $3, $6 }'))
plot '$out/curve$number.dat' using 1:3 with lines lw 1.5 lc rgb '#0072b2' notitle, \\
     '$out/points$number.dat' using 1:4:5 with yerrorbars pt 0 lw 1 lc rgb '#d55e00' notitle, \\
     '' using 1:4 with points pt 7 ps 0.35 lc rgb '#d55e00' notitle
EOF
    {
        printf '\n## %s\n\n%s as recognised at the first load. `%s` in %s.\n\n' "$title" "$model" "$key" "$unit"
        printf '| load | %s, exact | simulated | ± | z |\n|---|---|---|---|---|\n' "$metric"
        awk '{ printf "| %s | %s | %s | %s | %s |\n", $1, $3, $4, $5, $6 }' "$out/points$number.dat"
    } >>"$out/tables"
}

x=traffic.frames p=protocol.app
loads='400 600 800 900 1000 1200'
family 'M/M/1/12' loss_ratio $x.rate kframe/s "$loads"
family 'M/M/3/12' loss_ratio $x.rate kframe/s '1200 1800 2400 2700 3000 3600' -s $p.servers=3
family 'M/M/1/12, held for 3 us' loss_ratio $x.rate kframe/s "$loads" -s $p.hold='3 us'
family 'M/D/1/12' loss_ratio $x.rate kframe/s '700 800 900 1000 1100 1200' -s $p.service='1 us'
family 'M/G/1/12, lognormal, cv 2' loss_ratio $x.rate kframe/s "$loads" -s $p.service='lognormal(mean=1 us, cv=2)'
family 'M/G/12/12, Pareto' loss_ratio $x.rate kframe/s '500 700 900 1100 1300 1500' -s $p.servers=infinite \
    -s $p.service='pareto(mean=10 us, shape=2.5)'
family 'Engset, 20 clients' loss_ratio $x.think us '1.5 1.2 1 0.8 0.6 0.5' -s $x.arrival=closed -s $x.clients=20 \
    -s $p.servers=infinite
family 'IPP/M/1/12' loss_ratio $x.rate kframe/s '800 1200 1600 2000 2500 3000' -s $x.arrival=on-off \
    -s $x.during=poisson -s $x.on='exp(mean=20 us)' -s $x.off='exp(mean=30 us)'
family 'IPP/M/12/12' loss_ratio $x.rate Mframe/s '6 8 10 12 15 20' -s $x.arrival=on-off -s $x.during=poisson \
    -s $x.on='exp(mean=20 us)' -s $x.off='exp(mean=30 us)' -s $p.servers=infinite
family 'M^X/M/1/12, batches of 1 to 5' loss_ratio $x.rate kframe/s '100 150 200 250 300 400' -s $x.batch='uniform(1, 5)'
family 'resume at 6, one server' loss_ratio $x.rate kframe/s "$loads" -s interrupt_disable.resume=6
family 'resume at 6, parallel' loss_ratio $x.rate Mframe/s '5 6 7 8 10 12' -s interrupt_disable.resume=6 \
    -s $p.servers=infinite
family 'returned by 4' loss_ratio $x.rate kframe/s "$loads" -s $p.return.batch=4
family 'stalls of 5 us every 20 us' loss_ratio $x.rate kframe/s '300 400 500 600 700 900' \
    -s $p.stall.every='exp(mean=20 us)' -s $p.stall.for='exp(mean=5 us)'
family 'watermark growth, 12 to 28' loss_ratio $x.rate kframe/s '700 800 850 900 950 1050' -s pool.policy=watermark \
    -s pool.limit=28 -s pool.grow.below=3 -s pool.grow.chunk=4 -s pool.grow.in_flight=3 -s pool.shrink.above=12 \
    -s pool.shrink.idle='exp(mean=20 us)' -s pool.placement=ideal -s host.allocation.latency='exp(mean=8 us)'
family 'a flood of 3 ms' frames_dropped $x.rate kframe/s '600 800 1000 1200 1600 2000' -s $x.start='10 ms' -s $x.stop='13 ms'

{
    echo "set terminal svg size 1000,1000 font 'sans,11' background rgb 'white'"
    echo "set output 'docs/validation.svg'"
    echo 'set multiplot layout 4,4'
    echo 'set logscale y'
    echo "set format y '10^{%L}'"
    echo 'set xtics nomirror font ",9"'
    echo 'set ytics nomirror'
    echo 'set offsets graph 0.04, graph 0.04, 0, 0'
    cat "$out/panels.gp"
} >"$out/all.gp"
gnuplot "$out/all.gp"

{
    cat <<'EOF'
# Validation

Every family of [theory.md](theory.md), load by load: the simulation beside the exact answer, as `rxpool theory` prints
them. Made by `sh scenarios/validation.sh` from `scenarios/textbook.yaml` with 12 buffers and 16 runs of 60 ms each; the
script has the settings. ± is half of the 95 % interval, z the distance from the exact value in standard errors. Where
fewer than 200 frames were lost there is neither an interval nor z. Of the values of z one in twenty should be beyond 2.13 (Student's t with 15
degrees of freedom), and one in a thousand beyond 4.07.

![Simulated loss with intervals on the exact curves](validation.svg)

*The curve is exact, the points with 95 % intervals are simulated. Horizontal: what is varied, as in the tables.*
EOF
    cat "$out/tables"
} >$page
