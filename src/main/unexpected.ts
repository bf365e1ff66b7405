import process from 'node:process'
import type { Logger } from './log/logger.ts'

/** Logs what nobody caught. A rejection leaves the rest as it was; after an exception nothing is certain, so `end` is called. */
export function logUnexpected(log: Logger, end: () => void): void {
  process.on('unhandledRejection', (error) => log.error({ error }, 'a rejection was not handled'))
  process.on('uncaughtException', (error) => {
    log.error({ error }, 'an exception was not caught')
    end()
  })
}
