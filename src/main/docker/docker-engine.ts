import type { Readable } from 'node:stream'
import type { LayerProgress } from '../../contract/deploy.ts'
import type { EngineInfo } from '../../contract/host.ts'
import {
  list,
  readContainer,
  readContainerEvent,
  readHostCapacity,
  readListedImage,
  readLocalImage,
  readPullLine,
  readRegistryImage,
  text,
} from './answers.ts'
import { EngineConnection, type EngineRequest } from './connection.ts'
import { readCounters } from './counters.ts'
import { type DiskUse, measureDisk, pruneBuildCache } from './disk.ts'
import type { EngineAddress } from './endpoint.ts'
import {
  type ContainerCounters,
  type ContainerSpec,
  type ContainerState,
  type Engine,
  EngineError,
  type EngineEvent,
  type ListedImage,
  type LocalImage,
  type RegistryImage,
} from './engine.ts'
import { answerError } from './errors.ts'
import { exportImage, loadImage } from './image-archives.ts'
import { readJsonLines } from './json-lines.ts'
import { isAtLeast, negotiate } from './negotiate.ts'
import { PullProgress } from './pull-progress.ts'
import {
  canonical,
  familiarRepository,
  isReference,
  parseReference,
  type Reference,
  withDigest,
} from './reference.ts'
import { encodeRegistryAuth, type RegistryAuth } from './registry-auth.ts'

const limitsMs = {
  quick: 10_000,
  ping: 2_000,
  registryLookup: 30_000,
  start: 60_000,
  remove: 60_000,
  /** On top of what the container itself is given to stop. */
  stopMargin: 15_000,
  pullSilence: 120_000,
} as const

export type CredentialSource = Pick<RegistryAuth, 'credentialsFor'>

export interface ConnectOptions {
  readonly timeoutMs: number
  readonly signal?: AbortSignal
  /** `watchEvents` tells of containers that carry this label. */
  readonly eventLabel: string
}

/** Asks what answers at an address and agrees on an API version with it; rejects with EngineError. */
export async function connectEngine(
  address: EngineAddress,
  credentials: CredentialSource,
  { eventLabel, ...options }: ConnectOptions,
): Promise<DockerEngine> {
  const unversioned = new EngineConnection(address, null)
  try {
    const info = negotiate(
      await unversioned.ask({ method: 'GET', path: '/version', task: 'other', ...options }),
    )
    const capacity = await askCapacity(unversioned, options)
    const connection = new EngineConnection(address, info.apiVersion)
    return new DockerEngine(connection, { ...info, ...capacity }, credentials, eventLabel)
  } finally {
    unversioned.close()
  }
}

/** Not worth failing for, nor waiting for longer than for the version. */
async function askCapacity(
  connection: EngineConnection,
  options: Pick<ConnectOptions, 'timeoutMs' | 'signal'>,
): Promise<Pick<EngineInfo, 'cpus' | 'memoryBytes'>> {
  try {
    return readHostCapacity(await connection.ask({ method: 'GET', path: '/info', task: 'other', ...options }))
  } catch {
    options.signal?.throwIfAborted()
    return { cpus: null, memoryBytes: null }
  }
}

/** A Docker Engine, or what speaks its API, over HTTP. One request per method, save where said. */
export class DockerEngine implements Engine {
  readonly info: EngineInfo
  readonly #connection: EngineConnection
  readonly #credentials: CredentialSource
  readonly #eventLabel: string

  constructor(
    connection: EngineConnection,
    info: EngineInfo,
    credentials: CredentialSource,
    eventLabel: string,
  ) {
    this.#connection = connection
    this.info = info
    this.#credentials = credentials
    this.#eventLabel = eventLabel
  }

  get heardAt(): number {
    return this.#connection.heardAt
  }

