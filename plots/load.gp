# SPDX-License-Identifier: GPL-3.0-or-later
# Delivered against offered: gnuplot -d settings.gp load.gp > picture
# load.dat: offered, delivered, low, high (all in frame/s), 1 if there is an interval; one block a curve, ascending offered.
# The line from the corner is what a path without loss delivers: all of it.

load 'common.gp'

set xlabel rxp_x_label
set ylabel rxp_y_label
set xrange [0:rxp_x_high]
set yrange [0:rxp_y_high]
set format '%h'

data = 'load.dat'
f = rxp_factor
all(x) = x <= rxp_y_high ? x : NaN

if (rxp_letters) {
    plot all(x) with dots lt 9 title 'all of it', \
         for [i=1:rxp_curves] data index i-1 using ($1*f):($2*f) with points pt rxp_pt[i] title rxp_curve[i]
} else {
    plot all(x) with lines lc rgb '#909090' lw 1.5 dt 2 title 'all of it', \
         for [i=1:rxp_curves] data index i-1 using ($1*f):($5 == 1 ? $2*f : NaN):($3*f):($4*f) with yerrorbars lt rxp_lt[i] lw 1 pt 0 notitle, \
         for [i=1:rxp_curves] data index i-1 using ($1*f):($2*f) with linespoints lt rxp_lt[i] lw 2 pt rxp_pt[i] title rxp_curve[i]
}
