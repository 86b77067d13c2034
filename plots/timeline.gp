# SPDX-License-Identifier: GPL-3.0-or-later
# One run over time: gnuplot -d settings.gp timeline.gp > picture
# series.dat: time, ready, indicated, total, drops since the row before. episodes.dat: start, end.
# allocations.dat: time of the request, time until it was granted, refused, or the run ended without an answer.
# All times in ps. Panels with nothing in them are left out; the note says so.

load 'common.gp'

f = rxp_x_factor
stats 'series.dat' using 1 nooutput
seldom = STATS_records / 24 + 1
g = rxp_latency_factor
rxp_small = rxp_terminal eq 'png' ? ',15' : rxp_terminal eq 'pdf' ? ',10' : ',13'
panels = 1 + (rxp_requests > 0 ? 1 : 0) + (rxp_drops > 0 ? 1 : 0)

# Edges of the panels; the first is more than twice as tall as the others.
apart = rxp_letters ? 1.0 / rxp_rows : 0.03
unit = (rxp_top - rxp_bottom - apart * (panels - 1)) / (panels == 1 ? 1.0 : 2.2 + panels - 1)
first_low = panels == 1 ? rxp_bottom : rxp_top - 2.2 * unit
upper(n) = n == 1 ? rxp_top : first_low - apart - (n - 2) * (unit + apart)
lower(n) = n == 1 ? first_low : upper(n) - unit

# Steps between ticks that leave about `parts` of them.
parts = rxp_letters ? 2.0 : 3.0
power(v) = 10 ** floor(log10(v))
round_up(v) = v <= 1 ? 1 : v <= 2 ? 2 : v <= 5 ? 5 : 10
step(most) = power(most / parts) * round_up(most / parts / power(most / parts))

# Ticks of time with the end of the run among them; ticks that would touch its label are left out. Only the lowest panel
# has labels.
set xrange [0:rxp_x_high]
times = ''
blanks = ''
apart_x = (rxp_letters ? 0.12 : 0.07) * rxp_x_high
step_x = step(rxp_x_high / 3.0)
do for [i=0:20] {
    if (i * step_x < rxp_x_high - apart_x) {
        times = times.sprintf("'%g' %.17g, ", i * step_x, i * step_x)
        blanks = blanks.sprintf("'' %.17g, ", i * step_x)
    }
}
times = 'set xtics ('.times.sprintf("'%g' %.17g)", rxp_x_high, rxp_x_high)
blanks = 'set xtics ('.blanks.sprintf("'' %.17g)", rxp_x_high)
eval blanks
set style fill solid 0.3 border
if (rxp_letters) {
    set lmargin 9
    set rmargin 2
}
if (rxp_warmup > 0 && !rxp_letters) {
    set arrow 120 from first rxp_warmup, graph 0 to first rxp_warmup, graph 1 nohead dt 3 lw 1.5 lc rgb rxp_grey
}
# Labels of the panels stand in one column.
if (rxp_letters) {
    set label 111 'buffers' at graph 0.01, graph 1 left offset 0, -0.5 front
} else {
    set label 111 'buffers' at screen 0.022, graph 0.5 center rotate by 90 font rxp_small front
}
if (panels == 1) {
    eval times
    set xlabel rxp_x_label
}

set multiplot
set tmargin at screen upper(1)
set bmargin at screen lower(1)
set yrange [0:rxp_buffers * (rxp_letters ? 1.2 : 1.06)]
if (rxp_letters) {
    # What coincides with another letter would be hidden: the total is drawn last, here and there.
    plot 'series.dat' using ($1*f):3 with points pt 9 title 'indicated', \
         'series.dat' using ($1*f):2 with points pt 18 title 'ready', \
         'series.dat' using ($1*f):4 every seldom with points pt 20 title 'total', \
         'episodes.dat' using ($1*f):(rxp_buffers*1.1) with points pt 24 title (rxp_episodes > 0 ? 'interrupts off' : '')
} else {
    # The border of a box is what is seen of an episode that is narrower than a pixel. The total is dashed and drawn last,
    # so that it is seen where it coincides with what is ready.
    plot 'episodes.dat' using ($1*f):(0):($1*f):($2*f):(0):(rxp_buffers*1.06) with boxxyerror lc rgb '#F2C1A0' lw 0.5 notitle, \
         NaN with boxes lc rgb '#F2C1A0' title (rxp_episodes > 0 ? 'interrupts off' : ''), \
         'series.dat' using ($1*f):3 with lines lc rgb '#E69F00' lw 1.5 title 'indicated (with protocols)', \
         'series.dat' using ($1*f):2 with lines lc rgb '#0072B2' lw 1.5 title 'ready', \
         'series.dat' using ($1*f):4 with steps lc rgb '#000000' lw 1 dt 2 title 'total'
}
unset label 101
unset label 102
unset label 103
unset key

panel = 2
if (rxp_requests > 0) {
    set tmargin at screen upper(panel)
    set bmargin at screen lower(panel)
    if (panel == panels) {
        eval times
        set xlabel rxp_x_label
    }
    set yrange [0:rxp_latency_high * 1.15]
    set ytics step(rxp_latency_high)
    if (rxp_letters) {
        set label 111 'allocation '.rxp_latency_label.': G granted, X refused, N no answer' at graph 0.01, graph 1 left offset 0, -0.5 front
        plot 'allocations.dat' using (($1+$2)*f):($2*g) with points pt 7, \
             'allocations.dat' using (($1+$3)*f):($3*g) with points pt 24, \
             'allocations.dat' using (($1+$4)*f):($4*g) with points pt 14
    } else {
        set label 111 'allocation' at screen 0.022, graph 0.5 center rotate by 90 font rxp_small front
        set label 112 rxp_latency_label at screen 0.045, graph 0.5 center rotate by 90 font rxp_small front
        # Each request is a line from its time on the axis up to its answer, after its latency.
        plot 'allocations.dat' using ($1*f):(0):($2*f):($2*g) with vectors nohead lw 1 lc rgb '#009E73', \
             'allocations.dat' using (($1+$2)*f):($2*g) with points pt 7 ps 0.6 lc rgb '#009E73', \
             'allocations.dat' using ($1*f):(0):($3*f):($3*g) with vectors nohead lw 1 lc rgb '#D55E00', \
             'allocations.dat' using (($1+$3)*f):($3*g) with points pt 2 ps 0.9 lw 1.5 lc rgb '#D55E00', \
             'allocations.dat' using ($1*f):(0):($4*f):($4*g) with vectors nohead dt 3 lw 1 lc rgb '#0072B2', \
             'allocations.dat' using (($1+$4)*f):($4*g) with points pt 8 ps 0.9 lc rgb '#0072B2'
        unset label 112
    }
    panel = panel + 1
}
if (rxp_drops > 0) {
    set tmargin at screen upper(panel)
    set bmargin at screen lower(panel)
    eval times
    set xlabel rxp_x_label
    set yrange [0:rxp_drops * 1.15]
    set ytics step(rxp_drops)
    if (rxp_letters) {
        set label 111 rxp_drops_label at graph 0.01, graph 1 left offset 0, -0.5 front
    } else {
        set label 111 rxp_drops_label at screen 0.022, graph 0.5 center rotate by 90 font rxp_small front
    }
    plot 'series.dat' using ($1*f):5 with impulses lc rgb '#CC79A7' lw 1.5
}
unset multiplot