  async resolveInRegistry(reference: string, signal?: AbortSignal): Promise<RegistryImage> {
    const parsed = mustParse(reference)
    const answer = await this.#connection.ask({
      method: 'GET',
      path: `/distribution/${pathOf(reference)}/json`,
      task: 'registry',
      timeoutMs: limitsMs.registryLookup,
      signal,
      ...(await this.#registryAuth(parsed)),
    })
    const image = readRegistryImage(answer)
    // It goes into the ledger, and into the path of the pull: a registry can answer with anything.
    if (isReference(parseReference(canonical(withDigest(parsed, image.digest))))) return image
    throw new EngineError('internal', 200, 'The engine answered a registry lookup without a digest.')
  }

  async inspectImage(reference: string, signal?: AbortSignal): Promise<LocalImage | null> {
    const answer = await this.#find(`/images/${pathOf(reference)}/json`, signal)
    return answer === null ? null : readLocalImage(answer)
  }

  async listImageIds(signal?: AbortSignal): Promise<ReadonlySet<string>> {
    // With all=1, since an image without any name may be the one that a rollback needs.
    const answer = await this.#ask({ method: 'GET', path: '/images/json', query: { all: 1 }, signal })
    return new Set(list(answer).map((image) => text(image, 'Id')))
  }

  async pullImage(
    reference: string,
    onProgress: (layers: readonly LayerProgress[]) => void,
    signal: AbortSignal,
  ): Promise<void> {
    const parsed = mustParse(reference)
    const stream = await this.#connection.open({
      method: 'POST',
      path: '/images/create',
      query: { fromImage: familiarRepository(parsed), tag: parsed.digest ?? parsed.tag ?? 'latest' },
      task: 'registry',
      timeoutMs: limitsMs.pullSilence,
      signal,
      ...(await this.#registryAuth(parsed)),
    })
    await followPull(stream.chunks, onProgress)
  }

  async listImages(signal?: AbortSignal): Promise<readonly ListedImage[]> {
    return list(await this.#ask({ method: 'GET', path: '/images/json', signal })).map(readListedImage)
  }

  exportImage(imageId: string, signal: AbortSignal): AsyncIterable<Uint8Array> {
    return exportImage(this.#connection, `/images/${pathOf(imageId)}`, signal)
  }

  async loadImage(archive: Readable, signal: AbortSignal): Promise<string | null> {
    return await loadImage(this.#connection, archive, signal)
  }

  async tagImage(imageId: string, repository: string, tag: string): Promise<void> {
    await this.#ask({
      method: 'POST',
      path: `/images/${pathOf(imageId)}/tag`,
      query: { repo: repository, tag },
    })
  }

  async untagImage(reference: string): Promise<void> {
    await this.#ask({
      method: 'DELETE',
      path: `/images/${pathOf(reference)}`,
      accept: [404, 409],
      timeoutMs: limitsMs.remove,
    })
  }

  async diskUse(signal?: AbortSignal): Promise<DiskUse> {
    return await measureDisk(this.#connection, signal)
  }

  async pruneBuildCache(signal?: AbortSignal): Promise<number> {
    return await pruneBuildCache(this.#connection, signal)
  }

  /** One request for the list and one per container: the list tells neither restarts nor exit codes. */
  async listContainers(labels: Readonly<Record<string, string | null>>): Promise<readonly ContainerState[]> {
    const label = Object.entries(labels).map(([name, value]) => (value === null ? name : `${name}=${value}`))
    const answer = await this.#ask({
      method: 'GET',
      path: '/containers/json',
      query: { all: 1, filters: JSON.stringify({ label }) },
    })
    const states = await Promise.all(list(answer).map((each) => this.inspectContainer(text(each, 'Id'))))
    return states.filter((state) => state !== null)
  }

  async inspectContainer(idOrName: string, signal?: AbortSignal): Promise<ContainerState | null> {
    const answer = await this.#find(`${containerPath(idOrName)}/json`, signal)
    return answer === null ? null : readContainer(answer)
  }

  async containerCounters(id: string, signal: AbortSignal): Promise<ContainerCounters | null> {
    // One-shot spares the second reading, which the engine would wait a second for; older ones know only the long way.
    const oneShot = isAtLeast(this.info.apiVersion, '1.41') ? { 'one-shot': 'true' } : {}
    const answer = await this.#ask({
      method: 'GET',
      path: `${containerPath(id)}/stats`,
      query: { stream: 'false', ...oneShot },
      accept: [404],
      signal,
    })
    return answer === null ? null : readCounters(answer)
  }

  async createContainer(name: string, spec: ContainerSpec): Promise<string> {
    const answer = await this.#ask({
      method: 'POST',
      path: '/containers/create',
      query: { name },
      body: spec,
      timeoutMs: limitsMs.start,
    })
    return text(answer, 'Id')
  }

  async startContainer(id: string): Promise<void> {
    await this.#ask({
      method: 'POST',
      path: `${containerPath(id)}/start`,
      task: 'start',
      accept: [304],
      timeoutMs: limitsMs.start,
    })
  }

  async stopContainer(id: string, timeoutMs: number): Promise<void> {
    await this.#ask({
      method: 'POST',
      path: `${containerPath(id)}/stop`,
      query: { t: Math.ceil(timeoutMs / 1_000) },
      accept: [304, 404],
      timeoutMs: timeoutMs + limitsMs.stopMargin,
    })
  }

  async renameContainer(id: string, name: string): Promise<void> {
    await this.#ask({ method: 'POST', path: `${containerPath(id)}/rename`, query: { name } })
  }

  async removeContainer(id: string): Promise<void> {
    const path = containerPath(id)
    try {
      await this.#ask({
        method: 'DELETE',
        path,
        query: { force: 'true', v: 'false' },
        accept: [404],
        timeoutMs: limitsMs.remove,
      })
    } catch (error) {
      if (!(error instanceof EngineError && error.status === 409)) throw error
      // Somebody else removes it at this moment; the name is free only when that is over.
      await this.#ask({
        method: 'POST',
        path: `${path}/wait`,
        query: { condition: 'removed' },
        accept: [404],
        timeoutMs: limitsMs.remove,
      })
    }
  }

  async watchEvents(
    onEvent: (event: EngineEvent) => void,
    signal: AbortSignal,
    onOpen?: () => void,
  ): Promise<void> {
    const filters = JSON.stringify({ type: ['container'], label: [this.#eventLabel] })
    const request: EngineRequest = {
      method: 'GET',
      path: '/events',
      query: { filters },
      task: 'other',
      timeoutMs: limitsMs.quick,
      signal,
    }
    const stream = await this.#connection.open(request, true)
    onOpen?.()
    for await (const lines of readJsonLines(stream.chunks)) {
      const events = lines.map(readContainerEvent).filter((event) => event !== null)
      for (const event of events) onEvent(event)
    }
    throw new EngineError('host_unreachable', null, 'The engine ended the stream of events.')
  }

  async ping(signal?: AbortSignal): Promise<void> {
    const stream = await this.#connection.open({
      method: 'GET',
      path: '/_ping',
      task: 'other',
      timeoutMs: limitsMs.ping,
      signal,
    })
    for await (const _chunk of stream.chunks); // `OK`, which is no JSON; read so that the connection can be used again.
  }

  close(): void {
    this.#connection.close()
  }

  async #ask(request: Omit<EngineRequest, 'task' | 'timeoutMs'> & Partial<EngineRequest>): Promise<unknown> {
    return await this.#connection.ask({ task: 'other', timeoutMs: limitsMs.quick, ...request })
  }

  /** Null when the engine says that there is no such thing. */
  async #find(path: string, signal?: AbortSignal): Promise<unknown> {
    return await this.#ask({ method: 'GET', path, accept: [404], signal })
  }

  async #registryAuth(reference: Reference): Promise<{ registryAuth?: string }> {
    const credentials = await this.#credentials.credentialsFor(reference.domain)
    return credentials === null ? {} : { registryAuth: encodeRegistryAuth(credentials) }
  }
}

