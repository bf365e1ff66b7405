/* Stats documents as others have published them: the fields that count, with the figures as they stand there. */

/** cgroup v1, with its own earlier reading. Source: Docker Engine API 1.41, example of `GET /containers/{id}/stats`,
 *  https://docs.docker.com/reference/api/engine/version/v1.41/#tag/Container/operation/ContainerStats */
export const cgroup1 = {
  read: '2015-01-08T22:57:31.547920715Z',
  networks: {
    eth0: { rx_bytes: 5338, rx_packets: 36, tx_bytes: 648, tx_packets: 8 },
    eth5: { rx_bytes: 4641, rx_packets: 26, tx_bytes: 690, tx_packets: 9 },
  },
  memory_stats: {
    stats: { cache: 0, rss: 6_537_216, total_inactive_file: 0, inactive_file: 0 },
    max_usage: 6_651_904,
    usage: 6_537_216,
    limit: 67_108_864,
  },
  blkio_stats: {},
  cpu_stats: {
    cpu_usage: { percpu_usage: [8_646_879, 24_472_255, 36_438_778, 30_657_443], total_usage: 100_215_355 },
    system_cpu_usage: 739_306_590_000_000,
    online_cpus: 4,
  },
  precpu_stats: {
    cpu_usage: { percpu_usage: [8_646_879, 24_350_896, 36_438_778, 30_657_443], total_usage: 100_093_996 },
    system_cpu_usage: 9_492_140_000_000,
    online_cpus: 4,
  },
}

/** cgroup v1 of an engine that does not name its processors and counts beyond 2^53. Source: influxdata/telegraf,
 *  plugins/inputs/docker/docker_testdata.go. */
export const cgroup1WithoutOnlineCpus = {
  read: '2016-02-24T11:42:27.472459608-05:00',
  blkio_stats: {
    io_service_bytes_recursive: [
      { major: 252, minor: 1, op: 'Read', value: 753_664 },
      { major: 252, minor: 1, op: 'Write' },
      { major: 252, minor: 1, op: 'Sync' },
      { major: 252, minor: 1, op: 'Async', value: 753_664 },
      { major: 252, minor: 1, op: 'Total', value: 753_664 },
    ],
  },
  cpu_stats: {
    cpu_usage: {
      percpu_usage: [17_871, 4_959_158, 1_646_137, 1_231_652, 11_829_401, 244_656, 369_972, 0],
      total_usage: 20_298_847,
    },
    system_cpu_usage: 24_052_607_520_000_000,
  },
  precpu_stats: {
    cpu_usage: {
      percpu_usage: [17_871, 4_959_158, 1_646_137, 1_231_652, 11_829_401, 244_656, 369_972, 0],
      total_usage: 20_298_847,
    },
    system_cpu_usage: 24_052_599_550_000_000,
  },
  memory_stats: { limit: 18_935_443_456, stats: {} },
}

/** cgroup v2, a one-shot. Source: open-telemetry/opentelemetry-collector-contrib,
 *  receiver/dockerstatsreceiver/testdata/mock/cgroups_v2/stats.json. */
export const cgroup2OneShot = {
  read: '2023-04-25T11:03:28.719828114Z',
  preread: '0001-01-01T00:00:00Z',
  blkio_stats: {
    io_service_bytes_recursive: [
      { major: 8, minor: 0, op: 'read', value: 167_936 },
      { major: 8, minor: 0, op: 'write', value: 0 },
    ],
    io_serviced_recursive: null,
  },
  num_procs: 0,
  storage_stats: {},
  cpu_stats: {
    cpu_usage: { total_usage: 999_478_000, usage_in_kernelmode: 970_974_000, usage_in_usermode: 28_503_000 },
    system_cpu_usage: 4_836_970_000_000,
    online_cpus: 2,
  },
  precpu_stats: { cpu_usage: { total_usage: 0, usage_in_kernelmode: 0, usage_in_usermode: 0 } },
  memory_stats: {
    usage: 234_647_552,
    stats: { anon: 61_440, file: 233_848_832, inactive_anon: 233_906_176, inactive_file: 0 },
    limit: 268_435_456,
  },
  networks: { eth0: { rx_bytes: 1_296, rx_packets: 16, tx_bytes: 0, tx_packets: 0 } },
}

/** cgroup v2, busy, with its own earlier reading and an inactive cache. Source: aARTEMkad/Hosting_Mine_API, file `s`. */
export const cgroup2 = {
  read: '2024-08-31T22:02:27.639190522Z',
  preread: '2024-08-31T22:02:26.636510793Z',
  cpu_stats: {
    cpu_usage: { total_usage: 63_085_778_000 },
    system_cpu_usage: 107_906_510_000_000,
    online_cpus: 12,
  },
  precpu_stats: {
    cpu_usage: { total_usage: 61_876_816_000 },
    system_cpu_usage: 107_894_830_000_000,
    online_cpus: 12,
  },
  memory_stats: {
    usage: 1_563_537_408,
    stats: { active_file: 806_912, file: 116_547_584, inactive_file: 115_740_672 },
    limit: 2_122_317_824,
  },
}

/** Podman, with what it made of its counters itself (`cpu`). Source: containers/podman#16139. */
export const podman = {
  read: '2022-10-12T14:26:59.720237086Z',
  preread: '2022-10-12T14:26:54.717104419Z',
  blkio_stats: {
    io_service_bytes_recursive: [
      { major: 80, minor: 202, op: 'read', value: 0 },
      { major: 80, minor: 202, op: 'write', value: 5_698_093_056 },
      { major: 80, minor: 202, op: 'rios', value: 0 },
      { major: 80, minor: 202, op: 'wios', value: 85_994 },
      { major: 80, minor: 202, op: 'dbytes', value: 0 },
      { major: 80, minor: 202, op: 'dios', value: 0 },
    ],
  },
  num_procs: 0,
  storage_stats: {},
  cpu_stats: {
    cpu_usage: { total_usage: 407_550_299_000, usage_in_kernelmode: 94_477_338 },
    system_cpu_usage: 2_627_940_826_000,
    cpu: 42.80735007281072,
  },
}

/** Podman's memory, which comes without any word of the cache. Source: Finsys/dockhand#335. */
export const podmanMemory = { usage: 1_490_853_888, limit: 33_185_812_480 }

/** Windows. Source: influxdata/telegraf, plugins/inputs/docker/testcases/windows_memory_stats. */
export const windows = {
  read: '2017-01-11T08:32:46.2413794Z',
  preread: '0001-01-01T00:00:00Z',
  num_procs: 64,
  cpu_stats: {
    cpu_usage: { total_usage: 536_718_750, usage_in_kernelmode: 390_468_750, usage_in_usermode: 390_468_750 },
  },
  precpu_stats: { cpu_usage: { total_usage: 0, usage_in_kernelmode: 0, usage_in_usermode: 0 } },
  memory_stats: { commitbytes: 77_160_448, commitpeakbytes: 105_000_960, privateworkingset: 59_961_344 },
}
