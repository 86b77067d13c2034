/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scenarios: defaults, layers (extends, the file, overrides, points), and errors exactly as people see them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "scenario.h"
#include "simtime.h"
#include "template.h"

static const char smallest[] = "schema: rxpool/1\n"
                               "name: textbook\n"
                               "time: {duration: 10 s, warmup: 100 ms}\n"
                               "traffic: {frames: {arrival: poisson, rate: 900 kframe/s}}\n"
                               "pool: {initial: 10}\n"
                               "protocol: {app: {servers: 1, service: exp(mean=1 us)}}\n";

static struct scenario *open_text(const char *text) {
    return scenario_open_text("f", text, strlen(text), NULL);
}

static void assert_problems(const struct scenario *scenario, const char *expected) {
    char *text = problems_text(scenario_problems(scenario));
    assert_string_equal(text, expected);
    free(text);
}

static void the_smallest_scenario_is_the_textbooks_queue(void **state) {
    (void)state;
    struct scenario *scenario = open_text(smallest);
    struct config *config = scenario_resolve(scenario, NULL, 0, NULL);
    assert_problems(scenario, "");
    assert_non_null(config);
    assert_string_equal(config->name, "textbook");
    assert_int_equal(config->seed, 1);
    assert_int_equal(config->duration_ps, 10 * PS_PER_S);
    assert_int_equal(config->warmup_ps, PS_PER_S / 10);
    assert_int_equal(config->pool_limit, 10);
    assert_int_equal(config->nic_ring, 10);
    assert_int_equal(config->pool_minimum, 1);
    assert_int_equal(config->pool_buffer_bytes, 2048);
    assert_int_equal(config->host_page_bytes, 4096);
    assert_int_equal(config->host_alignment_bytes, 64);
    assert_true(config->host_memory_bytes == CONFIG_UNLIMITED);
    assert_int_equal(config->link_bps.numerator, 0);
    assert_int_equal(config->link_bps.denominator, 1);
    assert_int_equal(config->link_overhead_bytes, 20);
    assert_int_equal(config->disable_at, 0);
    assert_int_equal(config->disable_resume, 1);
    assert_int_equal(config->interrupt_delay_ps, 0);
    assert_int_equal(config->interrupt_frames, 1);
    assert_true(config->grow_retry_ps == TIME_NEVER);
    assert_true(config->shrink_above == CONFIG_NEVER);
    assert_false(config->nic_drop_enable);
    assert_true(config->nic_bus_master);
    assert_int_equal(config->source[0].size.low, 64);
    assert_true(config->source[0].stop_ps == TIME_NEVER);
    assert_false(config->source[0].batched);
    assert_int_equal(config->protocol[0].servers, 1);
    assert_true(config->protocol[0].backlog == CONFIG_UNLIMITED);
    assert_int_equal(config->store_episodes, 1000);
    assert_false(config_is_deterministic(config));
    config_free(config);
    scenario_close(scenario);
}

static void entities_are_ranked_by_name(void **state) {
    (void)state;
    struct scenario *scenario = open_text(smallest);
    scenario_override(scenario, "traffic.b.arrival", "cbr");
    scenario_override(scenario, "traffic.b.interval", "1 us");
    scenario_override(scenario, "traffic.a", "{arrival: cbr, rate: 1 frame/s}");
    scenario_override(scenario, "protocol.Z", "{}");
    struct config *config = scenario_resolve(scenario, NULL, 0, NULL);
    assert_problems(scenario, "");
    assert_int_equal(config->source_count, 3);
    assert_string_equal(config->source[0].name, "a");
    assert_string_equal(config->source[1].name, "b");
    assert_string_equal(config->source[2].name, "frames");
    assert_string_equal(config->protocol[0].name, "Z");
    config_free(config);
    scenario_close(scenario);
}

static void later_layers_win(void **state) {
    (void)state;
    struct scenario *scenario = open_text(smallest);
    scenario_override(scenario, "pool.initial", "20");
    scenario_override(scenario, "pool.initial", "30");
    scenario_override(scenario, "traffic.frames.load", "50 %");
    scenario_override(scenario, "link.rate", "1 Gbit/s");
    struct config *config = scenario_resolve(scenario, NULL, 0, NULL);
    assert_problems(scenario, "");
    assert_int_equal(config->pool_initial, 30);
    assert_int_equal(config->source[0].rate.kind, RATE_LOAD);
    config_free(config);
    struct assignment point[] = {{"pool.initial", "40", NULL}, {"traffic.frames.rate", "1 Mbit/s", NULL}};
    config = scenario_resolve(scenario, point, 2, NULL);
    assert_int_equal(config->pool_initial, 40);
    assert_int_equal(config->source[0].rate.kind, RATE_BITS);
    config_free(config);
    config = scenario_resolve(scenario, NULL, 0, NULL);
    assert_int_equal(config->pool_initial, 30);
    config_free(config);
    scenario_close(scenario);
}

