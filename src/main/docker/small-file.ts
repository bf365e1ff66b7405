import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs'

/** More than any key, certificate or list of authorities has. */
const mostBytes = 4 * 1024 * 1024

/** The text of a key or certificate that a user has named. Throws for what is no regular file of a plausible size: a pipe
 *  would be waited for and a device read until memory ends. */
export function readSmallFile(path: string): string {
  const file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
  try {
    const found = fstatSync(file)
    if (!found.isFile() || found.size > mostBytes) throw new Error('This is no key or certificate file.')
    return readFileSync(file, 'utf8')
  } finally {
    closeSync(file)
  }
}
