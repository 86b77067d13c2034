# SPDX-License-Identifier: GPL-3.0-or-later
# What all pictures share: terminal, colours, shapes, title, note, grid, key.
#
# Loaded by each script after settings.gp has set the rxp_* variables. The picture goes to standard output. Texts are
# not enhanced anywhere: they come from scenarios, and '_' or '^' in a name is just that.

set encoding utf8
set colorsequence podo

rxp_letters = rxp_terminal eq 'term' ? 1 : 0

if (rxp_terminal eq 'svg') {
    set terminal svg size 960,600 fixed noenhanced font 'DejaVu Sans,Helvetica,Arial,sans-serif,15' background '#ffffff' linewidth 1.2 dashlength 0.6
}
if (rxp_terminal eq 'png') {
    if (strstrt(GPVAL_TERMINALS, 'pngcairo') > 0) {
        set terminal pngcairo size 1440,900 noenhanced font 'DejaVu Sans,17' background '#ffffff' linewidth 1.6 pointscale 1.5 dashlength 0.8
    } else {
        if (strstrt(GPVAL_TERMINALS, ' png ') == 0) {
            exit error 'rxpool: this gnuplot can make no PNG; install one with cairo (Debian: gnuplot-nox), or use -t svg'
        }
        set terminal png size 1440,900 noenhanced truecolor linewidth 2
    }
}
if (rxp_terminal eq 'pdf') {
    if (strstrt(GPVAL_TERMINALS, 'pdfcairo') == 0) {
        exit error 'rxpool: this gnuplot can make no PDF; install one with cairo (Debian: gnuplot-nox), or use -t svg'
    }
    set terminal pdfcairo size 24cm,15cm noenhanced font 'DejaVu Sans,11' linewidth 1.2 pointscale 0.7 dashlength 0.6
}
# A terminal of letters prints one column more than asked for. A long key or note makes the picture taller, not the curves flatter.
if (rxp_letters) {
    rxp_rows = rxp_rows + rxp_key_rows + rxp_notes
    if (rxp_colour) {
        set terminal dumb size rxp_columns-1,rxp_rows noenhanced ansi
    } else {
        set terminal dumb size rxp_columns-1,rxp_rows noenhanced mono
    }
}

# Colours of podo in an order that keeps yellow for last; shapes differ too. In letters, curves are A, B, C ...
array rxp_lt[8] = [6, 7, 4, 8, 3, 2, 1, 5]
array rxp_pt[8] = [7, 5, 9, 13, 6, 4, 8, 12]
if (rxp_letters) {
    do for [i=1:8] {
        rxp_lt[i] = i
        rxp_pt[i] = i
    }
}
rxp_none_pt = rxp_letters ? 22 : 10
rxp_grey = '#707070'
rxp_font_title = rxp_terminal eq 'pdf' ? ',14' : ',20'
rxp_font_note = rxp_terminal eq 'pdf' ? ',8' : ',12'

# Edges of the picture proper, as shares of the whole: below it ticks, the label of x, the key and the note.
if (rxp_letters) {
    rxp_top = (rxp_rows - 3.0) / rxp_rows
    rxp_key_y = (rxp_notes + 0.0) / rxp_rows
    rxp_bottom = (rxp_notes + rxp_key_rows + 3.0) / rxp_rows
    set label 101 rxp_title at character 1, character (rxp_rows - 1) left front
    set label 102 rxp_subtitle at character 1, character (rxp_rows - 2) left front
    set label 103 rxp_note at character 1, character (rxp_notes - 1) left front
    set key at screen 0.5, screen rxp_key_y center bottom horizontal maxcols rxp_key_columns samplen 2
} else {
    rxp_top = 0.865
    rxp_key_y = 0.025 + rxp_notes * 0.03
    rxp_bottom = rxp_key_y + rxp_key_rows * 0.04 + 0.125
    set label 101 rxp_title at screen 0.02, screen 0.955 left front font rxp_font_title
    set label 102 rxp_subtitle at screen 0.02, screen 0.905 left front tc rgb '#505050'
    set label 103 rxp_note at screen 0.02, screen (rxp_notes * 0.03) left front font rxp_font_note tc rgb rxp_grey
    set key at screen 0.535, screen rxp_key_y center bottom horizontal maxcols rxp_key_columns Left reverse samplen 2.2 width 1
    set rmargin at screen 0.955
    set lmargin at screen 0.105
    set grid xtics ytics back lt 1 lw 0.7 lc rgb '#dddddd'
    set border 3 lw 1 lc rgb '#404040'
    set tics nomirror out scale 0.7, 0.4
}
set tmargin at screen rxp_top
# Labels too long for their places are slanted (plot_columns.c).
if (exists('rxp_slant') && rxp_slant > 0) {
    set xtics rotate by rxp_slant right
    rxp_bottom = rxp_bottom + rxp_slant_room
}
set bmargin at screen rxp_bottom