/** Reads a pull to its end. An error comes inside the stream, since its status was sent before anything could fail. */
async function followPull(
  chunks: AsyncIterable<string>,
  onProgress: (layers: readonly LayerProgress[]) => void,
): Promise<void> {
  const progress = new PullProgress()
  for await (const lines of readJsonLines(chunks)) {
    let hasChanged = false
    for (const line of lines.map(readPullLine)) {
      if (line.error !== '') throw answerError('registry', 200, line.error)
      hasChanged = progress.add(line) || hasChanged
    }
    if (hasChanged) onProgress(progress.layers)
  }
}

function mustParse(reference: string): Reference {
  const parsed = parseReference(reference)
  if (isReference(parsed)) return parsed
  throw new EngineError('invalid_source', null, parsed.problem)
}

/** An image in a path. Only what has a reference's shape passes: `..` would lead to another of the engine's routes. */
function pathOf(image: string): string {
  if (!/^(?:sha256:)?[0-9a-f]{12,64}$/.test(image)) mustParse(image)
  return image.split('/').map(encodeURIComponent).join('/')
}

function containerPath(idOrName: string): string {
  if (!/^[a-zA-Z0-9][\w.-]*$/.test(idOrName)) {
    throw new EngineError(
      'internal',
      null,
      'A container was asked for by something that is no id and no name.',
    )
  }
  return `/containers/${idOrName}`
}
