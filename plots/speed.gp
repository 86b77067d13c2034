# SPDX-License-Identifier: GPL-3.0-or-later
# What runs cost against what varies: gnuplot -d settings.gp speed.gp > picture
# speed.dat: x, median, least and greatest wall time of an offered frame in ns; one block a curve. The y axis begins at zero.

load 'common.gp'

set xlabel rxp_x_label
set ylabel rxp_y_label
set yrange [0:rxp_y_high]

data = 'speed.dat'
dodge(i) = (i - (rxp_curves + 1) / 2.0) * 0.08
if (rxp_letters) {
    plot for [i=1:rxp_curves] data index i-1 using 1:2 with points pt rxp_pt[i] title rxp_curve[i]
} else {
    if (rxp_names) {
        plot for [i=1:rxp_curves] data index i-1 using ($1+dodge(i)):2:3:4 with yerrorbars lt rxp_lt[i] lw 1.5 pt rxp_pt[i] title rxp_curve[i]
    } else {
        plot for [i=1:rxp_curves] data index i-1 using 1:2:3:4 with yerrorbars lt rxp_lt[i] lw 1 pt 0 notitle, \
             for [i=1:rxp_curves] data index i-1 using 1:2 with linespoints lt rxp_lt[i] lw 2 pt rxp_pt[i] title rxp_curve[i]
    }
}
