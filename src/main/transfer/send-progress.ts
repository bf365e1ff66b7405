import type { LayerProgress } from '../../contract/deploy.ts'
import type { LayerFile } from './image-copy.ts'

/** The layers of one transfer, the lowest first; those that are there already count as done, with nothing to send. */
export class SendProgress {
  readonly #layers: LayerProgress[]
  readonly #there: number
  readonly #tell: (layers: readonly LayerProgress[]) => void

  constructor(layers: readonly string[], there: number, tell: (layers: readonly LayerProgress[]) => void) {
    this.#layers = layers.map((diffId, at) => ({
      id: diffId.replace(/^sha256:/, '').slice(0, 12),
      state: at < there ? 'done' : 'waiting',
      currentBytes: 0,
      totalBytes: 0,
    }))
    this.#there = there
    this.#tell = tell
    this.#told()
  }

  /** How large the layers to be sent are, in order. */
  prepared(files: readonly LayerFile[]): void {
    for (const [at, { bytes }] of files.entries()) this.#change(this.#there + at, { totalBytes: bytes })
    this.#told()
  }

  /** More of a layer is on its way; when all of it is, the engine has yet to unpack it. */
  sent(position: number, bytes: number): void {
    const layer = this.#layers[position]
    if (layer === undefined) return
    const currentBytes = layer.currentBytes + bytes
    this.#change(position, {
      currentBytes,
      state: currentBytes < layer.totalBytes ? 'downloading' : 'extracting',
    })
    this.#told()
  }

  /** The engine has the layer. */
  done(position: number): void {
    this.#change(position, { state: 'done' })
    this.#told()
  }

  #change(position: number, changes: Partial<LayerProgress>): void {
    const layer = this.#layers[position]
    if (layer !== undefined) this.#layers[position] = { ...layer, ...changes }
  }

  #told(): void {
    this.#tell([...this.#layers])
  }
}
