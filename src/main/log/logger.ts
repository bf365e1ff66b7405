import { chmodSync, existsSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import pino from 'pino'
import { describeError } from './describe-error.ts'

/** The log as the rooms see it. An `Error` belongs into the field `error`: it is logged by class and stack frames, without its message. */
export interface Logger {
  info(fields: Readonly<Record<string, unknown>>, message: string): void
  warn(fields: Readonly<Record<string, unknown>>, message: string): void
  error(fields: Readonly<Record<string, unknown>>, message: string): void
}

export interface LogFile extends Logger {
  close(): void
}

const rotateAtBytes = 5 * 1024 * 1024
/** Older files: slipway.1.log is the newer of them. */
const rotatedFiles = 2

/** Opens `slipway.log` (JSON lines, readable by the owner alone) in the data folder, after a rotation where the last one grew large. */
export function openLog(dataFolder: string, options: { readonly rotateAtBytes?: number } = {}): LogFile {
  const file = join(dataFolder, 'slipway.log')
  rotate(dataFolder, file, options.rotateAtBytes ?? rotateAtBytes)
  // Written at once: a line that explains a crash must not sit in a buffer when the process dies.
  const destination = pino.destination({ dest: file, append: true, sync: true, mode: 0o600 })
  chmodSync(file, 0o600)
  const log = pino(
    {
      level: 'info',
      base: { pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      serializers: { error: describeError, err: describeError },
    },
    destination,
  )
  return {
    info: (fields, message) => log.info(fields, message),
    warn: (fields, message) => log.warn(fields, message),
    error: (fields, message) => log.error(fields, message),
    close: () => destination.end(),
  }
}

function rotate(folder: string, file: string, limitBytes: number): void {
  if (!existsSync(file) || statSync(file).size < limitBytes) return
  rmSync(rotated(folder, rotatedFiles), { force: true })
  for (let number = rotatedFiles - 1; number >= 1; number -= 1) {
    if (existsSync(rotated(folder, number))) renameSync(rotated(folder, number), rotated(folder, number + 1))
  }
  renameSync(file, rotated(folder, 1))
}

function rotated(folder: string, number: number): string {
  return join(folder, `slipway.${number}.log`)
}
