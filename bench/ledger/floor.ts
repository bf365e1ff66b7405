import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'

const pageBytes = 4_096

/** What no durable transaction can go below here: appending one page and waiting until the disk has it. */
export function timeBareSyncs(folder: string, samples: number): number[] {
  const file = openSync(join(folder, 'sync'), 'w')
  const page = Buffer.alloc(pageBytes, 1)
  try {
    return timeEach(samples, () => {
      writeSync(file, page)
      fdatasyncSync(file)
    })
  } finally {
    closeSync(file)
  }
}

/** The same work every time, and no disk: what differs is what else the machine does. */
export function timeArithmetic(samples: number): number[] {
  let sum = 0
  return timeEach(samples, () => {
    for (let step = 0; step < 20_000; step += 1) sum = (sum * 31 + step) | 0
  })
}

function timeEach(samples: number, work: () => void): number[] {
  return Array.from({ length: samples }, () => {
    const startedAt = performance.now()
    work()
    return performance.now() - startedAt
  })
}
