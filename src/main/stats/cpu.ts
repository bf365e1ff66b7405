import type { Reading } from './reading.ts'

/** CPU use between two readings, in percent of one core (0 … 100 × cores) on every platform.
 *  Null when there is no earlier reading, when a counter ran backwards, or when no time passed: a gap on the chart, not a zero.
 *  Formulas: docker/cli cli/command/container/stats_helpers.go; for Podman the CPU time over the time between the readings.
 *  On Windows the docker CLI divides by `num_procs` too: its number is the share of the host, and this one that many times it. */
export function cpuPercent(previous: Reading | null, reading: Reading): number | null {
  if (previous === null) return null
  return percent(reading.cpuNs - previous.cpuNs, possibleNs(previous, reading))
}

/** The same by the time between the readings, whatever the engine holds CPU time against: for readings of two kinds of clock. */
export function cpuPercentOfTime(previous: Reading | null, reading: Reading): number | null {
  if (previous === null) return null
  return percent(reading.cpuNs - previous.cpuNs, elapsedNs(previous, reading))
}

function percent(usedNs: number, ofNs: number): number | null {
  return usedNs < 0 || !(ofNs > 0) ? null : (usedNs / ofNs) * 100
}

/** The CPU time that stands for 100 percent; 0 when the two readings cannot be compared. */
function possibleNs(previous: Reading, { clock, ...reading }: Reading): number {
  switch (clock.kind) {
    case 'system':
      return previous.clock.kind === 'system' && clock.cpus > 0
        ? (clock.ns - previous.clock.ns) / clock.cpus
        : 0
    case 'wall':
      return previous.clock.kind === 'wall' ? elapsedNs(previous, reading) : 0
  }
}

function elapsedNs(previous: Pick<Reading, 'atMs'>, reading: Pick<Reading, 'atMs'>): number {
  return (reading.atMs - previous.atMs) * 1e6
}
