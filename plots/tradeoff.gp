# SPDX-License-Identifier: GPL-3.0-or-later
# Memory held against loss: gnuplot -d settings.gp tradeoff.gp > picture
# tradeoff.dat: bytes, loss, bound (3 / frames where nothing was lost); one block a curve. front.dat: the points that
# no other beats in both, in order of memory. Labels of the front are in settings.gp. One point alone is no line.

load 'common.gp'

set xlabel rxp_x_label
set ylabel 'share of frames lost'

data = 'tradeoff.dat'
# Points of several curves coincide: the earlier are drawn larger, so that all are seen.
big(i) = 1 + 0.5 * (rxp_curves - i)

if (rxp_letters) {
    plot 'front.dat' using 1:2 with lines lt 5 title (rxp_front > 1 ? 'Pareto front' : ''), \
         for [i=1:rxp_curves] data index i-1 using 1:2 with points pt rxp_pt[i] title rxp_curve[i], \
         for [i=1:rxp_curves] data index i-1 using 1:3 with points pt rxp_none_pt notitle, \
         NaN with points pt rxp_none_pt title rxp_none
} else {
    plot 'front.dat' using 1:2 with lines lc rgb '#b0b0b0' lw 5 title (rxp_front > 1 ? 'Pareto front' : ''), \
         for [i=1:rxp_curves] data index i-1 using 1:2 with points lt rxp_lt[i] lw 1.5 pt rxp_pt[i] title rxp_curve[i], \
         for [i=1:rxp_curves] data index i-1 using 1:3 with points lt rxp_lt[i] lw 2 pt rxp_none_pt ps big(i) notitle, \
         NaN with points lc rgb rxp_grey lw 2 pt rxp_none_pt title rxp_none
}