static void another_arrival_process_drops_the_keys_of_the_old_one(void **state) {
    (void)state;
    struct scenario *scenario =
        open_text("schema: rxpool/1\nname: n\ntime: {duration: 1 s}\npool: {initial: 1}\nprotocol: {p: {}}\n"
                  "traffic: {a: {arrival: on-off, rate: 1 frame/s, on: 1 s, off: 1 s}}\n");
    scenario_override(scenario, "traffic.a.arrival", "poisson");
    struct config *config = scenario_resolve(scenario, NULL, 0, NULL);
    assert_problems(scenario, "");
    assert_int_equal(config->source[0].arrival, ARRIVAL_POISSON);
    config_free(config);
    scenario_close(scenario);
}

static void all_errors_of_a_file_come_at_once(void **state) {
    static const char text[] = "schema: rxpool/1\n"
                               "time: {duration: 10, warmup: 100 ms}\n"
                               "nic: {rign: 512, queues: 300}\n"
                               "traffic: {a: {arrival: poisson, rate: 5 fps, on: 3 us}}\n"
                               "pool: {initial: 0, policy: watrmark}\n"
                               "protocol: {app: {servers: lots, hold: exp(mean=1)}}\n"
                               "initial: 3\n";
    (void)state;
    struct scenario *scenario = open_text(text);
    assert_null(scenario_resolve(scenario, NULL, 0, NULL));
    assert_int_equal(scenario_problems(scenario)->exit_code, 65);
    assert_problems(scenario,
                    "f: error: name is missing: a short name: letters, digits, '-', '_' and '.'\n"
                    "  hint: for example flood-10g\n"
                    "f:2:18: error: missing unit\n"
                    "    time: {duration: 10, warmup: 100 ms}\n"
                    "                     ^~\n"
                    "  hint: write for example '10 us'\n"
                    "f:3:7: error: unknown key 'rign'; did you mean 'ring'?\n"
                    "    nic: {rign: 512, queues: 300}\n"
                    "          ^~~~\n"
                    "f:3:26: error: '300' is out of range\n"
                    "    nic: {rign: 512, queues: 300}\n"
                    "                             ^~~\n"
                    "  hint: from 1 to 256\n"
                    "f:4:41: error: unknown unit 'fps'\n"
                    "    traffic: {a: {arrival: poisson, rate: 5 fps, on: 3 us}}\n"
                    "                                            ^~~\n"
                    "  hint: did you mean 'frame/s'?\n"
                    "f:4:46: error: 'on' belongs to arrival on-off; 'a' is poisson\n"
                    "    traffic: {a: {arrival: poisson, rate: 5 fps, on: 3 us}}\n"
                    "                                                 ^~\n"
                    "f:5:17: error: '0' is out of range\n"
                    "    pool: {initial: 0, policy: watrmark}\n"
                    "                    ^\n"
                    "  hint: from 1 to 4000000\n"
                    "f:5:28: error: 'watrmark' is unknown; did you mean 'watermark'?\n"
                    "    pool: {initial: 0, policy: watrmark}\n"
                    "                               ^~~~~~~~\n"
                    "  hint: one of: static, watermark, doubling, proportional, predictive, one_by_one, "
                    "lazy, copy_always, or a shared object, as ./mine.so\n"
                    "f:6:27: error: 'lots' is not a whole number\n"
                    "    protocol: {app: {servers: lots, hold: exp(mean=1)}}\n"
                    "                              ^~~~\n"
                    "  hint: a whole number, or the word 'infinite'\n"
                    "f:6:48: error: missing unit\n"
                    "    protocol: {app: {servers: lots, hold: exp(mean=1)}}\n"
                    "                                                   ^\n"
                    "  hint: write for example '1 us'\n"
                    "f:7:1: error: unknown key 'initial'\n"
                    "    initial: 3\n"
                    "    ^~~~~~~\n"
                    "  hint: there is pool.initial\n");
    scenario_close(scenario);
}

static void errors_of_overrides_show_the_override(void **state) {
    (void)state;
    struct scenario *scenario = open_text(smallest);
    scenario_override(scenario, "nic.rign", "3");
    scenario_override(scenario, "traffic.x", "{arrival: cbr, rate: lots}");
    scenario_override(scenario, "protocol.ap.hold", "3 us");
    scenario_override(scenario, "extends", "x");
    assert_null(scenario_resolve(scenario, NULL, 0, NULL));
    assert_problems(scenario, "-s:1:1: error: 'extends' belongs into the file\n"
                              "    extends=x\n"
                              "    ^~~~~~~\n"
                              "-s:1:5: error: unknown key 'rign'; did you mean 'ring'?\n"
                              "    nic.rign=3\n"
                              "        ^~~~\n"
                              "-s:1:10: warning: this adds a protocol 'ap'; did you mean 'app'?\n"
                              "    protocol.ap.hold=3 us\n"
                              "             ^~\n"
                              "-s:1:32: error: 'lots' is not a rate\n"
                              "    traffic.x={arrival: cbr, rate: lots}\n"
                              "                                   ^~~~\n"
                              "  hint: write for example '5 kframe/s'\n");
    scenario_close(scenario);
}

/* --- extends --- */

