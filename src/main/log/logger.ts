import pino from 'pino'
import { describeError } from './describe-error.ts'
import { RotatingFile } from './rotating-file.ts'

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

/** Opens `slipway.log` (JSON lines, readable by the owner alone) in the data folder; it goes on in a new file where it would grow
 *  too large. A line that cannot be written there goes to stderr, or where the options say: a full disk must not fail what only wanted to tell of itself. */
export function openLog(
  dataFolder: string,
  options: { readonly rotateAtBytes?: number; readonly onUnwritable?: (line: string) => void } = {},
): LogFile {
  const onUnwritable = options.onUnwritable ?? ((line) => process.stderr.write(line))
  const file = new RotatingFile(dataFolder, 'slipway', options.rotateAtBytes ?? rotateAtBytes)
  let isClosed = false
  const log = pino(
    {
      level: 'info',
      base: { pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      serializers: { error: describeError, err: describeError },
    },
    { write: (line) => writeOrElse(file, line, onUnwritable) },
  )
  const unlessClosed = (write: () => void) => {
    if (!isClosed) write()
  }
  return {
    info: (fields, message) => unlessClosed(() => log.info(fields, message)),
    warn: (fields, message) => unlessClosed(() => log.warn(fields, message)),
    error: (fields, message) => unlessClosed(() => log.error(fields, message)),
    // By then the folder may be another process's.
    close: () => {
      isClosed = true
      file.close()
    },
  }
}

function writeOrElse(file: RotatingFile, line: string, onUnwritable: (line: string) => void): void {
  try {
    file.write(line)
  } catch {
    onUnwritable(line)
  }
}
