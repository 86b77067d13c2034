# SPDX-License-Identifier: GPL-3.0-or-later
# Paired differences against what varies: gnuplot -d settings.gp delta.gp > picture
# delta.dat: x, difference B - A, low, high, 1 if there is an interval, 1 if it differs after Holm's correction; one block
# a curve. All shapes are solid: marks of points that are not shown to differ are filled with the colour of the paper.

load 'common.gp'

set xlabel rxp_x_label
set ylabel rxp_y_label
set yrange [rxp_y_low:rxp_y_high]

data = 'delta.dat'
f = rxp_y_factor
# Curves side by side, so that bars of one x do not lie over each other: by places on an axis of names, by shares on others.
dodge(i) = (i - (rxp_curves + 1) / 2.0) * 0.08
at(x, i) = rxp_names ? x + dodge(i) : rxp_x_log ? x * 1.03 ** (i - (rxp_curves + 1) / 2.0) : x
array solid[8] = [7, 5, 9, 13, 11, 15, 7, 5]
if (rxp_letters) {
    plot 0 with lines lt 8 notitle, \
         for [i=1:rxp_curves] data index i-1 using 1:($2*f) with points pt rxp_pt[i] title rxp_curve[i]
} else {
    plot 0 with lines lc rgb '#404040' lw 1.5 dt 2 notitle, \
         for [i=1:rxp_curves] data index i-1 using (at($1,i)):($5 > 0 ? $2*f : NaN):($3*f):($4*f) with yerrorbars lt rxp_lt[i] lw 1.5 pt 0 notitle, \
         for [i=1:rxp_curves] data index i-1 using (at($1,i)):($2*f) with points lt rxp_lt[i] lw 1.5 pt solid[i] title rxp_curve[i], \
         for [i=1:rxp_curves] data index i-1 using (rxp_names ? NaN : at($1,i)):($2*f) with lines lt rxp_lt[i] lw 1.5 dt 3 notitle, \
         for [i=1:rxp_curves] data index i-1 using (at($1,i)):($6 > 0 ? NaN : $2*f) with points lc rgb '#ffffff' pt solid[i] ps 0.6 notitle
}