static void write_file(const char *path, const char *text) {
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static void a_base_is_read_first_relative_to_the_file_that_names_it(void **state) {
    char directory[] = "/tmp/rxpool-test-XXXXXX";
    (void)state;
    assert_non_null(mkdtemp(directory));
    assert_int_equal(chdir(directory), 0);
    assert_int_equal(mkdir("presets", 0700), 0);
    write_file("presets/times.txt", "1 us\n3 us\n");
    write_file("presets/deep.yaml", "pool: {initial: 7, buffer: 1 KiB}\n"
                                    "protocol: {p: {hold: empirical(times.txt)}}\n");
    write_file("presets/base.yaml", "extends: deep.yaml\npool: {initial: 8}\nsweep: {pool.initial: '1,2'}\n");
    write_file("top.yaml", "schema: rxpool/1\nname: top\nextends: presets/base.yaml\ntime: {duration: 1 s}\n"
                           "traffic: {a: {arrival: cbr, interval: 1 ms}}\n");
    struct scenario *scenario = scenario_open("top.yaml");
    struct config *config = scenario_resolve(scenario, NULL, 0, NULL);
    assert_problems(scenario, "");
    assert_int_equal(config->pool_initial, 8);
    assert_int_equal(config->pool_buffer_bytes, 1024);
    assert_string_equal(config->protocol[0].hold.file, "presets/times.txt");
    struct design design;
    struct problems problems;
    problems_init(&problems);
    assert_true(scenario_design(scenario, NULL, 0, &design, &problems));
    assert_int_equal(design_points(&design), 2);
    design_free(&design);
    problems_free(&problems);
    config_free(config);
    scenario_close(scenario);
    write_file("presets/deep.yaml", "extends: ../top.yaml\n");
    scenario = scenario_open("top.yaml");
    assert_null(scenario_resolve(scenario, NULL, 0, NULL));
    assert_problems(scenario,
                    "presets/deep.yaml:1:10: error: presets/../top.yaml: the files extend each other in a "
                    "circle\n    extends: ../top.yaml\n             ^~~~~~~~~~~\n");
    scenario_close(scenario);
    write_file("presets/deep.yaml", "extends: gone.yaml\n");
    scenario = scenario_open("top.yaml");
    assert_problems(scenario, "presets/deep.yaml:1:10: error: presets/gone.yaml: No such file or directory\n"
                              "    extends: gone.yaml\n             ^~~~~~~~~\n"
                              "  hint: the path is relative to the file that says so\n");
    assert_int_equal(scenario_problems(scenario)->exit_code, 66);
    scenario_close(scenario);
    static const char *const files[] = {"presets/times.txt", "presets/deep.yaml", "presets/base.yaml",
                                        "top.yaml"};
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(remove(files[i]), 0);
    assert_int_equal(rmdir("presets"), 0);
    assert_int_equal(chdir("/"), 0);
    assert_int_equal(rmdir(directory), 0);
}

static void every_template_is_free_of_problems(void **state) {
    const char *const *names = NULL;
    size_t count = template_names(&names);
    (void)state;
    assert_true(count >= 3);
    assert_null(template_text("nothing"));
    for (size_t i = 0; i < count; i++) {
        assert_non_null(template_summary(names[i]));
        struct scenario *scenario = open_text(template_text(names[i]));
        struct config *config = scenario_resolve(scenario, NULL, 0, NULL);
        assert_problems(scenario, "");
        assert_non_null(config);
        assert_string_equal(config->name, names[i]);
        struct design design;
        struct problems problems;
        problems_init(&problems);
        assert_true(scenario_design(scenario, NULL, 0, &design, &problems));
        struct assignment *point = memory_alloc((design.count + 1) * sizeof *point);
        for (size_t at = 0; at < design_points(&design); at++) {
            design_point(&design, at, point);
            struct config *one = scenario_resolve(scenario, point, design.count, &problems);
            assert_non_null(one);
            config_free(one);
        }
        assert_int_equal(problems.errors, 0);
        free(point);
        design_free(&design);
        problems_free(&problems);
        config_free(config);
        scenario_close(scenario);
    }
}

static void the_text_is_kept_byte_for_byte(void **state) {
    (void)state;
    static const char text[] = "\xEF\xBB\xBFschema: rxpool/1\r\n# end";
    struct scenario *scenario = open_text(text);
    assert_string_equal(scenario_text(scenario), text);
    assert_string_equal(scenario_path(scenario), "f");
    scenario_close(scenario);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_smallest_scenario_is_the_textbooks_queue),
        cmocka_unit_test(entities_are_ranked_by_name),
        cmocka_unit_test(later_layers_win),
        cmocka_unit_test(another_arrival_process_drops_the_keys_of_the_old_one),
        cmocka_unit_test(all_errors_of_a_file_come_at_once),
        cmocka_unit_test(errors_of_overrides_show_the_override),
        cmocka_unit_test(a_base_is_read_first_relative_to_the_file_that_names_it),
        cmocka_unit_test(every_template_is_free_of_problems),
        cmocka_unit_test(the_text_is_kept_byte_for_byte),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
