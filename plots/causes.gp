# SPDX-License-Identifier: GPL-3.0-or-later
# What frames were lost to: gnuplot -d settings.gp causes.gp > picture
# causes.dat: place of the column, share lost, tops of the layers from the lowest up. The highest top is drawn first and
# the lower ones over it, so that each layer is what is left to see. In letters the layers are marks at
# their tops. Long labels of columns are slanted.

load 'common.gp'

set xlabel rxp_x_label
set ylabel 'frames lost (%)'
set yrange [0:rxp_y_high]
set boxwidth 0.8
if (!rxp_letters) {
    set grid noxtics ytics
    set tmargin at screen rxp_top - 0.03
}

data = 'causes.dat'

if (rxp_letters) {
    plot for [i=1:rxp_curves] data using 1:(column(2+i) > (i == 1 ? 0 : column(1+i)) ? 100*column(2+i) : NaN) with points pt rxp_pt[i] title rxp_curve[i]
} else {
    set style fill solid 0.85 border lc rgb '#404040'
    plot for [i=rxp_curves:1:-1] data using 1:(100*column(2+i)) with boxes lt rxp_lt[i] lw 0.5 notitle, \
         for [i=1:rxp_curves] NaN with boxes lt rxp_lt[i] lw 0.5 title rxp_curve[i]
}
