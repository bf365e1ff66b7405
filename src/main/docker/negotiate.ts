import type { EngineInfo } from '../../contract/host.ts'
import { list, text } from './answers.ts'
import { EngineError } from './engine.ts'

/** The newest API version that Slipway was written to. */
const newestKnown = '1.51'
/** The oldest that has all that Slipway uses: Docker Engine 19.03. */
const oldestUsable = '1.40'

/** From `GET /version`: what the engine is, and the API version to speak with it. Throws `engine_too_old`. */
export function negotiate(answer: unknown): EngineInfo {
  const offered = text(answer, 'ApiVersion')
  if (!/^\d+\.\d+$/.test(offered)) {
    throw new EngineError(
      'host_unreachable',
      null,
      'What answered is no Docker Engine: it names no API version.',
    )
  }
  if (compareVersions(offered, oldestUsable) < 0) {
    throw new EngineError(
      'engine_too_old',
      null,
      `The engine speaks API ${offered}; Slipway needs ${oldestUsable}.`,
    )
  }
  return {
    version: text(answer, 'Version'),
    apiVersion: chooseVersion(offered, text(answer, 'MinAPIVersion')),
    os: text(answer, 'Os'),
    arch: text(answer, 'Arch'),
    product: isPodman(answer) ? 'podman' : 'docker',
    cpus: null,
    memoryBytes: null,
  }
}

function chooseVersion(offered: string, least: string): string {
  const common = compareVersions(offered, newestKnown) <= 0 ? offered : newestKnown
  // An engine that has dropped all versions we know is tried with the closest one that it speaks.
  return /^\d+\.\d+$/.test(least) && compareVersions(common, least) < 0 ? least : common
}

export function isAtLeast(version: string, least: string): boolean {
  return compareVersions(version, least) >= 0
}

function compareVersions(a: string, b: string): number {
  const [majorA = 0, minorA = 0] = a.split('.').map(Number)
  const [majorB = 0, minorB = 0] = b.split('.').map(Number)
  return majorA - majorB || minorA - minorB
}

function isPodman(answer: unknown): boolean {
  return list(answer, 'Components').some((component) => /podman/i.test(text(component, 'Name')))
}
