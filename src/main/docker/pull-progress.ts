import type { LayerProgress } from '../../contract/deploy.ts'
import type { PullLine } from './answers.ts'

/** What the engine's words for a layer mean; words that are not here say nothing about a layer. */
const states: Readonly<Record<string, LayerProgress['state']>> = {
  'Pulling fs layer': 'waiting',
  Waiting: 'waiting',
  Downloading: 'downloading',
  'Verifying Checksum': 'downloading',
  'Download complete': 'downloading',
  Extracting: 'extracting',
  'Pull complete': 'done',
  'Already exists': 'done',
}

/** The layers of one pull, in the order in which the engine named them. */
export class PullProgress {
  readonly #layers = new Map<string, LayerProgress>()

  get layers(): readonly LayerProgress[] {
    return [...this.#layers.values()]
  }

  /** Whether the line changed anything. */
  add(line: PullLine): boolean {
    const before = this.#layers.get(line.layer)
    const state = stateOf(line.status)
    if (state === null || line.layer === '') return false
    const after = advance(before, line, state)
    this.#layers.set(line.layer, after)
    return JSON.stringify(before) !== JSON.stringify(after)
  }
}

function stateOf(status: string): LayerProgress['state'] | null {
  if (status.startsWith('Retrying in ')) return 'waiting'
  return Object.hasOwn(states, status) ? (states[status] ?? null) : null
}

function advance(
  before: LayerProgress | undefined,
  line: PullLine,
  state: LayerProgress['state'],
): LayerProgress {
  const totalBytes = line.totalBytes > 0 ? line.totalBytes : (before?.totalBytes ?? 0)
  return { id: line.layer, state, totalBytes, currentBytes: currentBytes(before, line, state, totalBytes) }
}

/** Bytes within the state; the engine counts anew when it extracts, and leaves the number out at the ends. */
function currentBytes(
  before: LayerProgress | undefined,
  line: PullLine,
  state: LayerProgress['state'],
  totalBytes: number,
): number {
  if (state === 'waiting') return 0
  const isWhole =
    state === 'done' || line.status === 'Download complete' || line.status === 'Verifying Checksum'
  if (isWhole) return totalBytes
  // The engine may count past the total it gave: that is of the compressed layer.
  const current =
    line.currentBytes > 0 ? line.currentBytes : before?.state === state ? before.currentBytes : 0
  return totalBytes > 0 ? Math.min(current, totalBytes) : current
}
