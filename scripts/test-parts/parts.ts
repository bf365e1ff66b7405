import process from 'node:process'
import { findChromium } from './chromium.ts'
import { startEngine } from './engine.ts'
import { baseImage, ensureBaseImage } from './images.ts'
import { ensureInstalled, findSshd, type PartName } from './packages.ts'
import { startRegistry } from './registry.ts'

export interface Parts {
  /** What a test finds the parts by. */
  readonly environment: Readonly<Record<string, string>>
  /** Takes down what was started, and nothing else. */
  stop(): Promise<void>
}

interface StartedPart {
  readonly environment: Readonly<Record<string, string>>
  stop(): Promise<void>
}

const nothingToStop = async (): Promise<void> => undefined

/** Brings the parts that tests need beyond npm: installed where missing, started as private instances.
 *  A part that the environment names already, such as one started by an outer run, is used as it is. */
export async function startParts(names: readonly PartName[]): Promise<Parts> {
  const wanted = names.filter((name) => !process.env[variables[name]])
  ensureInstalled(wanted)
  const results = await Promise.allSettled(wanted.map((name) => starters[name]()))
  const started = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
  const stop = async () => {
    await Promise.all(started.map((part) => part.stop()))
  }
  const failed = results.find((result) => result.status === 'rejected')
  if (failed !== undefined) {
    await stop()
    throw failed.reason
  }
  return { environment: Object.assign({}, ...started.map((part) => part.environment)), stop }
}

const variables: Record<PartName, string> = {
  engine: 'SLIPWAY_TEST_ENGINE',
  registry: 'SLIPWAY_TEST_REGISTRY',
  chromium: 'SLIPWAY_TEST_CHROMIUM',
  sshd: 'SLIPWAY_TEST_SSHD',
}

const starters: Record<PartName, () => Promise<StartedPart>> = {
  engine: async () => {
    const engine = await startEngine()
    await ensureBaseImage(engine.endpoint)
    return {
      environment: { [variables.engine]: engine.endpoint, SLIPWAY_TEST_BASE_IMAGE: baseImage },
      stop: engine.stop,
    }
  },
  registry: async () => {
    const registry = await startRegistry()
    return { environment: { [variables.registry]: registry.address }, stop: registry.stop }
  },
  // Each test starts servers of its own, configured as it needs them.
  sshd: () => {
    const path = findSshd()
    if (path === null) throw new Error('There is no sshd here.')
    return Promise.resolve({ environment: { [variables.sshd]: path }, stop: nothingToStop })
  },
  chromium: () => {
    const path = findChromium()
    if (path === null) throw new Error('There is no Chromium here: name one in SLIPWAY_TEST_CHROMIUM.')
    return Promise.resolve({ environment: { [variables.chromium]: path }, stop: nothingToStop })
  },
}
