import { mkdtempSync, rmSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { LayerProgress } from '../../contract/deploy.ts'
import { type Engine, EngineError } from '../docker/engine.ts'
import { openOnEngine } from './engine-origin.ts'
import { requirePlatform } from './image-config.ts'
import { sendImage } from './send-image.ts'
import type { Vault } from './vault.ts'

/** This computer, seen from a host: what it has, and the way from here to there. */
export interface Computer {
  /** Its own engine; null while that is away. */
  readonly engine: Engine | null
  /** Whether a copy of the image could be sent from here. */
  holds(imageId: string): Promise<boolean>
  /** Sends a copy to the host; nothing is sent of what is there. Resolves to the image's id there, or to null when there
   *  is no copy here after all.
   *  @throws EngineError `platform_mismatch`, `transfer_failed`, `no_space`, `host_unreachable`; the signal's reason */
  send(
    imageId: string,
    onProgress: (layers: readonly LayerProgress[]) => void,
    signal: AbortSignal,
  ): Promise<string | null>
}

export interface TransfersParts {
  /** For layers on their way; its content is nobody's after a restart. */
  readonly folder: string
  readonly vault: Vault
  /** The engine of this computer; null while it is away. */
  readonly engine: () => Engine | null
}

interface Target {
  readonly hostId: string
  readonly engine: Engine
}

/** Sends images from this computer to hosts: one at a time to each, since two would share a line and send twice what
 *  they have in common. */
export class Transfers {
  readonly #parts: TransfersParts
  readonly #lanes = new Map<string, Promise<unknown>>()

  constructor(parts: TransfersParts) {
    this.#parts = parts
    rmSync(parts.folder, { recursive: true, force: true })
  }

  computerFor(target: Target): Computer {
    return {
      engine: this.#parts.engine(),
      holds: (imageId) => this.#holds(target, imageId),
      send: (imageId, onProgress, signal) =>
        this.#inTurn(target.hostId, signal, () => this.#send(target, imageId, onProgress, signal)),
    }
  }

  async #holds(target: Target, imageId: string): Promise<boolean> {
    return this.#parts.vault.has(imageId) || (await this.#onEngine(target, imageId)) !== null
  }

  async #send(
    target: Target,
    imageId: string,
    onProgress: (layers: readonly LayerProgress[]) => void,
    signal: AbortSignal,
  ): Promise<string | null> {
    const found = await this.#onEngine(target, imageId, signal)
    if (found !== null) return await this.#sendFromEngine(found, target, imageId, onProgress, signal)
    return await this.#parts.vault.lend(imageId, async ({ platform, config }, files) => {
      requirePlatform(platform, target.engine.info)
      const origin = {
        config,
        layers: files.map(({ diffId }) => diffId),
        fetch: async (from: number) => files.slice(from),
      }
      return await sendImage({ engine: target.engine, origin, onProgress, signal })
    })
  }

  async #sendFromEngine(
    found: { readonly engine: Engine; readonly platform: string },
    target: Target,
    imageId: string,
    onProgress: (layers: readonly LayerProgress[]) => void,
    signal: AbortSignal,
  ): Promise<string> {
    requirePlatform(found.platform, target.engine.info)
    await mkdir(this.#parts.folder, { recursive: true, mode: 0o700 })
    const folder = mkdtempSync(join(this.#parts.folder, 'image-'))
    try {
      const origin = await openOnEngine(found.engine, imageId, folder, signal)
      return await sendImage({ engine: target.engine, origin, onProgress, signal })
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  }

  /** The image on this computer's engine; null when the host is this computer, which has nothing to send to itself. */
  async #onEngine(
    { engine: there }: Target,
    imageId: string,
    signal?: AbortSignal,
  ): Promise<{ readonly engine: Engine; readonly platform: string } | null> {
    const engine = this.#parts.engine()
    if (engine === null || engine === there) return null
    try {
      const image = await engine.inspectImage(imageId, signal)
      return image === null ? null : { engine, platform: image.platform }
    } catch (error) {
      // As good as away.
      if (error instanceof EngineError) return null
      throw error
    }
  }

  async #inTurn<Result>(hostId: string, signal: AbortSignal, send: () => Promise<Result>): Promise<Result> {
    const before = this.#lanes.get(hostId) ?? Promise.resolve()
    const turn = Promise.withResolvers<void>()
    this.#lanes.set(
      hostId,
      before.then(() => turn.promise),
    )
    try {
      await Promise.race([before, aborted(signal)])
      signal.throwIfAborted()
      return await send()
    } finally {
      turn.resolve()
    }
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
