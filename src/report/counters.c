/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A run in the counters of real drivers: whoever has `ethtool -S` or a performance monitor open finds the
 * same names here.
 *
 * One table, a row a counter: which metrics it is the sum of, and what the driver counts with it. Where a
 * driver's counter says less than the model knows, the row says so. */
#include <inttypes.h>
#include <string.h>

#include "ensure.h"
#include "people.h"
#include "report.h"
#include "rows.h"

enum { COUNTER_TERMS = 4 };

struct counter {
    const char *family;
    const char *name;
    const char *term[COUNTER_TERMS]; /* names of metrics, added up; NULL: no more */
    const char *meaning;
};

static const struct counter counters[] = {
    {"intel", "rx_packets", {"frames_indicated"}, "frames handed up"},
    {"intel", "rx_missed_errors", {"drop_fifo_overflow"}, "MPC: the packet buffer was full"},
    {"intel", "rx_no_buffer_count", {"drop_no_descriptor"}, "RNBC: no descriptor for the frame"},
    {"intel", "rx_no_dma_resources", {"drop_no_descriptor"}, "the same, as ixgbe names it (QPRDC)"},
    {"intel", "rx_length_errors", {"drop_too_long"}, "longer than buffers and ring allow"},
    {"intel", "alloc_rx_buff_failed", {"allocations_failed"}, "requests for buffers that were refused"},
    {"intel", "tx_flow_control_xoff", {"pauses"}, "pause frames sent to stop the partner"},
    {"mlx5", "rx_packets", {"frames_indicated"}, "frames handed up"},
    {"mlx5", "rx_out_of_buffer", {"drop_no_descriptor"}, "no receive work request was posted"},
    {"mlx5", "rx_discards_phy", {"drop_fifo_overflow"}, "the port's buffer was full"},
    {"mlx5", "rx_oversize_pkts_sw_drop", {"drop_too_long"}, "longer than the buffers of the ring"},
    {"mlx5", "rx_buff_alloc_err", {"allocations_failed"}, "allocations that failed"},
    {"mlx5", "tx_global_pause", {"pauses"}, "pause frames sent"},
    {"dpdk", "ipackets", {"frames_indicated"}, "frames received by the application's polls"},
    {"dpdk",
     "imissed",
     {"drop_no_descriptor", "drop_fifo_overflow"},
     "dropped by the hardware: its queue is full"},
    {"dpdk", "ierrors", {"drop_too_long"}, "erroneous frames"},
    {"dpdk", "rx_nombuf", {"drop_no_replacement"}, "no mbuf to take the place of a received one"},
    {"netkvm", "rxMinFreeBuffers", {"buffers_ready_min"}, "least free buffers seen"},
    {"netkvm",
     "rxIndicatesWithResourcesFlag",
     {"frames_copied", "drop_lowres_copy_failed"},
     "frames indicated with NDIS_RECEIVE_FLAGS_RESOURCES"},
    {"netkvm",
     "Packets Received Discarded",
     {"drop_no_descriptor", "drop_fifo_overflow", "drop_no_replacement", "drop_not_running"},
     "lost below the protocols"},
    {"netkvm", "Packets Received Errors", {"drop_too_long"}, "longer than the buffers of the ring"},
    {"netkvm", "Packets Received", {"frames_indicated"}, "frames handed to NDIS"},
};
enum { COUNTERS = sizeof counters / sizeof counters[0] };

size_t report_counter_families(const char **names, size_t most) {
    size_t count = 0;
    for (size_t i = 0; i < COUNTERS; i++)
        if ((i == 0 || strcmp(counters[i].family, counters[i - 1].family) != 0) && count < most)
            names[count++] = counters[i].family;
    return count;
}

/* The metric's number in the table of one run; false when the run gives it no value. */
static bool metric_of(const struct table *table, const char *name, double *value) {
    size_t column = rows_column(table, "metric");
    for (size_t row = 0; row < table->rows; row++) {
        const struct cell *cell = rows_cell(table, row, rows_column(table, "value"));
        if (strcmp(cell_text(rows_cell(table, row, column)), name) != 0)
            continue;
        *value = cell_number(cell);
        return cell->kind == CELL_INTEGER || cell->kind == CELL_REAL;
    }
    return false;
}

static void add_counter(const struct table *table, const struct counter *counter, struct sheet *sheet) {
    struct text name = {0}, value = {0}, meaning = {0};
    double sum = 0;
    bool known = true;
    text_format(&meaning, "%s (", counter->meaning);
    for (size_t i = 0; i < COUNTER_TERMS && counter->term[i] != NULL; i++) {
        double term = 0;
        known = metric_of(table, counter->term[i], &term) && known;
        sum += term;
        text_format(&meaning, "%s%s", i == 0 ? "" : " + ", counter->term[i]);
    }
    text_add(&meaning, ")");
    text_add(&name, counter->name);
    if (known)
        text_format(&value, "%.0f", sum);
    else
        text_add(&value, "-");
    sheet_add(sheet, &name);
    sheet_add(sheet, &value);
    sheet_add(sheet, &meaning);
}

static bool known_family(const char *family, struct problems *problems) {
    const char *names[COUNTERS];
    size_t count = report_counter_families(names, COUNTERS);
    struct text hint = {0};
    text_add(&hint, "there are:");
    for (size_t i = 0; i < count; i++) {
        text_format(&hint, "%s %s", i == 0 ? "" : ",", names[i]);
        if (strcmp(names[i], family) == 0) {
            text_free(&hint);
            return true;
        }
    }
    report_error(problems, 64, hint.at, "no counters of the kind '%s' are known", family);
    text_free(&hint);
    return false;
}

bool report_counters(struct store *store, int64_t run, const char *family, FILE *to,
                     struct problems *problems) {
    if (!known_family(family, problems))
        return false;
    struct table *table = store_table(store, TABLE_METRICS, run, problems);
    if (table == NULL)
        return false;
    bool good = table->rows > 0;
    if (!good)
        report_error(problems, 65, "'rxpool show DB' lists the points; run = point * 1000000 + replication",
                     "there is no run %" PRId64 " in the database", run);
    struct sheet sheet;
    struct text text = {0};
    sheet_begin(&sheet, 3);
    const char *const heads[] = {"counter", "value", "what it counts (metrics)"};
    for (size_t i = 0; i < 3; i++)
        sheet_add_text(&sheet, heads[i]);
    for (size_t i = 0; good && i < COUNTERS; i++)
        if (strcmp(counters[i].family, family) == 0)
            add_counter(table, &counters[i], &sheet);
    sheet.left[0] = sheet.left[2] = true;
    if (good) {
        sheet_write(&sheet, &text);
        good = text_write(&text, to);
    }
    sheet_free(&sheet);
    text_free(&text);
    table_free(table);
    return good;
}
