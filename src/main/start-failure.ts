import { DataFolderError } from './data-folder.ts'
import { NewerDatabaseError } from './db/migrate.ts'
import { openLog } from './log/logger.ts'

/** Why Slipway could not start, in a sentence for its user; the cause goes to the log where that can be written. */
export function explainStartFailure(error: unknown, dataFolder: string): string {
  // The folder, and with it the log, belongs to somebody else then.
  if (error instanceof DataFolderError) return error.message
  logStartFailure(error, dataFolder)
  if (error instanceof NewerDatabaseError) return error.message
  const code = systemCode(error)
  if (code.startsWith('SQLITE_IOERR')) return cannotBeWritten(dataFolder)
  switch (code) {
    case 'EADDRINUSE':
      return 'The port is in use by another program. Choose another one, or 0 for any that is free.'
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
    case 'SQLITE_CANTOPEN':
    case 'SQLITE_READONLY':
      return `A file in the data folder ${dataFolder} cannot be read or written. Make the folder and all files in it yours.`
    case 'ENOSPC':
    case 'EDQUOT':
    case 'SQLITE_FULL':
      return `There is no space left for the data folder ${dataFolder}. Make room and start again.`
    case 'EIO':
      return cannotBeWritten(dataFolder)
    case 'SQLITE_CORRUPT':
    case 'SQLITE_NOTADB':
      return `The file slipway.db in ${dataFolder} is damaged. Put a copy in its place, or move it away to begin anew.`
    default:
      return `Slipway could not start. The file slipway.log in ${dataFolder} has the details.`
  }
}

function cannotBeWritten(dataFolder: string): string {
  return `The disk of the data folder ${dataFolder} is full, or it cannot be read or written. Make room, check the disk, and start again.`
}

function logStartFailure(error: unknown, dataFolder: string): void {
  try {
    // Standard error has the sentence for its user, and no line for machines.
    const log = openLog(dataFolder, { onUnwritable: () => undefined })
    log.error({ error }, 'could not start')
    log.close()
  } catch {
    // There is no log without a folder to write it into; the sentence says so.
  }
}

function systemCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}
