import type { Deploy, DeployPhase, LayerProgress } from '../../../contract/deploy.ts'

const order = {
  resolve: 0,
  backup: 1,
  pull: 2,
  create: 3,
  stop: 4,
  start: 5,
  gate: 6,
  record: 7,
} satisfies Record<DeployPhase, number>

const phases: readonly DeployPhase[] = [
  'resolve',
  'backup',
  'pull',
  'create',
  'stop',
  'start',
  'gate',
  'record',
]

export interface PhaseStep {
  readonly phase: DeployPhase
  readonly state: 'done' | 'current' | 'ahead'
}

/** The steps of a deploy with the one it is at; before the first phase is known, all lie ahead. */
export function phaseSteps(current: DeployPhase | null): readonly PhaseStep[] {
  const at = current === null ? -1 : order[current]
  return phases.map((phase) => {
    const place = order[phase]
    return { phase, state: place < at ? 'done' : place === at ? 'current' : 'ahead' }
  })
}

export interface PullState {
  readonly doneBytes: number
  readonly totalBytes: number
  readonly doneLayers: number
  readonly layers: number
  /** 0 … 1 of the bytes known so far; null while no size is known. */
  readonly share: number | null
}

/** How far a pull has come. A layer that is being extracted has been downloaded whole:
 *  its bytes begin anew then, and the bar must not run backwards. */
export function pullState(layers: readonly LayerProgress[]): PullState {
  let doneBytes = 0
  let totalBytes = 0
  let doneLayers = 0
  for (const layer of layers) {
    const isDownloaded = layer.state === 'extracting' || layer.state === 'done'
    totalBytes += layer.totalBytes
    doneBytes += isDownloaded ? layer.totalBytes : Math.min(layer.currentBytes, layer.totalBytes)
    if (layer.state === 'done') doneLayers += 1
  }
  return {
    doneBytes,
    totalBytes,
    doneLayers,
    layers: layers.length,
    share: totalBytes === 0 ? null : doneBytes / totalBytes,
  }
}

/** How long a deploy took from its start to its end; null while it has not both. */
export function durationOf(deploy: Pick<Deploy, 'startedAt' | 'finishedAt'>): number | null {
  return deploy.startedAt === null || deploy.finishedAt === null ? null : deploy.finishedAt - deploy.startedAt
}

export type RollbackBlock = 'current' | 'unsuccessful' | 'gone' | 'incapable'

/** Why an entry cannot be rolled back to; null when it can. */
export function rollbackBlock(
  deploy: Pick<Deploy, 'outcome' | 'current' | 'replay'>,
  isCapable: boolean,
): RollbackBlock | null {
  if (deploy.outcome !== 'succeeded') return 'unsuccessful'
  if (deploy.current) return 'current'
  if (!isCapable) return 'incapable'
  return deploy.replay === 'gone' ? 'gone' : null
}
