import { containersEach, intervalMs, usedBy } from './usage.ts'

/** The floor: a month of one workload as typed arrays in memory, summed and put into 300 buckets. */
export function arraysInMemory(beginTs: number, endTs: number): (from: number, to: number) => number {
  const rounds = Math.ceil((endTs - beginTs) / intervalMs)
  const containers = Array.from({ length: containersEach }, (_, container) => {
    const cpu = new Int32Array(rounds)
    const memory = new Int32Array(rounds)
    for (let round = 0; round < rounds; round += 1) {
      const used = usedBy(container, beginTs + round * intervalMs)
      cpu[round] = used.cpu
      memory[round] = used.memory
    }
    return { cpu, memory }
  })
  return (from, to) => {
    const first = Math.max(0, Math.ceil((from - beginTs) / intervalMs))
    const last = Math.min(rounds, Math.ceil((to - beginTs) / intervalMs))
    const each = Math.max(1, Math.ceil((last - first) / 300))
    const points = Math.ceil((last - first) / each)
    const sums = [new Float64Array(points), new Float64Array(points)] as const
    const maxima = [new Float64Array(points), new Float64Array(points)] as const
    for (let round = first; round < last; round += 1) {
      let cpuSum = 0
      let memorySum = 0
      for (const { cpu, memory } of containers) {
        cpuSum += cpu[round] ?? 0
        memorySum += memory[round] ?? 0
      }
      const point = Math.floor((round - first) / each)
      sums[0][point] = (sums[0][point] ?? 0) + cpuSum
      sums[1][point] = (sums[1][point] ?? 0) + memorySum
      maxima[0][point] = Math.max(maxima[0][point] ?? 0, cpuSum)
      maxima[1][point] = Math.max(maxima[1][point] ?? 0, memorySum)
    }
    return points
  }
}
