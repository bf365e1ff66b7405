import { memoryInUse } from '../memory.ts'
import { sumOperations } from '../rates.ts'
import type { Reading, Transfer } from '../reading.ts'

/** The contents of a container's files; null for one that could not be read. */
export interface CgroupTexts {
  readonly version: 1 | 2
  readonly cpu: string | null
  readonly memory: string | null
  readonly memoryStat: string | null
  readonly blockIo: string | null
  /** /proc/<pid>/net/dev; null where the interfaces are not the container's own. */
  readonly network: string | null
}

/** Null when one of the files that a sample needs is missing, or says what it never should. */
export function cgroupReading(texts: CgroupTexts, atMs: number): Reading | null {
  const cpuNs = texts.version === 1 ? wholeNumber(texts.cpu) : usageOfCpuStat(texts.cpu)
  const usage = wholeNumber(texts.memory)
  if (cpuNs === null || usage === null || texts.memoryStat === null) return null
  return {
    atMs,
    cpuNs,
    clock: { kind: 'wall' },
    memoryBytes: memoryInUse({
      usage,
      totalInactiveFile: counterIn('total_inactive_file', texts.memoryStat),
      inactiveFile: counterIn('inactive_file', texts.memoryStat),
    }),
    network: texts.network === null ? null : readInterfaces(texts.network),
    blockIo: texts.blockIo === null ? null : readBlockIo(texts.blockIo, texts.version),
  }
}

/** Seconds since the machine started, of /proc/uptime, in milliseconds: read along with the counters, it is their own clock
 *  however long they were under way. */
export function uptimeMs(text: string | null): number | null {
  const seconds = /^(\d+\.\d+) /.exec(text ?? '')?.[1]
  return seconds === undefined ? null : Number(seconds) * 1_000
}

function usageOfCpuStat(text: string | null): number | null {
  const microseconds = text === null ? null : counterIn('usage_usec', text)
  return microseconds === null ? null : microseconds * 1_000
}

function wholeNumber(text: string | null): number | null {
  return text !== null && /^\d+\n?$/.test(text) ? Number(text) : null
}

/** A line `name value` of a file with one such line per counter. */
function counterIn(name: string, text: string): number | null {
  const found = `\n${text}`.indexOf(`\n${name} `)
  if (found === -1) return null
  const end = text.indexOf('\n', found)
  return wholeNumber(text.slice(found + name.length + 1, end === -1 ? undefined : end))
}

/** Sum over all interfaces but the loopback, which the engine does not count either; null when there are no others.
 *  Format: proc_pid_net(5); received bytes are the first column, sent ones the ninth. */
function readInterfaces(text: string): Transfer | null {
  const rows = text.split('\n').flatMap((line) => {
    const [, name, columns] = /^\s*([^\s:]+):\s*(\d.*)$/.exec(line) ?? []
    return name === undefined || name === 'lo' || columns === undefined
      ? []
      : [columns.split(/\s+/).map(Number)]
  })
  if (rows.length === 0) return null
  const sum = (column: number) => rows.reduce((total, row) => total + (row[column] ?? 0), 0)
  return { in: sum(0), out: sum(8) }
}

/** Version 1: `8:0 Read 4096`; version 2: `8:0 rbytes=4096 wbytes=0 rios=1 wios=0 dbytes=0 dios=0`. */
function readBlockIo(text: string, version: 1 | 2): Transfer {
  const pattern = version === 1 ? /^\d+:\d+ (\w+) (\d+)$/gm : /\b([rw])bytes=(\d+)/g
  const entries = [...text.matchAll(pattern)].map(([, operation = '', bytes]) => ({
    operation,
    bytes: Number(bytes),
  }))
  return sumOperations(entries)
}
