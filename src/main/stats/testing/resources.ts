import { readdirSync } from 'node:fs'
import process from 'node:process'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

export interface Resources {
  readonly heapBytes: number
  /** Open files and connections; 0 where the system does not list them. */
  readonly descriptors: number
}

setFlagsFromString('--expose-gc')
const collectGarbage: () => void = runInNewContext('gc')

/** What this process holds on to, once everything that is not needed is gone. */
export async function heldResources(): Promise<Resources> {
  // What finalizers let go of in one collection is gone with the next.
  for (let pass = 0; pass < 3; pass += 1) {
    collectGarbage()
    await new Promise((resolve) => setImmediate(resolve))
  }
  return { heapBytes: process.memoryUsage().heapUsed, descriptors: countDescriptors() }
}

function countDescriptors(): number {
  return process.platform === 'win32' ? 0 : readdirSync('/dev/fd').length
}
