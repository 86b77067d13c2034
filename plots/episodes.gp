# SPDX-License-Identifier: GPL-3.0-or-later
# How long interrupts stay off: gnuplot -d settings.gp episodes.gp > picture
# episodes.dat: duration in ps, share of the episodes that lasted at least so long; one block a curve.

load 'common.gp'

set xlabel 'duration'
set ylabel 'share at least so long'

data = 'episodes.dat'
# Of curves that coincide the earlier have larger marks, so that all are seen.
if (rxp_letters) {
    plot for [i=1:rxp_curves] data index i-1 using 1:2 with points pt rxp_pt[i] title rxp_curve[i]
} else {
    # A dozen shapes on each line tell the curves apart without colour.
    plot for [i=1:rxp_curves] data index i-1 using 1:2 with fsteps lt rxp_lt[i] lw 2 notitle, \
         for [i=1:rxp_curves] data index i-1 using 1:2 every rxp_stride[i] with points lt rxp_lt[i] lw 2 pt rxp_pt[i] ps rxp_size[i] notitle, \
         for [i=1:rxp_curves] NaN with linespoints lt rxp_lt[i] lw 2 pt rxp_pt[i] title rxp_curve[i]
}
