import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'

const pageBytes = 4_096

/** What no durable transaction can go below here: appending one page and waiting until the disk has it. */
export function timeBareSyncs(folder: string, samples: number): number[] {
  const file = openSync(join(folder, 'sync'), 'w')
  const page = Buffer.alloc(pageBytes, 1)
  try {
    return Array.from({ length: samples }, () => {
      const startedAt = performance.now()
      writeSync(file, page)
      fdatasyncSync(file)
      return performance.now() - startedAt
    })
  } finally {
    closeSync(file)
  }
}
