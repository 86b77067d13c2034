# SPDX-License-Identifier: GPL-3.0-or-later
# Loss against what varies, logarithmic: gnuplot -d settings.gp loss.gp > picture
# loss.dat: x, loss, low, high, bound, 1 if there is an interval (2 if it includes 0); one block a curve. Where nothing was lost the loss is
# no number and the bound (3 / frames, 95 %) is drawn instead, with a mark of its own: a zero has no place on a
# logarithmic axis, and leaving it out would hide the best points. Intervals have a column of their own to say whether
# there is one, because gnuplot draws an error bar to NaN as a dash on the lower edge.

load 'common.gp'

set xlabel rxp_x_label
set ylabel 'share of frames lost'

data = 'loss.dat'
# Bounds of several curves coincide: the earlier are drawn larger, so that all are seen.
big(i) = 1 + 0.5 * (rxp_curves - i)
# An interval that includes zero has no lower end here: an arrow points down, to a fifth of the mean.
edge(v) = v < rxp_y_low ? rxp_y_low : v
low(kind, mean, v) = kind == 2 ? edge(mean / 5) : edge(v)

if (rxp_letters) {
    plot for [i=1:rxp_curves] data index i-1 using 1:2 with points pt rxp_pt[i] title rxp_curve[i], \
         for [i=1:rxp_curves] data index i-1 using 1:5 with points pt rxp_none_pt notitle, \
         NaN with points pt rxp_none_pt title rxp_none
} else {
    dodge(i) = (i - (rxp_curves + 1) / 2.0) * 0.08
    if (rxp_names) {
        plot for [i=1:rxp_curves] data index i-1 using ($1+dodge(i)):($6 == 1 ? $2 : NaN):(edge($3)):4 with yerrorbars lt rxp_lt[i] lw 1.5 pt 0 notitle, \
             for [i=1:rxp_curves] data index i-1 using ($1+dodge(i)):($6 == 2 ? $4 : NaN):(0):(low($6,$2,$3)-$4) with vectors head filled size screen 0.008,20 lt rxp_lt[i] lw 1.5 notitle, \
             for [i=1:rxp_curves] data index i-1 using ($1+dodge(i)):2 with points lt rxp_lt[i] lw 1.5 pt rxp_pt[i] title rxp_curve[i], \
             for [i=1:rxp_curves] data index i-1 using ($1+dodge(i)):5 with points lt rxp_lt[i] lw 2 pt rxp_none_pt notitle, \
             NaN with points lc rgb rxp_grey lw 2 pt rxp_none_pt title rxp_none
    } else {
        plot for [i=1:rxp_curves] data index i-1 using 1:(low($6,$2,$3)):4 with filledcurves lt rxp_lt[i] fillstyle transparent solid 0.15 noborder notitle, \
             for [i=1:rxp_curves] data index i-1 using 1:($6 == 1 ? $2 : NaN):(edge($3)):4 with yerrorbars lt rxp_lt[i] lw 1 pt 0 notitle, \
             for [i=1:rxp_curves] data index i-1 using 1:($6 == 2 ? $4 : NaN):(0):(low($6,$2,$3)-$4) with vectors head filled size screen 0.008,20 lt rxp_lt[i] lw 1 notitle, \
             for [i=1:rxp_curves] data index i-1 using 1:2 with linespoints lt rxp_lt[i] lw 2 pt rxp_pt[i] title rxp_curve[i], \
             for [i=1:rxp_curves] data index i-1 using 1:5 with points lt rxp_lt[i] lw 2 pt rxp_none_pt ps big(i) notitle, \
             NaN with points lc rgb rxp_grey lw 2 pt rxp_none_pt title rxp_none
    }
}
