# SPDX-License-Identifier: GPL-3.0-or-later
# Goodput against what varies: gnuplot -d settings.gp throughput.gp > picture
# throughput.dat: x, goodput in bit/s, low, high, 1 if there is an interval; one block a curve. The y axis begins at
# zero, so that heights compare as rates do.

load 'common.gp'

set xlabel rxp_x_label
set ylabel rxp_y_label
set yrange [0:rxp_y_high]

# Reference lines: what the link can carry, and what was offered. When they are close, both labels stand over the higher.
f = rxp_y_factor
rxp_over = rxp_letters ? 1 : 0.6
if (rxp_link > 0) {
    set label 110 rxp_link_label at graph 0.01, first rxp_link_at * f left offset 0, rxp_over front
    if (!rxp_letters) {
        set arrow 110 from graph 0, first rxp_link * f to graph 1, first rxp_link * f nohead dt 2 lw 1.5 lc rgb '#404040' back
    }
}
if (rxp_offered > 0) {
    if (rxp_lines_close) {
        set label 111 rxp_offered_label at graph 0.99, first rxp_offered_at * f right offset 0, rxp_over front
    } else {
        set label 111 rxp_offered_label at graph 0.01, first rxp_offered_at * f left offset 0, rxp_over front
    }
    if (!rxp_letters) {
        set arrow 111 from graph 0, first rxp_offered * f to graph 1, first rxp_offered * f nohead dt 3 lw 1.5 lc rgb '#707070' back
    }
}

data = 'throughput.dat'
dodge(i) = (i - (rxp_curves + 1) / 2.0) * 0.08
if (rxp_letters) {
    plot rxp_link > 0 ? rxp_link * f : NaN with lines lt 8 notitle, \
         rxp_offered > 0 ? rxp_offered * f : NaN with lines lt 3 notitle, \
         for [i=1:rxp_curves] data index i-1 using 1:($2*f) with points pt rxp_pt[i] title rxp_curve[i]
} else {
    if (rxp_names) {
        plot for [i=1:rxp_curves] data index i-1 using ($1+dodge(i)):($5 > 0 ? $2*f : NaN):($3*f):($4*f) with yerrorbars lt rxp_lt[i] lw 1.5 pt 0 notitle, \
             for [i=1:rxp_curves] data index i-1 using ($1+dodge(i)):($2*f) with points lt rxp_lt[i] lw 1.5 pt rxp_pt[i] title rxp_curve[i]
    } else {
        plot for [i=1:rxp_curves] data index i-1 using 1:($3*f):($4*f) with filledcurves lt rxp_lt[i] fillstyle transparent solid 0.15 noborder notitle, \
             for [i=1:rxp_curves] data index i-1 using 1:($5 > 0 ? $2*f : NaN):($3*f):($4*f) with yerrorbars lt rxp_lt[i] lw 1 pt 0 notitle, \
             for [i=1:rxp_curves] data index i-1 using 1:($2*f) with linespoints lt rxp_lt[i] lw 2 pt rxp_pt[i] title rxp_curve[i]
    }
}
