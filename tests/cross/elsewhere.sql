-- SPDX-License-Identifier: GPL-3.0-or-later
INSERT INTO study(study_id, name, path, scenario, scenario_hash, canonical, canonical_hash) VALUES (1, 'textbook', '', '', 'b437cdacaff94b1778b09a530cb5e612', '', 'cb27023b016016323a944dc5870ab853');
INSERT INTO study(study_id, name, path, scenario, scenario_hash, canonical, canonical_hash) VALUES (2, 'flood-10g', '', '', '06ddc2e4141bb361ea9d62f6cf605e21', '', '0f78298cb3471bf6e1901b5fc2025dd3');
INSERT INTO study(study_id, name, path, scenario, scenario_hash, canonical, canonical_hash) VALUES (3, 'one-flood', '', '', '549090aa4aaaa4b3ff09027c53466edd', '', '30b3162687f5fcf87724a261672743c2');
INSERT INTO study(study_id, name, path, scenario, scenario_hash, canonical, canonical_hash) VALUES (4, 'microbursts', '', '', 'd4237208dc55aaa5a6698a0348316c50', '', 'cbb6890de9fa5d4534346c2cde9c307f');
INSERT INTO study(study_id, name, path, scenario, scenario_hash, canonical, canonical_hash) VALUES (5, 'slow-protocol', '', '', 'c72d169cd05ec37bb5d10bb711f8e6f4', '', 'c8000419433c689e62ed25b37e4c7d43');
INSERT INTO study(study_id, name, path, scenario, scenario_hash, canonical, canonical_hash) VALUES (6, 'growth-too-late', '', '', 'b3bc8710ef86698464f9185e2b1fe040', '', '43a0a43f6074b718a7f5744fed2f008e');
INSERT INTO study(study_id, name, path, scenario, scenario_hash, canonical, canonical_hash) VALUES (7, 'memory-refused', '', '', '54d57337494fb2ba4158be585a6a5de7', '', 'f00295e288cf958e316113b4df9ea884');
INSERT INTO study(study_id, name, path, scenario, scenario_hash, canonical, canonical_hash) VALUES (8, 'jumbo', '', '', '2d7b5545aab4dd69a9066b6b15c6f97a', '', '117eb454dc83ff5735929b0392f9039a');
INSERT INTO study(study_id, name, path, scenario, scenario_hash, canonical, canonical_hash) VALUES (9, 'netkvm-pressure', '', '', '416fa825901d02d8ca48898c69e32227', '', 'e7a404afad4501f675992eec8caa45bb');
INSERT INTO study(study_id, name, path, scenario, scenario_hash, canonical, canonical_hash) VALUES (10, 'netkvm-window', '', '', '30bb2061d702c44ebbdf535537d3ae54', '', '0d2b048ba9632b5741ab42049f105fdf');
INSERT INTO study(study_id, name, path, scenario, scenario_hash, canonical, canonical_hash) VALUES (11, 'livelock', '', '', 'e7f0cba5fc0ab50002c15de07327bdf5', '', 'b4fde81fc3ff57f2524daad0f331a5e6');
INSERT INTO study(study_id, name, path, scenario, scenario_hash, canonical, canonical_hash) VALUES (12, 'reuse', '', '', 'c552dc16ab69c8b7704b21369ab48320', '', 'ca4f1a04af2f349f432ae26ad5843ff0');
INSERT INTO study(study_id, name, path, scenario, scenario_hash, canonical, canonical_hash) VALUES (13, 'many-queues', '', '', '1f1379ff146174252b30edef94932d1b', '', '9b3b9ff407938134fe9baf9c618e62ff');
INSERT INTO study(study_id, name, path, scenario, scenario_hash, canonical, canonical_hash) VALUES (14, 'moderation', '', '', '11b9f75602b71443007c78a25a1f446a', '', 'd89264592538797090cbf4888c999b36');
INSERT INTO study(study_id, name, path, scenario, scenario_hash, canonical, canonical_hash) VALUES (15, 'growth-burns-cpu', '', '', '09fe0664456f78d3a929fb1e016b9992', '', 'abe46e07ba09b3ec9d95473538fb626c');
INSERT INTO study(study_id, name, path, scenario, scenario_hash, canonical, canonical_hash) VALUES (16, 'endless-search', '', '', '27d09ac453e91a26e32f398bb9479cdb', '', '8fa98a416f1fcc671e8364e1258fc016');
INSERT INTO study(study_id, name, path, scenario, scenario_hash, canonical, canonical_hash) VALUES (17, 'world-1', '', '', '8723c7e7f7f219a718023ee480c0b375', '', '8723c7e7f7f219a718023ee480c0b375');
INSERT INTO study(study_id, name, path, scenario, scenario_hash, canonical, canonical_hash) VALUES (18, 'world-2', '', '', 'e100167be21c0d15271201a8aa888d6b', '', 'e100167be21c0d15271201a8aa888d6b');
INSERT INTO study(study_id, name, path, scenario, scenario_hash, canonical, canonical_hash) VALUES (19, 'world-4', '', '', 'f967aad1d32f60b43deef2cdda6e734f', '', 'f967aad1d32f60b43deef2cdda6e734f');
INSERT INTO study(study_id, name, path, scenario, scenario_hash, canonical, canonical_hash) VALUES (20, 'world-5', '', '', '01088bc01110e000681159f040170f0f', '', '01088bc01110e000681159f040170f0f');
INSERT INTO study(study_id, name, path, scenario, scenario_hash, canonical, canonical_hash) VALUES (21, 'world-6', '', '', '3edb81a1018007bb4f0b9063866ab998', '', '3edb81a1018007bb4f0b9063866ab998');
INSERT INTO study(study_id, name, path, scenario, scenario_hash, canonical, canonical_hash) VALUES (22, 'world-11', '', '', 'a6d885bb53daa9d35a37caef5b4b0e0e', '', 'a6d885bb53daa9d35a37caef5b4b0e0e');
INSERT INTO study(study_id, name, path, scenario, scenario_hash, canonical, canonical_hash) VALUES (23, 'world-12', '', '', 'bc2af14ef9c5faffd9d13efcce9b578d', '', 'bc2af14ef9c5faffd9d13efcce9b578d');
INSERT INTO study(study_id, name, path, scenario, scenario_hash, canonical, canonical_hash) VALUES (24, 'world-14', '', '', '0e0c5faa46299fb9da9732378d8b6400', '', '0e0c5faa46299fb9da9732378d8b6400');
INSERT INTO point(point_id, study_id, model_version, config_hash, canonical) VALUES (1, 1, 2, 'cb27023b016016323a944dc5870ab853', 'schema: rxpool/1
name: textbook
seed: 1
time:
  duration: 3 ms
  warmup: 1 ms
  sample: none
link:
  rate: none
  overhead: 20 B
traffic:
  frames:
    arrival: poisson
    rate: 900 kframe/s
    start: 0 s
    stop: never
    frames: unlimited
    size: 64 B
    fcs: 0 B
    flows: 1
    flood: false
    batch: 1
nic:
  queues: 1
  ring: 10
  fifo: 0 B
  pause:
    xoff: never
    xon: 0 B
    delay: 0 s
  coalesce:
    bytes: 0 B
    timeout: 0 s
  bus_master: true
  drop_enable: false
  dma:
    frame: 0 s
    latency: 0 s
    rate: unlimited
    payload: 0 B
    header: 0 B
  interrupt:
    moderation: 0 s
    delay: 0 s
    frames: 1
    latency: 0 s
  poll: none
  rescue: none
cpu:
  count: 1
  isr: 0 s
  dpc:
    latency: 0 s
    fixed: 0 s
    frame: 0 s
    budget: unlimited
    chain: unlimited
    throttle: unlimited
    requeue: 0 s
  flush: 0 s
  copy_frame: 0 s
  copy: 0 ps/B
  return: 0 s
  tear: 0 s
  poll: 0 s
driver:
  preset: none
  faults: none
refill:
  batch: 1
  flush_below: 0
  timer: none
  retry: none
  threshold: 1
  mode: after
interrupt_disable:
  at: 0
  resume: 1
low_resources:
  below: 0
  memory: 4 MiB
  per: chain
pool:
  buffer: 2 KiB
  policy: static
  initial: 10
  minimum: 1
  limit: 10
  placement: blocks
  reuse: fifo
  scope: per_queue
  block: all
  per_processor: false
  align: dma
  descriptor: 0 B
  grow:
    below: 0
    chunk: 1
    in_flight: 1
    retry: none
    every: none
  shrink:
    above: never
    idle: 0 s
    every: none
    ticks: 1
    recall: false
    blocks: 1
policy:
  period: 1 ms
host:
  memory: unlimited
  nonpaged: unlimited
  page: 4 KiB
  alignment: 64 B
  failure: 0 %
  failure_every: none
  fragmentation: none
  allocation:
    delay: 0 s
    latency: 0 s
    per_block: 0 s
    workers: 1
    cpu: 0 s
  free:
    latency: 0 s
    deferred: false
  processors: 1
  os: current
  arch: x64
protocol:
  app:
    share: 1
    mode: split
    inline_cost: 0 s
    backlog: unlimited
    servers: 1
    service: exp(mean=1 us)
    hold: 0 s
    cpu: dedicated
    stall:
      every: 0 s
      for: 0 s
      service: suspend
    return:
      batch: 1
      timer: none
replications:
  min: 1
store:
  episodes: 1000
');
INSERT INTO point(point_id, study_id, model_version, config_hash, canonical) VALUES (2, 2, 2, '0f78298cb3471bf6e1901b5fc2025dd3', 'schema: rxpool/1
name: flood-10g
description: "Does asynchronous growth keep a 10 Gbit/s flood without interrupt-disable episodes?"
seed: 1
time:
  duration: 3 ms
  warmup: 1 ms
  sample: none
link:
  rate: 10 Gbit/s
  overhead: 20 B
traffic:
  flood:
    arrival: on-off
    load: 95 %
    start: 0 s
    stop: never
    frames: unlimited
    size: 64 B
    fcs: 0 B
    flows: 1
    flood: false
    batch: 1
    on: lognormal(mean=400 us, cv=1.5)
    off: exp(mean=400 us)
    during: cbr
  steady:
    arrival: poisson
    rate: 150 kframe/s
    start: 0 s
    stop: never
    frames: unlimited
    size: imix
    fcs: 0 B
    flows: 1
    flood: false
    batch: 1
nic:
  queues: 1
  ring: 1024
  fifo: 20 KiB
  pause:
    xoff: never
    xon: 0 B
    delay: 0 s
  coalesce:
    bytes: 0 B
    timeout: 0 s
  bus_master: true
  drop_enable: false
  dma:
    frame: 0 s
    latency: 600 ns
    rate: unlimited
    payload: 0 B
    header: 0 B
  interrupt:
    moderation: 10 us
    delay: 0 s
    frames: 1
    latency: 1 us
  poll: none
  rescue: none
cpu:
  count: 1
  isr: 500 ns
  dpc:
    latency: 2 us
    fixed: 500 ns
    frame: 30 ns
    budget: 256
    chain: unlimited
    throttle: unlimited
    requeue: 0 s
  flush: 0 s
  copy_frame: 0 s
  copy: 0 ps/B
  return: 0 s
  tear: 0 s
  poll: 0 s
driver:
  preset: none
  faults: none
refill:
  batch: 1
  flush_below: 0
  timer: none
  retry: none
  threshold: 1
  mode: after
interrupt_disable:
  at: 0
  resume: 8
low_resources:
  below: 0
  memory: 4 MiB
  per: chain
pool:
  buffer: 2 KiB
  policy: watermark
  initial: 256
  minimum: 1
  limit: 16384
  placement: blocks
  reuse: fifo
  scope: per_queue
  block: all
  per_processor: false
  align: dma
  descriptor: 0 B
  grow:
    below: 256
    chunk: 256
    in_flight: 2
    retry: none
    every: none
  shrink:
    above: 1024
    idle: 500 us
    every: none
    ticks: 1
    recall: false
    blocks: 1
policy:
  period: 1 ms
host:
  memory: 64 MiB
  nonpaged: unlimited
  page: 4 KiB
  alignment: 64 B
  failure: 1 %
  failure_every: none
  fragmentation: none
  allocation:
    delay: 0 s
    latency: lognormal(mean=60 us, cv=1)
    per_block: 0 s
    workers: 1
    cpu: 0 s
  free:
    latency: 0 s
    deferred: false
  processors: 1
  os: current
  arch: x64
protocol:
  tcpip:
    share: 1
    mode: split
    inline_cost: 20 ns
    backlog: unlimited
    servers: infinite
    service: 0 s
    hold: exp(mean=150 us)
    cpu: dedicated
    stall:
      every: 0 s
      for: 0 s
      service: suspend
    return:
      batch: 1
      timer: none
replications:
  min: 10
store:
  episodes: 1000
');
INSERT INTO point(point_id, study_id, model_version, config_hash, canonical) VALUES (3, 3, 2, '30b3162687f5fcf87724a261672743c2', 'schema: rxpool/1
name: one-flood
description: "What does a single flood do to a fixed pool?"
seed: 1
time:
  duration: 3 ms
  warmup: 1 ms
  sample: 10 us
link:
  rate: 10 Gbit/s
  overhead: 20 B
traffic:
  flood:
    arrival: cbr
    load: 99 %
    start: 2 ms
    stop: 3 ms
    frames: unlimited
    size: 64 B
    fcs: 0 B
    flows: 1
    flood: true
    batch: 1
  steady:
    arrival: cbr
    rate: 100 kframe/s
    start: 0 s
    stop: never
    frames: unlimited
    size: 64 B
    fcs: 0 B
    flows: 1
    flood: false
    batch: 1
nic:
  queues: 1
  ring: 1024
  fifo: 0 B
  pause:
    xoff: never
    xon: 0 B
    delay: 0 s
  coalesce:
    bytes: 0 B
    timeout: 0 s
  bus_master: true
  drop_enable: false
  dma:
    frame: 0 s
    latency: 600 ns
    rate: unlimited
    payload: 0 B
    header: 0 B
  interrupt:
    moderation: 0 s
    delay: 0 s
    frames: 1
    latency: 1 us
  poll: none
  rescue: none
cpu:
  count: 1
  isr: 500 ns
  dpc:
    latency: 1 us
    fixed: 500 ns
    frame: 20 ns
    budget: unlimited
    chain: unlimited
    throttle: unlimited
    requeue: 0 s
  flush: 0 s
  copy_frame: 0 s
  copy: 0 ps/B
  return: 0 s
  tear: 0 s
  poll: 0 s
driver:
  preset: none
  faults: none
refill:
  batch: 1
  flush_below: 0
  timer: none
  retry: none
  threshold: 1
  mode: after
interrupt_disable:
  at: 0
  resume: 32
low_resources:
  below: 0
  memory: 4 MiB
  per: chain
pool:
  buffer: 2 KiB
  policy: static
  initial: 1024
  minimum: 1
  limit: 1024
  placement: blocks
  reuse: fifo
  scope: per_queue
  block: all
  per_processor: false
  align: dma
  descriptor: 0 B
  grow:
    below: 0
    chunk: 1
    in_flight: 1
    retry: none
    every: none
  shrink:
    above: never
    idle: 0 s
    every: none
    ticks: 1
    recall: false
    blocks: 1
policy:
  period: 1 ms
host:
  memory: unlimited
  nonpaged: unlimited
  page: 4 KiB
  alignment: 64 B
  failure: 0 %
  failure_every: none
  fragmentation: none
  allocation:
    delay: 0 s
    latency: 0 s
    per_block: 0 s
    workers: 1
    cpu: 0 s
  free:
    latency: 0 s
    deferred: false
  processors: 1
  os: current
  arch: x64
protocol:
  tcpip:
    share: 1
    mode: split
    inline_cost: 0 s
    backlog: unlimited
    servers: infinite
    service: 0 s
    hold: 200 us
    cpu: dedicated
    stall:
      every: 0 s
      for: 0 s
      service: suspend
    return:
      batch: 1
      timer: none
replications:
  min: 1
store:
  episodes: 1000
');
INSERT INTO point(point_id, study_id, model_version, config_hash, canonical) VALUES (4, 4, 2, 'cbb6890de9fa5d4534346c2cde9c307f', 'schema: rxpool/1
name: microbursts
description: "Ring or buffers, which absorbs microbursts?"
seed: 1
time:
  duration: 3 ms
  warmup: 1 ms
  sample: none
link:
  rate: 10 Gbit/s
  overhead: 20 B
traffic:
  bursts:
    arrival: on-off
    load: 100 %
    start: 0 s
    stop: never
    frames: unlimited
    size: 64 B
    fcs: 0 B
    flows: 1
    flood: false
    batch: 1
    on: lognormal(mean=25 us, cv=1)
    off: lognormal(mean=400 us, cv=1.5)
    during: cbr
nic:
  queues: 1
  ring: 256
  fifo: 0 B
  pause:
    xoff: never
    xon: 0 B
    delay: 0 s
  coalesce:
    bytes: 0 B
    timeout: 0 s
  bus_master: true
  drop_enable: false
  dma:
    frame: 0 s
    latency: 600 ns
    rate: unlimited
    payload: 0 B
    header: 0 B
  interrupt:
    moderation: 100 us
    delay: 0 s
    frames: 1
    latency: 1 us
  poll: none
  rescue: none
cpu:
  count: 1
  isr: 500 ns
  dpc:
    latency: 2 us
    fixed: 500 ns
    frame: 30 ns
    budget: unlimited
    chain: unlimited
    throttle: unlimited
    requeue: 0 s
  flush: 0 s
  copy_frame: 0 s
  copy: 0 ps/B
  return: 0 s
  tear: 0 s
  poll: 0 s
driver:
  preset: none
  faults: none
refill:
  batch: 1
  flush_below: 0
  timer: none
  retry: none
  threshold: 1
  mode: after
interrupt_disable:
  at: 0
  resume: 1
low_resources:
  below: 0
  memory: 4 MiB
  per: chain
pool:
  buffer: 2 KiB
  policy: static
  initial: 4096
  minimum: 1
  limit: 4096
  placement: blocks
  reuse: fifo
  scope: per_queue
  block: all
  per_processor: false
  align: dma
  descriptor: 0 B
  grow:
    below: 0
    chunk: 1
    in_flight: 1
    retry: none
    every: none
  shrink:
    above: never
    idle: 0 s
    every: none
    ticks: 1
    recall: false
    blocks: 1
policy:
  period: 1 ms
host:
  memory: unlimited
  nonpaged: unlimited
  page: 4 KiB
  alignment: 64 B
  failure: 0 %
  failure_every: none
  fragmentation: none
  allocation:
    delay: 0 s
    latency: 0 s
    per_block: 0 s
    workers: 1
    cpu: 0 s
  free:
    latency: 0 s
    deferred: false
  processors: 1
  os: current
  arch: x64
protocol:
  tcpip:
    share: 1
    mode: split
    inline_cost: 0 s
    backlog: unlimited
    servers: infinite
    service: 0 s
    hold: exp(mean=20 us)
    cpu: dedicated
    stall:
      every: 0 s
      for: 0 s
      service: suspend
    return:
      batch: 1
      timer: none
replications:
  min: 1
store:
  episodes: 1000
');
INSERT INTO point(point_id, study_id, model_version, config_hash, canonical) VALUES (5, 5, 2, 'c8000419433c689e62ed25b37e4c7d43', 'schema: rxpool/1
name: slow-protocol
description: "What does one slow protocol do to the others?"
seed: 1
time:
  duration: 3 ms
  warmup: 1 ms
  sample: none
link:
  rate: 1 Gbit/s
  overhead: 20 B
traffic:
  mix:
    arrival: poisson
    rate: 200 kframe/s
    start: 0 s
    stop: never
    frames: unlimited
    size: 300 B
    fcs: 0 B
    flows: 1
    flood: false
    batch: 1
nic:
  queues: 1
  ring: 512
  fifo: 0 B
  pause:
    xoff: never
    xon: 0 B
    delay: 0 s
  coalesce:
    bytes: 0 B
    timeout: 0 s
  bus_master: true
  drop_enable: false
  dma:
    frame: 0 s
    latency: 0 s
    rate: unlimited
    payload: 0 B
    header: 0 B
  interrupt:
    moderation: 20 us
    delay: 0 s
    frames: 1
    latency: 0 s
  poll: none
  rescue: none
cpu:
  count: 1
  isr: 500 ns
  dpc:
    latency: 0 s
    fixed: 500 ns
    frame: 100 ns
    budget: unlimited
    chain: unlimited
    throttle: unlimited
    requeue: 0 s
  flush: 0 s
  copy_frame: 0 s
  copy: 0 ps/B
  return: 0 s
  tear: 0 s
  poll: 0 s
driver:
  preset: none
  faults: none
refill:
  batch: 1
  flush_below: 0
  timer: none
  retry: none
  threshold: 1
  mode: after
interrupt_disable:
  at: 0
  resume: 1
low_resources:
  below: 0
  memory: 4 MiB
  per: chain
pool:
  buffer: 2 KiB
  policy: static
  initial: 512
  minimum: 1
  limit: 512
  placement: blocks
  reuse: fifo
  scope: per_queue
  block: all
  per_processor: false
  align: dma
  descriptor: 0 B
  grow:
    below: 0
    chunk: 1
    in_flight: 1
    retry: none
    every: none
  shrink:
    above: never
    idle: 0 s
    every: none
    ticks: 1
    recall: false
    blocks: 1
policy:
  period: 1 ms
host:
  memory: unlimited
  nonpaged: unlimited
  page: 4 KiB
  alignment: 64 B
  failure: 0 %
  failure_every: none
  fragmentation: none
  allocation:
    delay: 0 s
    latency: 0 s
    per_block: 0 s
    workers: 1
    cpu: 0 s
  free:
    latency: 0 s
    deferred: false
  processors: 1
  os: current
  arch: x64
protocol:
  fast:
    share: 1
    mode: split
    inline_cost: 0 s
    backlog: unlimited
    servers: infinite
    service: 0 s
    hold: exp(mean=20 us)
    cpu: dedicated
    stall:
      every: 0 s
      for: 0 s
      service: suspend
    return:
      batch: 1
      timer: none
  slow:
    share: 1
    mode: split
    inline_cost: 0 s
    backlog: unlimited
    servers: 1
    service: exp(mean=15 us)
    hold: 0 s
    cpu: dedicated
    stall:
      every: 0 s
      for: 0 s
      service: suspend
    return:
      batch: 1
      timer: none
replications:
  min: 1
store:
  episodes: 1000
');
INSERT INTO point(point_id, study_id, model_version, config_hash, canonical) VALUES (6, 6, 2, '43a0a43f6074b718a7f5744fed2f008e', 'schema: rxpool/1
name: growth-too-late
description: "When does growth arrive too late?"
seed: 1
time:
  duration: 3 ms
  warmup: 1 ms
  sample: 100 us
link:
  rate: 10 Gbit/s
  overhead: 20 B
traffic:
  flood:
    arrival: on-off
    load: 60 %
    start: 0 s
    stop: never
    frames: unlimited
    size: 64 B
    fcs: 0 B
    flows: 1
    flood: false
    batch: 1
    on: 300 us
    off: 9700 us
    during: cbr
nic:
  queues: 1
  ring: 4096
  fifo: 0 B
  pause:
    xoff: never
    xon: 0 B
    delay: 0 s
  coalesce:
    bytes: 0 B
    timeout: 0 s
  bus_master: true
  drop_enable: false
  dma:
    frame: 0 s
    latency: 600 ns
    rate: unlimited
    payload: 0 B
    header: 0 B
  interrupt:
    moderation: 5 us
    delay: 0 s
    frames: 1
    latency: 1 us
  poll: none
  rescue: none
cpu:
  count: 1
  isr: 500 ns
  dpc:
    latency: 1 us
    fixed: 500 ns
    frame: 20 ns
    budget: unlimited
    chain: unlimited
    throttle: unlimited
    requeue: 0 s
  flush: 0 s
  copy_frame: 0 s
  copy: 0 ps/B
  return: 0 s
  tear: 0 s
  poll: 0 s
driver:
  preset: none
  faults: none
refill:
  batch: 1
  flush_below: 0
  timer: none
  retry: none
  threshold: 1
  mode: after
interrupt_disable:
  at: 0
  resume: 8
low_resources:
  below: 0
  memory: 4 MiB
  per: chain
pool:
  buffer: 2 KiB
  policy: watermark
  initial: 512
  minimum: 1
  limit: 4096
  placement: blocks
  reuse: fifo
  scope: per_queue
  block: all
  per_processor: false
  align: dma
  descriptor: 0 B
  grow:
    below: 128
    chunk: 512
    in_flight: 2
    retry: none
    every: none
  shrink:
    above: 768
    idle: 1 ms
    every: none
    ticks: 1
    recall: true
    blocks: 1
policy:
  period: 1 ms
host:
  memory: unlimited
  nonpaged: unlimited
  page: 4 KiB
  alignment: 64 B
  failure: 0 %
  failure_every: none
  fragmentation: none
  allocation:
    delay: 0 s
    latency: 1 ms
    per_block: 0 s
    workers: 1
    cpu: 0 s
  free:
    latency: 0 s
    deferred: false
  processors: 1
  os: current
  arch: x64
protocol:
  tcpip:
    share: 1
    mode: split
    inline_cost: 0 s
    backlog: unlimited
    servers: infinite
    service: 0 s
    hold: 250 us
    cpu: dedicated
    stall:
      every: 0 s
      for: 0 s
      service: suspend
    return:
      batch: 1
      timer: none
replications:
  min: 1
store:
  episodes: 1000
');
INSERT INTO point(point_id, study_id, model_version, config_hash, canonical) VALUES (7, 7, 2, 'f00295e288cf958e316113b4df9ea884', 'schema: rxpool/1
name: memory-refused
description: "What if the host refuses the memory?"
seed: 1
time:
  duration: 3 ms
  warmup: 1 ms
  sample: none
link:
  rate: 10 Gbit/s
  overhead: 20 B
traffic:
  flood:
    arrival: poisson
    load: 70 %
    start: 0 s
    stop: never
    frames: unlimited
    size: 128 B
    fcs: 0 B
    flows: 1
    flood: false
    batch: 1
nic:
  queues: 1
  ring: 2048
  fifo: 0 B
  pause:
    xoff: never
    xon: 0 B
    delay: 0 s
  coalesce:
    bytes: 0 B
    timeout: 0 s
  bus_master: true
  drop_enable: false
  dma:
    frame: 0 s
    latency: 0 s
    rate: unlimited
    payload: 0 B
    header: 0 B
  interrupt:
    moderation: 10 us
    delay: 0 s
    frames: 1
    latency: 0 s
  poll: none
  rescue: none
cpu:
  count: 1
  isr: 500 ns
  dpc:
    latency: 0 s
    fixed: 500 ns
    frame: 20 ns
    budget: unlimited
    chain: unlimited
    throttle: unlimited
    requeue: 0 s
  flush: 0 s
  copy_frame: 0 s
  copy: 0 ps/B
  return: 0 s
  tear: 0 s
  poll: 0 s
driver:
  preset: none
  faults: none
refill:
  batch: 1
  flush_below: 0
  timer: none
  retry: none
  threshold: 1
  mode: after
interrupt_disable:
  at: 0
  resume: 8
low_resources:
  below: 0
  memory: 4 MiB
  per: chain
pool:
  buffer: 2 KiB
  policy: watermark
  initial: 4096
  minimum: 1
  limit: 8192
  placement: blocks
  reuse: fifo
  scope: per_queue
  block: all
  per_processor: false
  align: dma
  descriptor: 0 B
  grow:
    below: 256
    chunk: 256
    in_flight: 1
    retry: 1 ms
    every: none
  shrink:
    above: never
    idle: 0 s
    every: none
    ticks: 1
    recall: false
    blocks: 1
policy:
  period: 1 ms
host:
  memory: 3 MiB
  nonpaged: unlimited
  page: 4 KiB
  alignment: 64 B
  failure: 0 %
  failure_every: none
  fragmentation: none
  allocation:
    delay: 0 s
    latency: 500 us
    per_block: 0 s
    workers: 1
    cpu: 0 s
  free:
    latency: 0 s
    deferred: false
  processors: 1
  os: current
  arch: x64
protocol:
  tcpip:
    share: 1
    mode: split
    inline_cost: 0 s
    backlog: unlimited
    servers: infinite
    service: 0 s
    hold: exp(mean=250 us)
    cpu: dedicated
    stall:
      every: 0 s
      for: 0 s
      service: suspend
    return:
      batch: 1
      timer: none
replications:
  min: 1
store:
  episodes: 1000
');
INSERT INTO point(point_id, study_id, model_version, config_hash, canonical) VALUES (8, 8, 2, '117eb454dc83ff5735929b0392f9039a', 'schema: rxpool/1
name: jumbo
description: "What do jumbo frames cost when buffers are small?"
seed: 1
time:
  duration: 3 ms
  warmup: 1 ms
  sample: none
link:
  rate: 10 Gbit/s
  overhead: 20 B
traffic:
  bulk:
    arrival: poisson
    load: 80 %
    start: 0 s
    stop: never
    frames: unlimited
    size: 9 kB
    fcs: 0 B
    flows: 1
    flood: false
    batch: 1
nic:
  queues: 1
  ring: 320
  fifo: 64 KiB
  pause:
    xoff: never
    xon: 0 B
    delay: 0 s
  coalesce:
    bytes: 0 B
    timeout: 0 s
  bus_master: true
  drop_enable: false
  dma:
    frame: 0 s
    latency: 1 us
    rate: 6 GB/s
    payload: 0 B
    header: 0 B
  interrupt:
    moderation: 50 us
    delay: 0 s
    frames: 1
    latency: 1 us
  poll: none
  rescue: none
cpu:
  count: 1
  isr: 500 ns
  dpc:
    latency: 2 us
    fixed: 500 ns
    frame: 300 ns
    budget: unlimited
    chain: unlimited
    throttle: unlimited
    requeue: 0 s
  flush: 0 s
  copy_frame: 0 s
  copy: 0 ps/B
  return: 0 s
  tear: 0 s
  poll: 0 s
driver:
  preset: none
  faults: none
refill:
  batch: 1
  flush_below: 0
  timer: none
  retry: none
  threshold: 1
  mode: after
interrupt_disable:
  at: 0
  resume: 5
low_resources:
  below: 0
  memory: 4 MiB
  per: chain
pool:
  buffer: 2 KiB
  policy: static
  initial: 320
  minimum: 1
  limit: 320
  placement: blocks
  reuse: fifo
  scope: per_queue
  block: all
  per_processor: false
  align: dma
  descriptor: 0 B
  grow:
    below: 0
    chunk: 1
    in_flight: 1
    retry: none
    every: none
  shrink:
    above: never
    idle: 0 s
    every: none
    ticks: 1
    recall: false
    blocks: 1
policy:
  period: 1 ms
host:
  memory: unlimited
  nonpaged: unlimited
  page: 4 KiB
  alignment: 64 B
  failure: 0 %
  failure_every: none
  fragmentation: none
  allocation:
    delay: 0 s
    latency: 0 s
    per_block: 0 s
    workers: 1
    cpu: 0 s
  free:
    latency: 0 s
    deferred: false
  processors: 1
  os: current
  arch: x64
protocol:
  tcpip:
    share: 1
    mode: split
    inline_cost: 500 ns
    backlog: unlimited
    servers: infinite
    service: 0 s
    hold: exp(mean=700 us)
    cpu: dedicated
    stall:
      every: 0 s
      for: 0 s
      service: suspend
    return:
      batch: 1
      timer: none
replications:
  min: 1
store:
  episodes: 1000
');
INSERT INTO point(point_id, study_id, model_version, config_hash, canonical) VALUES (9, 9, 2, 'e7a404afad4501f675992eec8caa45bb', 'schema: rxpool/1
name: netkvm-pressure
description: "What does copying under low resources save, and what does it cost?"
seed: 1
time:
  duration: 3 ms
  warmup: 1 ms
  sample: none
link:
  rate: 10 Gbit/s
  overhead: 20 B
traffic:
  q0b:
    arrival: poisson
    rate: 812.5 frame/s
    start: 0 s
    stop: never
    frames: unlimited
    size: 2690 B
    fcs: 0 B
    flows: 1
    flood: false
    batch: exp(mean=64)
  q1p:
    arrival: poisson
    rate: 812.5 frame/s
    start: 0 s
    stop: never
    frames: unlimited
    size: 2690 B
    fcs: 0 B
    flows: 1
    flood: false
    batch: exp(mean=64)
  q2f:
    arrival: poisson
    rate: 812.5 frame/s
    start: 0 s
    stop: never
    frames: unlimited
    size: 2690 B
    fcs: 0 B
    flows: 1
    flood: false
    batch: exp(mean=64)
  q3e:
    arrival: poisson
    rate: 812.5 frame/s
    start: 0 s
    stop: never
    frames: unlimited
    size: 2690 B
    fcs: 0 B
    flows: 1
    flood: false
    batch: exp(mean=64)
  q4e:
    arrival: poisson
    rate: 812.5 frame/s
    start: 0 s
    stop: never
    frames: unlimited
    size: 2690 B
    fcs: 0 B
    flows: 1
    flood: false
    batch: exp(mean=64)
  q5b:
    arrival: poisson
    rate: 812.5 frame/s
    start: 0 s
    stop: never
    frames: unlimited
    size: 2690 B
    fcs: 0 B
    flows: 1
    flood: false
    batch: exp(mean=64)
  q6a:
    arrival: poisson
    rate: 812.5 frame/s
    start: 0 s
    stop: never
    frames: unlimited
    size: 2690 B
    fcs: 0 B
    flows: 1
    flood: false
    batch: exp(mean=64)
  q7i:
    arrival: poisson
    rate: 812.5 frame/s
    start: 0 s
    stop: never
    frames: unlimited
    size: 2690 B
    fcs: 0 B
    flows: 1
    flood: false
    batch: exp(mean=64)
nic:
  queues: 8
  ring: 256
  fifo: 0 B
  pause:
    xoff: never
    xon: 0 B
    delay: 0 s
  coalesce:
    bytes: 0 B
    timeout: 0 s
  bus_master: true
  drop_enable: true
  dma:
    frame: 0 s
    latency: 0 s
    rate: unlimited
    payload: 0 B
    header: 0 B
  interrupt:
    moderation: 0 s
    delay: 0 s
    frames: 1
    latency: 0 s
  poll: none
  rescue: none
cpu:
  count: 16
  isr: 0 s
  dpc:
    latency: mix(96 %: exp(mean=5 us), 4 %: uniform(80 us, 140 us))
    fixed: 0 s
    frame: 300 ns
    budget: 1000
    chain: unlimited
    throttle: 1000
    requeue: 0 s
  flush: 0 s
  copy_frame: 1 us
  copy: 300 ps/B
  return: 0 s
  tear: 0 s
  poll: 0 s
driver:
  preset: netkvm_lowres
  faults: none
refill:
  batch: 65
  flush_below: 0
  timer: none
  retry: none
  threshold: 1
  mode: after
interrupt_disable:
  at: never
  resume: 1
low_resources:
  below: 50 %
  memory: 4 MiB
  per: slice
pool:
  buffer: 64 KiB
  policy: static
  initial: 256
  minimum: 1
  limit: 256
  placement: blocks
  reuse: fifo
  scope: per_queue
  block: all
  per_processor: false
  align: dma
  descriptor: 0 B
  grow:
    below: 0
    chunk: 1
    in_flight: 1
    retry: none
    every: none
  shrink:
    above: never
    idle: 0 s
    every: none
    ticks: 1
    recall: false
    blocks: 1
policy:
  period: 1 ms
host:
  memory: unlimited
  nonpaged: unlimited
  page: 4 KiB
  alignment: 64 B
  failure: 0 %
  failure_every: none
  fragmentation: none
  allocation:
    delay: 0 s
    latency: 0 s
    per_block: 0 s
    workers: 1
    cpu: 0 s
  free:
    latency: 0 s
    deferred: false
  processors: 16
  os: current
  arch: x64
protocol:
  tcp:
    share: 1
    mode: split
    inline_cost: 0 s
    backlog: unlimited
    servers: infinite
    service: 0 s
    hold: exp(mean=100 us)
    cpu: dedicated
    stall:
      every: exp(mean=25 ms)
      for: uniform(500 us, 2 ms)
      service: suspend
    return:
      batch: 1
      timer: none
replications:
  min: 40
store:
  episodes: 1000
');
INSERT INTO point(point_id, study_id, model_version, config_hash, canonical) VALUES (10, 10, 2, '0d2b048ba9632b5741ab42049f105fdf', 'schema: rxpool/1
name: netkvm-window
description: "Does a receiver whose senders wait for acknowledgements lose as much?"
seed: 1
time:
  duration: 3 ms
  warmup: 1 ms
  sample: none
link:
  rate: 10 Gbit/s
  overhead: 20 B
traffic:
  ntttcp:
    arrival: window
    start: 0 s
    stop: never
    frames: unlimited
    size: 1514 B
    fcs: 0 B
    flows: 32
    flood: false
    window: 44
    window_start: 10
    round_trip: 100 us
    timeout: 10 ms
nic:
  queues: 8
  ring: 256
  fifo: 0 B
  pause:
    xoff: never
    xon: 0 B
    delay: 0 s
  coalesce:
    bytes: 3028 B
    timeout: 20 us
  bus_master: true
  drop_enable: true
  dma:
    frame: 0 s
    latency: 0 s
    rate: unlimited
    payload: 0 B
    header: 0 B
  interrupt:
    moderation: 0 s
    delay: 0 s
    frames: 1
    latency: 0 s
  poll: none
  rescue: none
cpu:
  count: 16
  isr: 0 s
  dpc:
    latency: mix(96 %: exp(mean=5 us), 4 %: uniform(80 us, 140 us))
    fixed: 0 s
    frame: 300 ns
    budget: 1000
    chain: unlimited
    throttle: 1000
    requeue: 0 s
  flush: 0 s
  copy_frame: 1 us
  copy: 300 ps/B
  return: 0 s
  tear: 0 s
  poll: 0 s
driver:
  preset: netkvm_lowres
  faults: none
refill:
  batch: 65
  flush_below: 0
  timer: none
  retry: none
  threshold: 1
  mode: after
interrupt_disable:
  at: never
  resume: 1
low_resources:
  below: 50 %
  memory: 4 MiB
  per: slice
pool:
  buffer: 64 KiB
  policy: static
  initial: 256
  minimum: 1
  limit: 256
  placement: blocks
  reuse: fifo
  scope: per_queue
  block: all
  per_processor: false
  align: dma
  descriptor: 0 B
  grow:
    below: 0
    chunk: 1
    in_flight: 1
    retry: none
    every: none
  shrink:
    above: never
    idle: 0 s
    every: none
    ticks: 1
    recall: false
    blocks: 1
policy:
  period: 1 ms
host:
  memory: unlimited
  nonpaged: unlimited
  page: 4 KiB
  alignment: 64 B
  failure: 0 %
  failure_every: none
  fragmentation: none
  allocation:
    delay: 0 s
    latency: 0 s
    per_block: 0 s
    workers: 1
    cpu: 0 s
  free:
    latency: 0 s
    deferred: false
  processors: 16
  os: current
  arch: x64
protocol:
  tcp:
    share: 1
    mode: split
    inline_cost: 0 s
    backlog: unlimited
    servers: infinite
    service: 0 s
    hold: exp(mean=100 us)
    cpu: dedicated
    stall:
      every: exp(mean=25 ms)
      for: uniform(500 us, 2 ms)
      service: suspend
    return:
      batch: 1
      timer: none
replications:
  min: 10
store:
  episodes: 1000
');
INSERT INTO point(point_id, study_id, model_version, config_hash, canonical) VALUES (11, 11, 2, 'b4fde81fc3ff57f2524daad0f331a5e6', 'schema: rxpool/1
name: livelock
description: "What does an overloaded receive path deliver, and what keeps it from collapsing?"
seed: 1
time:
  duration: 3 ms
  warmup: 1 ms
  sample: none
link:
  rate: none
  overhead: 20 B
traffic:
  flood:
    arrival: cbr
    rate: 1 Mframe/s
    start: 0 s
    stop: never
    frames: unlimited
    size: 64 B
    fcs: 0 B
    flows: 1
    flood: false
    batch: 1
nic:
  queues: 1
  ring: 128
  fifo: 0 B
  pause:
    xoff: never
    xon: 0 B
    delay: 0 s
  coalesce:
    bytes: 0 B
    timeout: 0 s
  bus_master: true
  drop_enable: false
  dma:
    frame: 0 s
    latency: 0 s
    rate: unlimited
    payload: 0 B
    header: 0 B
  interrupt:
    moderation: 20 us
    delay: 0 s
    frames: 1
    latency: 0 s
  poll: none
  rescue: none
cpu:
  count: 1
  isr: 0 s
  dpc:
    latency: 0 s
    fixed: 0 s
    frame: 1 us
    budget: unlimited
    chain: unlimited
    throttle: unlimited
    requeue: 12 us
  flush: 0 s
  copy_frame: 0 s
  copy: 0 ps/B
  return: 0 s
  tear: 0 s
  poll: 0 s
driver:
  preset: none
  faults: none
refill:
  batch: 1
  flush_below: 0
  timer: none
  retry: none
  threshold: 1
  mode: after
interrupt_disable:
  at: 0
  resume: 1
low_resources:
  below: 0
  memory: 4 MiB
  per: chain
pool:
  buffer: 2 KiB
  policy: static
  initial: 128
  minimum: 1
  limit: 128
  placement: blocks
  reuse: fifo
  scope: per_queue
  block: all
  per_processor: false
  align: dma
  descriptor: 0 B
  grow:
    below: 0
    chunk: 1
    in_flight: 1
    retry: none
    every: none
  shrink:
    above: never
    idle: 0 s
    every: none
    ticks: 1
    recall: false
    blocks: 1
policy:
  period: 1 ms
host:
  memory: unlimited
  nonpaged: unlimited
  page: 4 KiB
  alignment: 64 B
  failure: 0 %
  failure_every: none
  fragmentation: none
  allocation:
    delay: 0 s
    latency: 0 s
    per_block: 0 s
    workers: 1
    cpu: 0 s
  free:
    latency: 0 s
    deferred: false
  processors: 1
  os: current
  arch: x64
protocol:
  app:
    share: 1
    mode: split
    inline_cost: 0 s
    backlog: 32
    servers: 1
    service: 2 us
    hold: 0 s
    cpu: shared
    stall:
      every: 0 s
      for: 0 s
      service: suspend
    return:
      batch: 1
      timer: none
replications:
  min: 1
store:
  episodes: 1000
');
INSERT INTO point(point_id, study_id, model_version, config_hash, canonical) VALUES (12, 12, 2, 'ca4f1a04af2f349f432ae26ad5843ff0', 'schema: rxpool/1
name: reuse
description: "Which free buffer should be posted next, so that grown blocks come home?"
seed: 1
time:
  duration: 3 ms
  warmup: 1 ms
  sample: none
link:
  rate: none
  overhead: 20 B
traffic:
  flood:
    arrival: on-off
    rate: 1 Mframe/s
    start: 0 s
    stop: never
    frames: unlimited
    size: 64 B
    fcs: 0 B
    flows: 1
    flood: false
    batch: 1
    on: 1 ms
    off: 9 ms
    during: cbr
  steady:
    arrival: cbr
    rate: 50 kframe/s
    start: 0 s
    stop: never
    frames: unlimited
    size: 64 B
    fcs: 0 B
    flows: 1
    flood: false
    batch: 1
nic:
  queues: 1
  ring: 32
  fifo: 0 B
  pause:
    xoff: never
    xon: 0 B
    delay: 0 s
  coalesce:
    bytes: 0 B
    timeout: 0 s
  bus_master: true
  drop_enable: false
  dma:
    frame: 0 s
    latency: 0 s
    rate: unlimited
    payload: 0 B
    header: 0 B
  interrupt:
    moderation: 0 s
    delay: 0 s
    frames: 1
    latency: 0 s
  poll: none
  rescue: none
cpu:
  count: 1
  isr: 0 s
  dpc:
    latency: 0 s
    fixed: 0 s
    frame: 0 s
    budget: unlimited
    chain: unlimited
    throttle: unlimited
    requeue: 0 s
  flush: 0 s
  copy_frame: 0 s
  copy: 0 ps/B
  return: 0 s
  tear: 0 s
  poll: 0 s
driver:
  preset: none
  faults: none
refill:
  batch: 1
  flush_below: 0
  timer: none
  retry: none
  threshold: 1
  mode: after
interrupt_disable:
  at: 0
  resume: 1
low_resources:
  below: 0
  memory: 4 MiB
  per: chain
pool:
  buffer: 2 KiB
  policy: watermark
  initial: 128
  minimum: 1
  limit: 2048
  placement: blocks
  reuse: fifo
  scope: per_queue
  block: all
  per_processor: false
  align: dma
  descriptor: 0 B
  grow:
    below: 128
    chunk: 64
    in_flight: 4
    retry: none
    every: none
  shrink:
    above: 256
    idle: 200 us
    every: none
    ticks: 1
    recall: false
    blocks: 1
policy:
  period: 1 ms
host:
  memory: unlimited
  nonpaged: unlimited
  page: 4 KiB
  alignment: 64 B
  failure: 0 %
  failure_every: none
  fragmentation: none
  allocation:
    delay: 0 s
    latency: 50 us
    per_block: 0 s
    workers: 4
    cpu: 0 s
  free:
    latency: 0 s
    deferred: false
  processors: 1
  os: current
  arch: x64
protocol:
  slow:
    share: 1
    mode: split
    inline_cost: 0 s
    backlog: unlimited
    servers: infinite
    service: 0 s
    hold: 20 ms
    cpu: dedicated
    stall:
      every: 0 s
      for: 0 s
      service: suspend
    return:
      batch: 1
      timer: none
  tcpip:
    share: 99
    mode: split
    inline_cost: 0 s
    backlog: unlimited
    servers: infinite
    service: 0 s
    hold: 400 us
    cpu: dedicated
    stall:
      every: 0 s
      for: 0 s
      service: suspend
    return:
      batch: 1
      timer: none
replications:
  min: 1
store:
  episodes: 1000
');
INSERT INTO point(point_id, study_id, model_version, config_hash, canonical) VALUES (13, 13, 2, '9b3b9ff407938134fe9baf9c618e62ff', 'schema: rxpool/1
name: many-queues
description: "How much memory and initialisation time do Q queues of N buffers take?"
seed: 1
time:
  duration: 3 ms
  warmup: 1 ms
  sample: none
link:
  rate: 10 Gbit/s
  overhead: 20 B
traffic:
  bursts:
    arrival: on-off
    load: 95 %
    start: 0 s
    stop: never
    frames: unlimited
    size: 64 B
    fcs: 0 B
    flows: 256
    flood: false
    batch: 1
    on: exp(mean=50 us)
    off: exp(mean=450 us)
    during: cbr
nic:
  queues: 4
  ring: 256
  fifo: 0 B
  pause:
    xoff: never
    xon: 0 B
    delay: 0 s
  coalesce:
    bytes: 0 B
    timeout: 0 s
  bus_master: true
  drop_enable: true
  dma:
    frame: 0 s
    latency: 0 s
    rate: unlimited
    payload: 0 B
    header: 0 B
  interrupt:
    moderation: 0 s
    delay: 0 s
    frames: 1
    latency: 0 s
  poll: none
  rescue: none
cpu:
  count: 4
  isr: 0 s
  dpc:
    latency: 0 s
    fixed: 0 s
    frame: 0 s
    budget: unlimited
    chain: unlimited
    throttle: unlimited
    requeue: 0 s
  flush: 0 s
  copy_frame: 0 s
  copy: 0 ps/B
  return: 0 s
  tear: 0 s
  poll: 0 s
driver:
  preset: none
  faults: none
refill:
  batch: 1
  flush_below: 0
  timer: none
  retry: none
  threshold: 1
  mode: after
interrupt_disable:
  at: never
  resume: 1
low_resources:
  below: 0
  memory: 4 MiB
  per: chain
pool:
  buffer: 2 KiB
  policy: static
  initial: 256
  minimum: 1
  limit: 256
  placement: blocks
  reuse: fifo
  scope: per_queue
  block: 64
  per_processor: false
  align: dma
  descriptor: 400 B
  grow:
    below: 0
    chunk: 1
    in_flight: 1
    retry: none
    every: none
  shrink:
    above: never
    idle: 0 s
    every: none
    ticks: 1
    recall: false
    blocks: 1
policy:
  period: 1 ms
host:
  memory: unlimited
  nonpaged: unlimited
  page: 4 KiB
  alignment: 64 B
  failure: 0 %
  failure_every: none
  fragmentation: none
  allocation:
    delay: 0 s
    latency: 50 us
    per_block: 100 ns
    workers: 1
    cpu: 0 s
  free:
    latency: 0 s
    deferred: false
  processors: 4
  os: current
  arch: x64
protocol:
  tcpip:
    share: 1
    mode: split
    inline_cost: 0 s
    backlog: unlimited
    servers: infinite
    service: 0 s
    hold: exp(mean=100 us)
    cpu: dedicated
    stall:
      every: 0 s
      for: 0 s
      service: suspend
    return:
      batch: 1
      timer: none
replications:
  min: 1
store:
  episodes: 1000
');
INSERT INTO point(point_id, study_id, model_version, config_hash, canonical) VALUES (14, 14, 2, 'd89264592538797090cbf4888c999b36', 'schema: rxpool/1
name: moderation
description: "Which interrupt moderation is safe for this FIFO?"
seed: 1
time:
  duration: 3 ms
  warmup: 1 ms
  sample: none
link:
  rate: 10 Gbit/s
  overhead: 20 B
traffic:
  bursts:
    arrival: on-off
    load: 100 %
    start: 0 s
    stop: never
    frames: unlimited
    size: 64 B
    fcs: 0 B
    flows: 1
    flood: false
    batch: 1
    on: exp(mean=100 us)
    off: exp(mean=900 us)
    during: cbr
nic:
  queues: 1
  ring: 256
  fifo: 20 KiB
  pause:
    xoff: never
    xon: 0 B
    delay: 0 s
  coalesce:
    bytes: 0 B
    timeout: 0 s
  bus_master: true
  drop_enable: false
  dma:
    frame: 20 ns
    latency: 600 ns
    rate: unlimited
    payload: 0 B
    header: 0 B
  interrupt:
    moderation: 10 us
    delay: 0 s
    frames: 1
    latency: 1 us
  poll: none
  rescue: none
cpu:
  count: 1
  isr: 500 ns
  dpc:
    latency: 1 us
    fixed: 0 s
    frame: 10 ns
    budget: 64
    chain: unlimited
    throttle: unlimited
    requeue: 0 s
  flush: 0 s
  copy_frame: 0 s
  copy: 0 ps/B
  return: 0 s
  tear: 0 s
  poll: 0 s
driver:
  preset: none
  faults: none
refill:
  batch: 1
  flush_below: 0
  timer: none
  retry: none
  threshold: 1
  mode: after
interrupt_disable:
  at: never
  resume: 1
low_resources:
  below: 0
  memory: 4 MiB
  per: chain
pool:
  buffer: 2 KiB
  policy: static
  initial: 4096
  minimum: 1
  limit: 4096
  placement: blocks
  reuse: fifo
  scope: per_queue
  block: all
  per_processor: false
  align: dma
  descriptor: 0 B
  grow:
    below: 0
    chunk: 1
    in_flight: 1
    retry: none
    every: none
  shrink:
    above: never
    idle: 0 s
    every: none
    ticks: 1
    recall: false
    blocks: 1
policy:
  period: 1 ms
host:
  memory: unlimited
  nonpaged: unlimited
  page: 4 KiB
  alignment: 64 B
  failure: 0 %
  failure_every: none
  fragmentation: none
  allocation:
    delay: 0 s
    latency: 0 s
    per_block: 0 s
    workers: 1
    cpu: 0 s
  free:
    latency: 0 s
    deferred: false
  processors: 1
  os: current
  arch: x64
protocol:
  tcpip:
    share: 1
    mode: split
    inline_cost: 0 s
    backlog: unlimited
    servers: infinite
    service: 0 s
    hold: exp(mean=20 us)
    cpu: dedicated
    stall:
      every: 0 s
      for: 0 s
      service: suspend
    return:
      batch: 1
      timer: none
replications:
  min: 1
store:
  episodes: 1000
');
INSERT INTO point(point_id, study_id, model_version, config_hash, canonical) VALUES (15, 15, 2, 'abe46e07ba09b3ec9d95473538fb626c', 'schema: rxpool/1
name: growth-burns-cpu
description: "What does growth gain when the search for memory takes the CPU that receives?"
seed: 1
time:
  duration: 3 ms
  warmup: 1 ms
  sample: none
link:
  rate: none
  overhead: 20 B
traffic:
  flood:
    arrival: on-off
    rate: 300 kframe/s
    start: 0 s
    stop: never
    frames: unlimited
    size: 64 B
    fcs: 0 B
    flows: 1
    flood: false
    batch: 1
    on: 2 ms
    off: 8 ms
    during: cbr
nic:
  queues: 1
  ring: 128
  fifo: 0 B
  pause:
    xoff: never
    xon: 0 B
    delay: 0 s
  coalesce:
    bytes: 0 B
    timeout: 0 s
  bus_master: true
  drop_enable: false
  dma:
    frame: 0 s
    latency: 0 s
    rate: unlimited
    payload: 0 B
    header: 0 B
  interrupt:
    moderation: 0 s
    delay: 0 s
    frames: 1
    latency: 0 s
  poll: none
  rescue: none
cpu:
  count: 1
  isr: 0 s
  dpc:
    latency: 0 s
    fixed: 0 s
    frame: 1 us
    budget: unlimited
    chain: unlimited
    throttle: unlimited
    requeue: 0 s
  flush: 0 s
  copy_frame: 0 s
  copy: 0 ps/B
  return: 0 s
  tear: 0 s
  poll: 0 s
driver:
  preset: none
  faults: none
refill:
  batch: 1
  flush_below: 0
  timer: none
  retry: none
  threshold: 1
  mode: after
interrupt_disable:
  at: 0
  resume: 1
low_resources:
  below: 0
  memory: 4 MiB
  per: chain
pool:
  buffer: 2 KiB
  policy: watermark
  initial: 128
  minimum: 1
  limit: 1024
  placement: blocks
  reuse: fifo
  scope: per_queue
  block: all
  per_processor: false
  align: dma
  descriptor: 0 B
  grow:
    below: 64
    chunk: 64
    in_flight: 1
    retry: none
    every: none
  shrink:
    above: 192
    idle: 1 ms
    every: none
    ticks: 1
    recall: false
    blocks: 1
policy:
  period: 1 ms
host:
  memory: unlimited
  nonpaged: unlimited
  page: 4 KiB
  alignment: 64 B
  failure: 0 %
  failure_every: none
  fragmentation: none
  allocation:
    delay: 0 s
    latency: 0 s
    per_block: 0 s
    workers: 1
    cpu: 300 us
  free:
    latency: 0 s
    deferred: false
  processors: 1
  os: current
  arch: x64
protocol:
  app:
    share: 1
    mode: split
    inline_cost: 0 s
    backlog: unlimited
    servers: 1
    service: 2 us
    hold: 500 us
    cpu: shared
    stall:
      every: 0 s
      for: 0 s
      service: suspend
    return:
      batch: 1
      timer: none
replications:
  min: 1
store:
  episodes: 1000
');
INSERT INTO point(point_id, study_id, model_version, config_hash, canonical) VALUES (16, 16, 2, '8fa98a416f1fcc671e8364e1258fc016', 'schema: rxpool/1
name: endless-search
description: "What does a driver lose that keeps asking for memory that is not there?"
seed: 1
time:
  duration: 3 ms
  warmup: 1 ms
  sample: none
link:
  rate: none
  overhead: 20 B
traffic:
  flood:
    arrival: cbr
    rate: 500 kframe/s
    start: 0 s
    stop: never
    frames: unlimited
    size: 64 B
    fcs: 0 B
    flows: 1
    flood: false
    batch: 1
nic:
  queues: 1
  ring: 256
  fifo: 0 B
  pause:
    xoff: never
    xon: 0 B
    delay: 0 s
  coalesce:
    bytes: 0 B
    timeout: 0 s
  bus_master: true
  drop_enable: false
  dma:
    frame: 0 s
    latency: 0 s
    rate: unlimited
    payload: 0 B
    header: 0 B
  interrupt:
    moderation: 0 s
    delay: 0 s
    frames: 1
    latency: 0 s
  poll: none
  rescue: none
cpu:
  count: 1
  isr: 0 s
  dpc:
    latency: 0 s
    fixed: 0 s
    frame: 1 us
    budget: unlimited
    chain: unlimited
    throttle: unlimited
    requeue: 0 s
  flush: 0 s
  copy_frame: 0 s
  copy: 0 ps/B
  return: 0 s
  tear: 0 s
  poll: 0 s
driver:
  preset: none
  faults: none
refill:
  batch: 1
  flush_below: 0
  timer: none
  retry: none
  threshold: 1
  mode: after
interrupt_disable:
  at: 0
  resume: 1
low_resources:
  below: 0
  memory: 4 MiB
  per: chain
pool:
  buffer: 2 KiB
  policy: watermark
  initial: 256
  minimum: 1
  limit: 1024
  placement: blocks
  reuse: fifo
  scope: per_queue
  block: all
  per_processor: false
  align: dma
  descriptor: 0 B
  grow:
    below: 64
    chunk: 64
    in_flight: 1
    retry: 1 ms
    every: none
  shrink:
    above: never
    idle: 0 s
    every: none
    ticks: 1
    recall: false
    blocks: 1
policy:
  period: 1 ms
host:
  memory: 512 KiB
  nonpaged: unlimited
  page: 4 KiB
  alignment: 64 B
  failure: 0 %
  failure_every: none
  fragmentation: none
  allocation:
    delay: 0 s
    latency: 0 s
    per_block: 0 s
    workers: 1
    cpu: 1 ms
  free:
    latency: 0 s
    deferred: false
  processors: 1
  os: current
  arch: x64
protocol:
  app:
    share: 1
    mode: split
    inline_cost: 0 s
    backlog: unlimited
    servers: 1
    service: 2 us
    hold: 0 s
    cpu: shared
    stall:
      every: 0 s
      for: 0 s
      service: suspend
    return:
      batch: 1
      timer: none
replications:
  min: 1
store:
  episodes: 1000
');
INSERT INTO point(point_id, study_id, model_version, config_hash, canonical) VALUES (17, 17, 2, '8723c7e7f7f219a718023ee480c0b375', 'schema: rxpool/1
name: world-1
seed: 1
time:
  duration: 34750 ns
  warmup: 0 s
  sample: none
link:
  rate: 2500 Mbit/s
  overhead: 20 B
traffic:
  B-1:
    arrival: on-off
    rate: 1 Mframe/s
    start: 0 s
    stop: never
    frames: unlimited
    size: 64 B
    fcs: 3 B
    flows: 1
    flood: false
    batch: uniform(1, 6)
    on: 2752257 ps
    off: hyperexp(mean=1501 ns, cv=2)
    during: cbr
  alpha:
    arrival: mmpp
    start: 0 s
    stop: never
    frames: unlimited
    size: 64 B
    fcs: 0 B
    flows: 17
    flood: false
    batch: 1
    states: {busy: {rate: 8 Mframe/s, to: {calm: 16 us}}, calm: {rate: 800 kframe/s, to: {busy: 5 us}}}
nic:
  queues: 3
  ring: 11
  fifo: 0 B
  pause:
    xoff: never
    xon: 0 B
    delay: 0 s
  coalesce:
    bytes: 0 B
    timeout: 0 s
  bus_master: true
  drop_enable: true
  dma:
    frame: 0 s
    latency: 958326 ps
    rate: unlimited
    payload: 441 B
    header: 0 B
  interrupt:
    moderation: 0 s
    delay: never
    frames: 10
    latency: 0 s
  poll: none
  rescue: 7767547 ps
cpu:
  count: 1
  isr: 0 s
  dpc:
    latency: 0 s
    fixed: 0 s
    frame: 0 s
    budget: unlimited
    chain: unlimited
    throttle: 9
    requeue: 0 s
  flush: 0 s
  copy_frame: 0 s
  copy: 0 ps/B
  return: 0 s
  tear: 0 s
  poll: 0 s
driver:
  preset: none
  faults: none
refill:
  batch: 9
  flush_below: 0
  timer: none
  retry: none
  threshold: 1
  mode: after
interrupt_disable:
  at: 2
  resume: 7
low_resources:
  below: 3
  memory: 13232 B
  per: chain
pool:
  buffer: 2 KiB
  policy: static
  initial: 14
  minimum: 13
  limit: 35
  placement: blocks
  reuse: lifo
  scope: per_queue
  block: all
  per_processor: false
  align: dma
  descriptor: 0 B
  grow:
    below: 0
    chunk: 5
    in_flight: 2
    retry: 131227 ps
    every: 8207268 ps
  shrink:
    above: never
    idle: 0 s
    every: 1028773 ps
    ticks: 1
    recall: false
    blocks: 7
policy:
  period: 1 ms
host:
  memory: unlimited
  nonpaged: unlimited
  page: 4 KiB
  alignment: 4 B
  failure: 0 %
  failure_every: none
  fragmentation: none
  allocation:
    delay: exp(mean=850 ns)
    latency: 0 s
    per_block: 178045 ps
    workers: 1
    cpu: 0 s
  free:
    latency: 0 s
    deferred: false
  processors: 1
  os: current
  arch: arm
protocol:
  ipx:
    share: 1
    mode: split
    inline_cost: 0 s
    backlog: unlimited
    servers: 2
    service: 0 s
    hold: 0 s
    cpu: shared
    stall:
      every: 0 s
      for: 0 s
      service: suspend
    return:
      batch: 1
      timer: none
  tcp:
    share: 1
    mode: split
    inline_cost: 0 s
    backlog: unlimited
    servers: 2
    service: 0 s
    hold: erlang(k=3, mean=1251 ns)
    cpu: shared
    stall:
      every: 0 s
      for: 0 s
      service: suspend
    return:
      batch: 1
      timer: none
replications:
  min: 1
store:
  episodes: 1000
');
INSERT INTO point(point_id, study_id, model_version, config_hash, canonical) VALUES (18, 18, 2, 'e100167be21c0d15271201a8aa888d6b', 'schema: rxpool/1
name: world-2
seed: 1
time:
  duration: 27750 ns
  warmup: 0 s
  sample: none
link:
  rate: none
  overhead: 20 B
traffic:
  alpha:
    arrival: cbr
    interval: 1919259 ps
    start: 0 s
    stop: never
    frames: unlimited
    size: 64 B
    fcs: 0 B
    flows: 1
    flood: false
    batch: 1
nic:
  queues: 1
  ring: 11
  fifo: 4550 B
  pause:
    xoff: never
    xon: 0 B
    delay: 0 s
  coalesce:
    bytes: 0 B
    timeout: 0 s
  bus_master: true
  drop_enable: false
  dma:
    frame: 0 s
    latency: 0 s
    rate: unlimited
    payload: 0 B
    header: 0 B
  interrupt:
    moderation: 0 s
    delay: 0 s
    frames: 1
    latency: 0 s
  poll: none
  rescue: none
cpu:
  count: 1
  isr: 0 s
  dpc:
    latency: 0 s
    fixed: 0 s
    frame: 0 s
    budget: unlimited
    chain: 1
    throttle: unlimited
    requeue: 0 s
  flush: 0 s
  copy_frame: 0 s
  copy: 0 ps/B
  return: 0 s
  tear: 0 s
  poll: 0 s
driver:
  preset: none
  faults: none
refill:
  batch: 1
  flush_below: 0
  timer: none
  retry: none
  threshold: 1
  mode: after
interrupt_disable:
  at: 1
  resume: 2
low_resources:
  below: 0
  memory: 12306 B
  per: chain
pool:
  buffer: 2 KiB
  policy: static
  initial: 7
  minimum: 6
  limit: 26
  placement: blocks
  reuse: fifo
  scope: per_queue
  block: 1
  per_processor: false
  align: dma
  descriptor: 0 B
  grow:
    below: 2
    chunk: 3
    in_flight: 1
    retry: 182266 ps
    every: 750 ns
  shrink:
    above: never
    idle: 0 s
    every: 7500 ns
    ticks: 1
    recall: false
    blocks: 1
policy:
  period: 1 ms
host:
  memory: 30 KiB
  nonpaged: unlimited
  page: 4 KiB
  alignment: 64 B
  failure: 1 %
  failure_every: none
  fragmentation: none
  allocation:
    delay: 0 s
    latency: 0 s
    per_block: 0 s
    workers: 1
    cpu: 0 s
  free:
    latency: 0 s
    deferred: false
  processors: 1
  os: current
  arch: x64
protocol:
  ipx:
    share: 3
    mode: split
    inline_cost: 281504 ps
    backlog: unlimited
    servers: infinite
    service: 0 s
    hold: 0 s
    cpu: dedicated
    stall:
      every: 0 s
      for: 0 s
      service: suspend
    return:
      batch: 1
      timer: none
  tcp:
    share: 1
    mode: split
    inline_cost: 0 s
    backlog: unlimited
    servers: 2
    service: 1589412 ps
    hold: 0 s
    cpu: shared
    stall:
      every: 6839937 ps
      for: 4607838 ps
      service: finish
    return:
      batch: 1
      timer: none
replications:
  min: 1
store:
  episodes: 1000
');
INSERT INTO point(point_id, study_id, model_version, config_hash, canonical) VALUES (19, 19, 2, 'f967aad1d32f60b43deef2cdda6e734f', 'schema: rxpool/1
name: world-4
seed: 5
time:
  duration: 14497497 ps
  warmup: 0 s
  sample: none
link:
  rate: none
  overhead: 20 B
traffic:
  B-1:
    arrival: cbr
    interval: 457532 ps
    start: 0 s
    stop: never
    frames: 45
    size: 64 B
    fcs: 0 B
    flows: 1
    flood: false
    batch: 1
  alpha:
    arrival: cbr
    interval: 2 us
    start: 0 s
    stop: never
    frames: unlimited
    size: 64 B
    fcs: 0 B
    flows: 17
    flood: false
    batch: 1
  flood:
    arrival: window
    start: 0 s
    stop: never
    frames: 53
    size: 64 B
    fcs: 0 B
    flows: weights(5, 1, 2)
    flood: true
    window: 11
    window_start: 1
    round_trip: 4250 ns
    timeout: 8 us
nic:
  queues: 1
  ring: 8
  fifo: 7889 B
  pause:
    xoff: never
    xon: 0 B
    delay: 0 s
  coalesce:
    bytes: 0 B
    timeout: 0 s
  bus_master: false
  drop_enable: true
  dma:
    frame: 0 s
    latency: 902958 ps
    rate: unlimited
    payload: 0 B
    header: 23 B
  interrupt:
    moderation: 0 s
    delay: 0 s
    frames: 1
    latency: 0 s
  poll: none
  rescue: none
cpu:
  count: 1
  isr: 750 ns
  dpc:
    latency: 0 s
    fixed: 0 s
    frame: 0 s
    budget: unlimited
    chain: unlimited
    throttle: unlimited
    requeue: 0 s
  flush: 0 s
  copy_frame: 0 s
  copy: 5 ps/B
  return: 0 s
  tear: 0 s
  poll: 0 s
driver:
  preset: none
  faults: none
refill:
  batch: 1
  flush_below: 0
  timer: none
  retry: none
  threshold: 7
  mode: after
interrupt_disable:
  at: 2
  resume: 3
low_resources:
  below: 0
  memory: 13159 B
  per: chain
lifecycle: [[8446 ns, surprise_remove]]
pool:
  buffer: 2 KiB
  policy: one_by_one
  initial: 5
  minimum: 3
  limit: 23
  placement: blocks
  reuse: fifo
  scope: per_queue
  block: all
  per_processor: false
  align: dma
  descriptor: 0 B
  grow:
    below: 3
    chunk: 5
    in_flight: 2
    retry: none
    every: 5500 ns
  shrink:
    above: never
    idle: 0 s
    every: none
    ticks: 1
    recall: false
    blocks: 1
policy:
  period: 1 ms
host:
  memory: unlimited
  nonpaged: unlimited
  page: 64 B
  alignment: 64 B
  failure: 0 %
  failure_every: none
  fragmentation: none
  allocation:
    delay: 0 s
    latency: 8250 ns
    per_block: 430762 ps
    workers: 3
    cpu: 0 s
  free:
    latency: gamma(mean=1001 ns, shape=2.5)
    deferred: false
  processors: 3
  os: current
  arch: x64
protocol:
  ipx:
    share: 1
    mode: split
    inline_cost: 250 ns
    backlog: 0
    servers: infinite
    service: 2360446 ps
    hold: normal(mean=2751 ns, sd=900 ns)
    cpu: dedicated
    stall:
      every: 0 s
      for: 0 s
      service: suspend
    return:
      batch: 1
      timer: none
  tcp:
    share: 1
    mode: all
    inline_cost: 0 s
    backlog: unlimited
    servers: 2
    service: 0 s
    hold: 0 s
    cpu: shared
    stall:
      every: 0 s
      for: 0 s
      service: suspend
    return:
      batch: 1
      timer: none
  udp:
    share: 1
    mode: all
    inline_cost: 0 s
    backlog: unlimited
    servers: 2
    service: 0 s
    hold: 0 s
    cpu: shared
    stall:
      every: 0 s
      for: 0 s
      service: suspend
    return:
      batch: 1
      timer: none
replications:
  min: 1
store:
  episodes: 1000
');
INSERT INTO point(point_id, study_id, model_version, config_hash, canonical) VALUES (20, 20, 2, '01088bc01110e000681159f040170f0f', 'schema: rxpool/1
name: world-5
seed: 3
time:
  duration: 38250 ns
  warmup: 0 s
  sample: none
link:
  rate: none
  overhead: 20 B
traffic:
  alpha:
    arrival: mmpp
    start: 0 s
    stop: 27899070 ps
    frames: 5
    size: 1518 B
    fcs: 0 B
    flows: 1
    flood: true
    batch: 1
    states: {busy: {rate: 5 Mframe/s, to: {calm: 10 us}}, calm: {rate: 500 kframe/s, to: {busy: 5 us}}}
nic:
  queues: 1
  ring: 4
  fifo: 5634 B
  pause:
    xoff: never
    xon: 0 B
    delay: 0 s
  coalesce:
    bytes: 0 B
    timeout: 0 s
  bus_master: true
  drop_enable: false
  dma:
    frame: 0 s
    latency: 0 s
    rate: unlimited
    payload: 0 B
    header: 17 B
  interrupt:
    moderation: 0 s
    delay: 0 s
    frames: 1
    latency: 0 s
  poll: 2838778 ps
  rescue: none
cpu:
  count: 1
  isr: 0 s
  dpc:
    latency: 0 s
    fixed: 0 s
    frame: 0 s
    budget: unlimited
    chain: unlimited
    throttle: unlimited
    requeue: 0 s
  flush: 0 s
  copy_frame: 0 s
  copy: 0 ps/B
  return: 0 s
  tear: 0 s
  poll: 319270 ps
driver:
  preset: none
  faults: none
refill:
  batch: 1
  flush_below: 1
  timer: none
  retry: none
  threshold: 1
  mode: after
interrupt_disable:
  at: 1
  resume: 6
low_resources:
  below: 0
  memory: 1048 B
  per: chain
pool:
  buffer: 2 KiB
  policy: copy_always
  initial: 10
  minimum: 6
  limit: 26
  placement: blocks
  reuse: fifo
  scope: per_queue
  block: all
  per_processor: false
  align: dma
  descriptor: 34 B
  grow:
    below: 1
    chunk: 5
    in_flight: 1
    retry: none
    every: 5103433 ps
  shrink:
    above: never
    idle: 0 s
    every: none
    ticks: 1
    recall: true
    blocks: 1
policy:
  period: 1 ms
host:
  memory: unlimited
  nonpaged: unlimited
  page: 4 KiB
  alignment: 64 B
  failure: 50 %
  failure_every: none
  fragmentation: none
  allocation:
    delay: 0 s
    latency: 0 s
    per_block: 0 s
    workers: 1
    cpu: uniform(0 s, 86 ns)
  free:
    latency: 2290558 ps
    deferred: false
  processors: 1
  os: current
  arch: x64
protocol:
  ipx:
    share: 1
    mode: split
    inline_cost: 0 s
    backlog: unlimited
    servers: infinite
    service: 0 s
    hold: 786282 ps
    cpu: dedicated
    stall:
      every: 0 s
      for: 0 s
      service: suspend
    return:
      batch: 1
      timer: none
replications:
  min: 1
store:
  episodes: 1000
');
INSERT INTO point(point_id, study_id, model_version, config_hash, canonical) VALUES (21, 21, 2, '3edb81a1018007bb4f0b9063866ab998', 'schema: rxpool/1
name: world-6
seed: 1
time:
  duration: 44921242 ps
  warmup: 5638387 ps
  sample: none
link:
  rate: 1 Gbit/s
  overhead: 20 B
traffic:
  B-1:
    arrival: on-off
    rate: 2 Gbit/s
    start: 0 s
    stop: never
    frames: unlimited
    size: 64 B
    fcs: 0 B
    flows: 1
    flood: false
    batch: 1
    on: 2750 ns
    off: weibull(mean=1423 ns, shape=0.6)
    during: cbr
  alpha:
    arrival: on-off
    load: 3.5 %
    start: 0 s
    stop: never
    frames: 24
    size: 64 B
    fcs: 0 B
    flows: 1
    flood: false
    batch: 1
    on: 2750 ns
    off: weibull(mean=2501 ns, shape=0.6)
    during: cbr
  flood:
    arrival: on-off
    rate: 2 Gbit/s
    start: 0 s
    stop: never
    frames: 37
    size: 64 B
    fcs: 0 B
    flows: 1
    flood: false
    batch: 3
    on: 1749615 ps
    off: 2760998 ps
    during: cbr
nic:
  queues: 1
  ring: 1
  fifo: 0 B
  pause:
    xoff: never
    xon: 0 B
    delay: 0 s
  coalesce:
    bytes: 1101 B
    timeout: 750 ns
  bus_master: false
  drop_enable: false
  dma:
    frame: 500 ns
    latency: 750 ns
    rate: unlimited
    payload: 0 B
    header: 0 B
  interrupt:
    moderation: 0 s
    delay: never
    frames: 1
    latency: 0 s
  poll: 3500 ns
  rescue: none
cpu:
  count: 1
  isr: 0 s
  dpc:
    latency: 0 s
    fixed: 0 s
    frame: 0 s
    budget: unlimited
    chain: unlimited
    throttle: unlimited
    requeue: 0 s
  flush: 0 s
  copy_frame: 0 s
  copy: 0 ps/B
  return: 0 s
  tear: 0 s
  poll: 250 ns
driver:
  preset: none
  faults: none
refill:
  batch: 1
  flush_below: 3
  timer: none
  retry: none
  threshold: 1
  mode: after
interrupt_disable:
  at: never
  resume: 3
low_resources:
  below: 0
  memory: 9192 B
  per: chain
lifecycle: [[4461 ns, pause]]
pool:
  buffer: 2 KiB
  policy: doubling
  initial: 6
  minimum: 2
  limit: 19
  placement: blocks
  reuse: fifo
  scope: per_queue
  block: all
  per_processor: false
  align: dma
  descriptor: 0 B
  grow:
    below: 0
    chunk: 4
    in_flight: 1
    retry: none
    every: 6 us
  shrink:
    above: 7
    idle: 0 s
    every: none
    ticks: 1
    recall: true
    blocks: 1
policy:
  period: 1 ms
host:
  memory: unlimited
  nonpaged: unlimited
  page: 4 KiB
  alignment: 16 B
  failure: 0 %
  failure_every: none
  fragmentation: none
  allocation:
    delay: 250 ns
    latency: 0 s
    per_block: 0 s
    workers: 1
    cpu: 0 s
  free:
    latency: 0 s
    deferred: false
  processors: 1
  os: xp_sp1
  arch: x64
protocol:
  ipx:
    share: 1
    mode: split
    inline_cost: 0 s
    backlog: unlimited
    servers: infinite
    service: 0 s
    hold: 0 s
    cpu: dedicated
    stall:
      every: 0 s
      for: 0 s
      service: suspend
    return:
      batch: 7
      timer: none
  tcp:
    share: 0
    mode: split
    inline_cost: 177156 ps
    backlog: 5
    servers: infinite
    service: mix(30 %: exp(mean=205 ns), 70 %: 500 ns)
    hold: 6812825 ps
    cpu: dedicated
    stall:
      every: 0 s
      for: 0 s
      service: finish
    return:
      batch: 8
      timer: 250 ns
  udp:
    share: 1
    mode: split
    inline_cost: 0 s
    backlog: unlimited
    servers: 2
    service: 0 s
    hold: 0 s
    cpu: shared
    stall:
      every: 0 s
      for: 0 s
      service: suspend
    return:
      batch: 1
      timer: none
replications:
  min: 1
store:
  episodes: 1
');
INSERT INTO point(point_id, study_id, model_version, config_hash, canonical) VALUES (22, 22, 2, 'a6d885bb53daa9d35a37caef5b4b0e0e', 'schema: rxpool/1
name: world-11
seed: 1
time:
  duration: 26750 ns
  warmup: 0 s
  sample: 12719093 ps
link:
  rate: none
  overhead: 20 B
traffic:
  B-1:
    arrival: poisson
    rate: 2 Gbit/s
    start: 0 s
    stop: 12750 ns
    frames: unlimited
    size: 64 B
    fcs: 0 B
    flows: 1
    flood: false
    batch: 1
  alpha:
    arrival: poisson
    rate: 400 kframe/s
    start: 0 s
    stop: 27 us
    frames: unlimited
    size: 64 B
    fcs: 0 B
    flows: 1
    flood: false
    batch: 1
nic:
  queues: 1
  ring: 8
  fifo: 0 B
  pause:
    xoff: never
    xon: 0 B
    delay: 0 s
  coalesce:
    bytes: 0 B
    timeout: 0 s
  bus_master: true
  drop_enable: false
  dma:
    frame: 0 s
    latency: 0 s
    rate: 1 GiB/s
    payload: 457 B
    header: 0 B
  interrupt:
    moderation: 0 s
    delay: never
    frames: 4
    latency: 0 s
  poll: none
  rescue: none
cpu:
  count: 1
  isr: 0 s
  dpc:
    latency: 2500 ns
    fixed: 0 s
    frame: 0 s
    budget: unlimited
    chain: unlimited
    throttle: unlimited
    requeue: 0 s
  flush: 0 s
  copy_frame: 1 us
  copy: 300 ps/B
  return: 0 s
  tear: 0 s
  poll: 199249 ps
driver:
  preset: e100bex_grow1
  faults: none
refill:
  batch: 1
  flush_below: 0
  timer: none
  retry: none
  threshold: 1
  mode: after
interrupt_disable:
  at: 0
  resume: 4
low_resources:
  below: 4
  memory: 5455 B
  per: frame
pool:
  buffer: 2 KiB
  policy: proportional
  initial: 11
  minimum: 4
  limit: 11
  placement: blocks
  reuse: fifo
  scope: per_queue
  block: all
  per_processor: false
  align: dma
  descriptor: 0 B
  grow:
    below: 5
    chunk: 3
    in_flight: 1
    retry: none
    every: 3250 ns
  shrink:
    above: never
    idle: exp(mean=753 ns)
    every: none
    ticks: 4
    recall: false
    blocks: 1
policy:
  period: 1 ms
host:
  memory: unlimited
  nonpaged: 2045 B
  pressure: [[600 ns, 6 KiB], [9 us, 3 kB], [21 us, 0 B]]
  page: 4 KiB
  alignment: 64 B
  failure: 0 %
  failure_every: none
  fragmentation: none
  allocation:
    delay: erlang(k=3, mean=2529 ns)
    latency: 0 s
    per_block: 500 ns
    workers: 1
    cpu: 0 s
  free:
    latency: 0 s
    deferred: false
  processors: 1
  os: xp_sp1
  arch: x64
protocol:
  ipx:
    share: 1
    mode: split
    inline_cost: 750 ns
    backlog: unlimited
    servers: 3
    service: 0 s
    hold: 5 us
    cpu: shared
    stall:
      every: 0 s
      for: 0 s
      service: suspend
    return:
      batch: 1
      timer: 750 ns
replications:
  min: 1
store:
  episodes: 1000
');
INSERT INTO point(point_id, study_id, model_version, config_hash, canonical) VALUES (23, 23, 2, 'bc2af14ef9c5faffd9d13efcce9b578d', 'schema: rxpool/1
name: world-12
seed: 1
time:
  duration: 22500 ns
  warmup: 1687014 ps
  sample: none
link:
  rate: 10 Gbit/s
  overhead: 20 B
traffic:
  B-1:
    arrival: on-off
    rate: 3 Mframe/s
    start: 565541 ps
    stop: never
    frames: unlimited
    size: 64 B
    fcs: 43 B
    flows: 17
    flood: false
    batch: 1
    on: 2474716 ps
    off: exp(mean=2251 ns)
    during: cbr
  alpha:
    arrival: cbr
    interval: 1250 ns
    start: 335250 ps
    stop: never
    frames: unlimited
    size: 64 B
    fcs: 0 B
    flows: 1
    flood: false
    batch: 1
  flood:
    arrival: poisson
    rate: 10000001/3 frame/s
    start: 0 s
    stop: 40750 ns
    frames: unlimited
    size: imix
    fcs: 0 B
    flows: weights(5, 1, 2)
    flood: false
    batch: uniform(1, 6)
nic:
  queues: 4
  ring: 3
  fifo: 0 B
  pause:
    xoff: never
    xon: 0 B
    delay: 333290 ps
  coalesce:
    bytes: 0 B
    timeout: 0 s
  bus_master: true
  drop_enable: true
  dma:
    frame: 0 s
    latency: 0 s
    rate: 1 GiB/s
    payload: 0 B
    header: 23 B
  interrupt:
    moderation: 0 s
    delay: never
    frames: 1
    latency: 0 s
  poll: none
  rescue: none
cpu:
  count: 3
  isr: 0 s
  dpc:
    latency: 0 s
    fixed: 0 s
    frame: 0 s
    budget: unlimited
    chain: unlimited
    throttle: unlimited
    requeue: 0 s
  flush: 88538 ps
  copy_frame: 852330 ps
  copy: 0 ps/B
  return: 0 s
  tear: 42064 ps
  poll: 311952 ps
driver:
  preset: none
  faults: none
refill:
  batch: 1
  flush_below: 0
  timer: none
  retry: none
  threshold: 1
  mode: replace_drop
interrupt_disable:
  at: 7
  resume: 8
low_resources:
  below: 25 %
  memory: 5604 B
  per: chain
pool:
  buffer: 2 KiB
  policy: proportional
  initial: 10
  minimum: 3
  limit: 30
  placement: blocks
  reuse: fifo
  scope: per_queue
  block: all
  per_processor: false
  align: dma
  descriptor: 0 B
  grow:
    below: 0
    chunk: 2
    in_flight: 1
    retry: 500 ns
    every: 2500 ns
  shrink:
    above: never
    idle: 0 s
    every: none
    ticks: 1
    recall: true
    blocks: 8
policy:
  period: 1 ms
host:
  memory: 126 KiB
  nonpaged: unlimited
  page: 4 KiB
  alignment: 64 B
  failure: 0 %
  failure_every: none
  fragmentation: none
  allocation:
    delay: 0 s
    latency: hyperexp(mean=3251 ns, cv=2)
    per_block: 0 s
    workers: 1
    cpu: 0 s
  free:
    latency: 0 s
    deferred: false
  processors: 4
  os: current
  arch: x64
protocol:
  ipx:
    share: 3
    mode: split
    inline_cost: 0 s
    backlog: unlimited
    servers: 3
    service: 0 s
    hold: 0 s
    cpu: shared
    stall:
      every: pareto(mean=2001 ns, shape=1.5)
      for: 3250 ns
      service: suspend
    return:
      batch: 1
      timer: none
  tcp:
    share: 1
    mode: split
    inline_cost: 0 s
    backlog: unlimited
    servers: infinite
    service: 0 s
    hold: 0 s
    cpu: dedicated
    stall:
      every: uniform(0 s, 6501 ns)
      for: gamma(mean=3648 ns, shape=2.5)
      service: suspend
    return:
      batch: 1
      timer: none
replications:
  min: 1
store:
  episodes: 1000
');
INSERT INTO point(point_id, study_id, model_version, config_hash, canonical) VALUES (24, 24, 2, '0e0c5faa46299fb9da9732378d8b6400', 'schema: rxpool/1
name: world-14
seed: 6
time:
  duration: 14751243 ps
  warmup: 0 s
  sample: none
link:
  rate: none
  overhead: 20 B
traffic:
  B-1:
    arrival: window
    start: 0 s
    stop: 53750 ns
    frames: 59
    size: 64 B
    fcs: 19 B
    flows: 1
    flood: true
    window: 7
    window_start: 4
    round_trip: 2 us
    timeout: 6365040 ps
  alpha:
    arrival: cbr
    interval: 864137 ps
    start: 0 s
    stop: never
    frames: 37
    size: 64 B
    fcs: 33 B
    flows: 1
    flood: true
    batch: 1
nic:
  queues: 3
  ring: 12
  fifo: 6172 B
  pause:
    xoff: never
    xon: 0 B
    delay: 0 s
  coalesce:
    bytes: 0 B
    timeout: 0 s
  bus_master: false
  drop_enable: true
  dma:
    frame: 0 s
    latency: 0 s
    rate: unlimited
    payload: 227 B
    header: 0 B
  interrupt:
    moderation: 1061965 ps
    delay: 0 s
    frames: 1
    latency: 0 s
  poll: none
  rescue: none
cpu:
  count: 1
  isr: 0 s
  dpc:
    latency: 0 s
    fixed: 0 s
    frame: 0 s
    budget: unlimited
    chain: 5
    throttle: 5
    requeue: 0 s
  flush: 0 s
  copy_frame: 0 s
  copy: 0 ps/B
  return: 0 s
  tear: 0 s
  poll: 0 s
driver:
  preset: none
  faults: none
refill:
  batch: 1
  flush_below: 0
  timer: none
  retry: 174012 ps
  threshold: 1
  mode: after
interrupt_disable:
  at: 0
  resume: 1
low_resources:
  below: 8
  memory: 8272 B
  per: chain
lifecycle: [[6442 ns, pause], [9429 ns, restart]]
pool:
  buffer: 2 KiB
  policy: copy_always
  initial: 8
  minimum: 8
  limit: 17
  placement: blocks
  reuse: oldest_block
  scope: per_queue
  block: 8
  per_processor: true
  align: dma
  descriptor: 0 B
  grow:
    below: 5
    chunk: 2
    in_flight: 2
    retry: 500 ns
    every: 6235664 ps
  shrink:
    above: never
    idle: 250 ns
    every: none
    ticks: 1
    recall: false
    blocks: 1
policy:
  period: 1 ms
host:
  memory: 90 KiB
  nonpaged: unlimited
  pressure: [[800 ns, 8 KiB], [9 us, 3 kB], [25 us, 0 B]]
  page: 256 B
  alignment: 64 B
  failure: 0 %
  failure_every: none
  fragmentation: none
  allocation:
    delay: 0 s
    latency: 0 s
    per_block: 0 s
    workers: 3
    cpu: 0 s
  free:
    latency: 0 s
    deferred: false
  processors: 2
  os: current
  arch: x64
protocol:
  ipx:
    share: 3
    mode: split
    inline_cost: 161803 ps
    backlog: 3
    servers: infinite
    service: 0 s
    hold: 0 s
    cpu: dedicated
    stall:
      every: 0 s
      for: 0 s
      service: suspend
    return:
      batch: 1
      timer: none
replications:
  min: 1
store:
  episodes: 2
');
INSERT INTO run(run_id, point_id, replication, status, seed, digest, episodes_left_out, allocations_left_out) VALUES (1000000, 1, 0, 'ok', '0x0000000000000001', 'b335a534a4b1d1745daaf41ccd40d77e', 0, 0);
INSERT INTO run(run_id, point_id, replication, status, seed, digest, episodes_left_out, allocations_left_out) VALUES (1000001, 1, 1, 'ok', '0x0000000000000001', '55449ee6ee87c3e562e0947b6e8733ff', 0, 0);
INSERT INTO run(run_id, point_id, replication, status, seed, digest, episodes_left_out, allocations_left_out) VALUES (2000000, 2, 0, 'ok', '0x0000000000000001', 'd75d8b8eec06de6d032bb88a266b2e3e', 0, 0);
INSERT INTO run(run_id, point_id, replication, status, seed, digest, episodes_left_out, allocations_left_out) VALUES (2000001, 2, 1, 'ok', '0x0000000000000001', '35afb5791955180ab9bd1ddd1d20e90c', 0, 0);
INSERT INTO run(run_id, point_id, replication, status, seed, digest, episodes_left_out, allocations_left_out) VALUES (3000000, 3, 0, 'ok', '0x0000000000000001', '19a1e1dca6eb1ae7c43bebb15481c5c9', 0, 0);
INSERT INTO run(run_id, point_id, replication, status, seed, digest, episodes_left_out, allocations_left_out) VALUES (4000000, 4, 0, 'ok', '0x0000000000000001', '5147109cde738121df734dbaa3f51886', 0, 0);
INSERT INTO run(run_id, point_id, replication, status, seed, digest, episodes_left_out, allocations_left_out) VALUES (4000001, 4, 1, 'ok', '0x0000000000000001', '6575ff0c63a7b73f6518f71204cf9306', 0, 0);
INSERT INTO run(run_id, point_id, replication, status, seed, digest, episodes_left_out, allocations_left_out) VALUES (5000000, 5, 0, 'ok', '0x0000000000000001', '17f69b388177add6e1fb58859523efcf', 0, 0);
INSERT INTO run(run_id, point_id, replication, status, seed, digest, episodes_left_out, allocations_left_out) VALUES (5000001, 5, 1, 'ok', '0x0000000000000001', 'd1fb40c243c2d0d3d471da7688282cba', 0, 0);
INSERT INTO run(run_id, point_id, replication, status, seed, digest, episodes_left_out, allocations_left_out) VALUES (6000000, 6, 0, 'ok', '0x0000000000000001', '6cfa41f8ec9a865be107ae9f941bbb23', 0, 0);
INSERT INTO run(run_id, point_id, replication, status, seed, digest, episodes_left_out, allocations_left_out) VALUES (6000001, 6, 1, 'ok', '0x0000000000000001', '6cfa41f8ec9a865be107ae9f941bbb23', 0, 0);
INSERT INTO run(run_id, point_id, replication, status, seed, digest, episodes_left_out, allocations_left_out) VALUES (7000000, 7, 0, 'ok', '0x0000000000000001', 'd37bdca878431f3343df5a47b5fc2cba', 0, 0);
INSERT INTO run(run_id, point_id, replication, status, seed, digest, episodes_left_out, allocations_left_out) VALUES (7000001, 7, 1, 'ok', '0x0000000000000001', 'ef9f106218cbe0fbe508454b02f16d5c', 0, 0);
INSERT INTO run(run_id, point_id, replication, status, seed, digest, episodes_left_out, allocations_left_out) VALUES (8000000, 8, 0, 'ok', '0x0000000000000001', '4bb4b52ec45d5dbc17b999c03628d346', 0, 0);
INSERT INTO run(run_id, point_id, replication, status, seed, digest, episodes_left_out, allocations_left_out) VALUES (8000001, 8, 1, 'ok', '0x0000000000000001', '3b410a5477c2c8b6673ba385a4f9141b', 0, 0);
INSERT INTO run(run_id, point_id, replication, status, seed, digest, episodes_left_out, allocations_left_out) VALUES (9000000, 9, 0, 'ok', '0x0000000000000001', 'fb68858638a9365fa0aa72ff5b5a0e4d', 0, 0);
INSERT INTO run(run_id, point_id, replication, status, seed, digest, episodes_left_out, allocations_left_out) VALUES (9000001, 9, 1, 'ok', '0x0000000000000001', 'f0bf8e20edde66027c52a04a8e040d95', 0, 0);
INSERT INTO run(run_id, point_id, replication, status, seed, digest, episodes_left_out, allocations_left_out) VALUES (10000000, 10, 0, 'ok', '0x0000000000000001', '57cc51268d25db942e659cb63709c25b', 0, 0);
INSERT INTO run(run_id, point_id, replication, status, seed, digest, episodes_left_out, allocations_left_out) VALUES (10000001, 10, 1, 'ok', '0x0000000000000001', 'd3171658e9fbeca82d0cf7defbe9099c', 0, 0);
INSERT INTO run(run_id, point_id, replication, status, seed, digest, episodes_left_out, allocations_left_out) VALUES (11000000, 11, 0, 'ok', '0x0000000000000001', '2679db9cb15a98d878d21e449d2d5edc', 0, 0);
INSERT INTO run(run_id, point_id, replication, status, seed, digest, episodes_left_out, allocations_left_out) VALUES (12000000, 12, 0, 'ok', '0x0000000000000001', '4d2db589af2f29284f054c65e2fd965f', 0, 0);
INSERT INTO run(run_id, point_id, replication, status, seed, digest, episodes_left_out, allocations_left_out) VALUES (12000001, 12, 1, 'ok', '0x0000000000000001', '4d2db589af2f29284f054c65e2fd965f', 0, 0);
INSERT INTO run(run_id, point_id, replication, status, seed, digest, episodes_left_out, allocations_left_out) VALUES (13000000, 13, 0, 'ok', '0x0000000000000001', 'c87d2cffc91055d191530e46e083761e', 0, 0);
INSERT INTO run(run_id, point_id, replication, status, seed, digest, episodes_left_out, allocations_left_out) VALUES (13000001, 13, 1, 'ok', '0x0000000000000001', '4a3bf0418e4daf3552a9b1a7325f9778', 0, 0);
INSERT INTO run(run_id, point_id, replication, status, seed, digest, episodes_left_out, allocations_left_out) VALUES (14000000, 14, 0, 'ok', '0x0000000000000001', '6d5ef02428027df41d1ed84558e5b966', 0, 0);
INSERT INTO run(run_id, point_id, replication, status, seed, digest, episodes_left_out, allocations_left_out) VALUES (14000001, 14, 1, 'ok', '0x0000000000000001', 'b5378109de1afcb01ce9c4ce6294ed3d', 0, 0);
INSERT INTO run(run_id, point_id, replication, status, seed, digest, episodes_left_out, allocations_left_out) VALUES (15000000, 15, 0, 'ok', '0x0000000000000001', '21fa87504ea26a1804a38bd807d1a890', 0, 0);
INSERT INTO run(run_id, point_id, replication, status, seed, digest, episodes_left_out, allocations_left_out) VALUES (15000001, 15, 1, 'ok', '0x0000000000000001', '21fa87504ea26a1804a38bd807d1a890', 0, 0);
INSERT INTO run(run_id, point_id, replication, status, seed, digest, episodes_left_out, allocations_left_out) VALUES (16000000, 16, 0, 'ok', '0x0000000000000001', '68070d4636cf16b941c9bc53cf096d65', 0, 0);
INSERT INTO run(run_id, point_id, replication, status, seed, digest, episodes_left_out, allocations_left_out) VALUES (17000000, 17, 0, 'ok', '0x0000000000000001', 'dee04c8ceadb12555b6664a421eef983', 0, 0);
INSERT INTO run(run_id, point_id, replication, status, seed, digest, episodes_left_out, allocations_left_out) VALUES (17000001, 17, 1, 'ok', '0x0000000000000001', '5e445293732247338922b981dcd3d8e3', 0, 0);
INSERT INTO run(run_id, point_id, replication, status, seed, digest, episodes_left_out, allocations_left_out) VALUES (18000000, 18, 0, 'ok', '0x0000000000000001', '9f48ab290c99b2e66572703ee046756e', 0, 0);
INSERT INTO run(run_id, point_id, replication, status, seed, digest, episodes_left_out, allocations_left_out) VALUES (18000001, 18, 1, 'ok', '0x0000000000000001', '1997d150b2bee7e7067a6bc8444c2e58', 0, 0);
INSERT INTO run(run_id, point_id, replication, status, seed, digest, episodes_left_out, allocations_left_out) VALUES (19000000, 19, 0, 'ok', '0x0000000000000005', '3d85b3fbcfbcb77f382480473dd5fb68', 0, 0);
INSERT INTO run(run_id, point_id, replication, status, seed, digest, episodes_left_out, allocations_left_out) VALUES (19000001, 19, 1, 'ok', '0x0000000000000005', '41d4ed9d4b058514386e15513829f2a5', 0, 0);
INSERT INTO run(run_id, point_id, replication, status, seed, digest, episodes_left_out, allocations_left_out) VALUES (20000000, 20, 0, 'ok', '0x0000000000000003', 'f3a561a51e4daa6500e5b366b4e70d44', 0, 0);
INSERT INTO run(run_id, point_id, replication, status, seed, digest, episodes_left_out, allocations_left_out) VALUES (20000001, 20, 1, 'init_failed', '0x0000000000000003', '70e75f6411c542624d7abf28b883afcc', 0, 0);
INSERT INTO run(run_id, point_id, replication, status, seed, digest, episodes_left_out, allocations_left_out) VALUES (21000000, 21, 0, 'ok', '0x0000000000000001', 'dac4042fbb839291069102348ed8a09c', 0, 0);
INSERT INTO run(run_id, point_id, replication, status, seed, digest, episodes_left_out, allocations_left_out) VALUES (21000001, 21, 1, 'ok', '0x0000000000000001', '8d5e25ecfc4dcd5ced6ccce6c9fb9ab6', 0, 0);
INSERT INTO run(run_id, point_id, replication, status, seed, digest, episodes_left_out, allocations_left_out) VALUES (22000000, 22, 0, 'ok', '0x0000000000000001', '01112fa9029ddac40b0eed923827d6fd', 0, 0);
INSERT INTO run(run_id, point_id, replication, status, seed, digest, episodes_left_out, allocations_left_out) VALUES (22000001, 22, 1, 'ok', '0x0000000000000001', 'dc5e967ce101c368786edf91c51e3e48', 0, 0);
INSERT INTO run(run_id, point_id, replication, status, seed, digest, episodes_left_out, allocations_left_out) VALUES (23000000, 23, 0, 'ok', '0x0000000000000001', '726ad6b9cb7d459c666d795123059e76', 0, 0);
INSERT INTO run(run_id, point_id, replication, status, seed, digest, episodes_left_out, allocations_left_out) VALUES (23000001, 23, 1, 'ok', '0x0000000000000001', 'e53641634b03cbe3315766d5767546d9', 0, 0);
INSERT INTO run(run_id, point_id, replication, status, seed, digest, episodes_left_out, allocations_left_out) VALUES (24000000, 24, 0, 'ok', '0x0000000000000006', 'ad17e1a936015e7fd3d650a499534ec4', 0, 7);
