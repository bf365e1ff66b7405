import type { Readable } from 'node:stream'
import type { LayerProgress } from '../../contract/deploy.ts'
import type { DeployErrorCode } from '../../contract/errors.ts'
import type { EngineInfo } from '../../contract/host.ts'
import type { DiskUse } from './disk.ts'

/** An engine's refusal or silence, translated at this boundary.
 *  `message` is the engine's own text, which may hold a secret: it goes to the log through the redactor and nowhere else. */
export class EngineError extends Error {
  readonly code: DeployErrorCode
  /** HTTP status of the engine's answer; null when it did not answer. */
  readonly status: number | null

  constructor(code: DeployErrorCode, status: number | null, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'EngineError'
    this.code = code
    this.status = status
  }
}

export interface RegistryImage {
  readonly digest: string
}

export interface LocalImage {
  readonly id: string
  /** `repository@sha256:…` of every registry it came from or went to. */
  readonly repoDigests: readonly string[]
  readonly repoTags: readonly string[]
  readonly platform: string
  /** Digests of its layers, unpacked, the lowest first. */
  readonly layers: readonly string[]
}

/** An image in the list of all that the host has. */
export interface ListedImage {
  readonly id: string
  readonly repoTags: readonly string[]
  readonly createdAt: number
  /** Of all its layers, shared ones included. */
  readonly bytes: number
}

export type HealthStatus = 'none' | 'starting' | 'healthy' | 'unhealthy'

export interface ContainerState {
  readonly id: string
  /** Without the leading slash. */
  readonly name: string
  readonly imageId: string
  readonly labels: Readonly<Record<string, string>>
  readonly status: 'created' | 'running' | 'paused' | 'restarting' | 'removing' | 'exited' | 'dead'
  readonly exitCode: number
  readonly restartCount: number
  readonly health: HealthStatus
  /** Its first process on the engine's machine; 0 when it does not run. */
  readonly pid: number
  /** Percent of one core; null without a limit. */
  readonly cpuLimitPercent: number | null
  /** Null without a limit. */
  readonly memoryLimitBytes: number | null
  /** Such as `default`, `host`, `none`, `container:<id>` or the name of a network. */
  readonly networkMode: string
}

/** What the engine counted for a container since it started, as it answers it: what is null or empty here, its platform
 *  or product does not tell. */
export interface ContainerCounters {
  /** RFC 3339 with nanoseconds; of the year 1 when the container does not run. */
  readonly read: string
  readonly cpu: {
    /** Nanoseconds; on Windows in units of 100 ns. */
    readonly total: number
    /** Nanoseconds of all processors of the machine; Podman counts something else here. */
    readonly system: number | null
    /** 0 when the engine is too old to say. */
    readonly onlineCpus: number
    /** How many processors were counted one by one; on cgroup v1 alone. */
    readonly countedCpus: number
  }
  readonly memory: {
    readonly usage: number | null
    /** cgroup v1. */
    readonly totalInactiveFile: number | null
    /** cgroup v2, and v1 without what is below it. */
    readonly inactiveFile: number | null
    /** Windows. */
    readonly privateWorkingSet: number | null
  }
  /** One entry per network interface; null when the container has none of its own. */
  readonly networks: readonly { readonly received: number; readonly sent: number }[] | null
  /** Bytes per device and operation, the latter as the kernel names it. */
  readonly blockIo: readonly { readonly operation: string; readonly bytes: number }[]
  /** Windows. */
  readonly storage: { readonly read: number; readonly written: number } | null
}

/** Body of `POST /containers/create` (Docker Engine API 1.40); only what Slipway sets. */
export interface ContainerSpec {
  readonly Image: string
  readonly Cmd?: readonly string[]
  readonly Entrypoint?: readonly string[]
  readonly Env?: readonly string[]
  readonly User?: string
  readonly WorkingDir?: string
  readonly Labels: Readonly<Record<string, string>>
  readonly ExposedPorts?: Readonly<Record<string, Record<string, never>>>
  readonly Healthcheck?: {
    readonly Test: readonly string[]
    /** Nanoseconds, as the engine counts. */
    readonly Interval?: number
    readonly Timeout?: number
    readonly Retries?: number
    readonly StartPeriod?: number
  }
  readonly StopTimeout?: number
  readonly NetworkDisabled?: boolean
  readonly HostConfig?: {
    readonly PortBindings?: Readonly<
      Record<string, readonly { readonly HostIp: string; readonly HostPort: string }[]>
    >
    readonly RestartPolicy?: { readonly Name: string; readonly MaximumRetryCount?: number }
    readonly Memory?: number
    readonly NanoCpus?: number
    readonly NetworkMode?: string
  }
}

export interface EngineEvent {
  readonly type: string
  readonly action: string
  readonly id: string
  readonly labels: Readonly<Record<string, string>>
}

/** The engine as Slipway needs it; every method rejects with EngineError and with nothing else, or with the signal's reason. */
export interface Engine {
  readonly info: EngineInfo
  /** When it last answered anything, or took a part of what it is sent; by the clock of `performance`. */
  readonly heardAt: number

  /** Asks the registry, through the engine and with the user's credentials for that registry, what a reference means now. */
  resolveInRegistry(reference: string, signal?: AbortSignal): Promise<RegistryImage>
  /** Null when there is no such image; `reference` may be a tag, `repository@digest` or an image id. */
  inspectImage(reference: string, signal?: AbortSignal): Promise<LocalImage | null>
  /** Ids of all images on the host. */
  listImageIds(signal?: AbortSignal): Promise<ReadonlySet<string>>
  /** Pulls `repository@digest` (or a tag); `onProgress` gets all layers known so far, in the order in which they were named. */
  pullImage(
    reference: string,
    onProgress: (layers: readonly LayerProgress[]) => void,
    signal: AbortSignal,
  ): Promise<void>
  /** Images that have a name, or that no other image was built upon. */
  listImages(signal?: AbortSignal): Promise<readonly ListedImage[]>
  /** The image as an archive of `docker save`; the order of what is in it is the engine's own. */
  exportImage(imageId: string, signal: AbortSignal): AsyncIterable<Uint8Array>
  /** Sends an archive as `docker load` does, and ends it whatever comes of it. Resolves to the id of the image that the
   *  engine names, or to null when it names none; rejects with `transfer_failed` when the engine refuses it. */
  loadImage(archive: Readable, signal: AbortSignal): Promise<string | null>
  tagImage(imageId: string, repository: string, tag: string): Promise<void>
  /** Removes one name of an image, or the image with its last name; an image that is gone or in use is no error. */
  untagImage(reference: string): Promise<void>

  /** What takes up the disk; takes its time on a host with many volumes. */
  diskUse(signal?: AbortSignal): Promise<DiskUse>
  /** Removes what the build cache holds and no build uses; resolves to the bytes that it took. */
  pruneBuildCache(signal?: AbortSignal): Promise<number>

  /** Containers of all states that carry every one of the labels; a null value matches any. */
  listContainers(labels: Readonly<Record<string, string | null>>): Promise<readonly ContainerState[]>
  /** Null when there is no such container. */
  inspectContainer(idOrName: string, signal?: AbortSignal): Promise<ContainerState | null>
  /** One reading of a container's counters; null when there is no such container. Takes up to 2 s, however little it costs. */
  containerCounters(id: string, signal: AbortSignal): Promise<ContainerCounters | null>
  /** Resolves to the new container's id; `name_in_use` when another container has the name. */
  createContainer(name: string, spec: ContainerSpec): Promise<string>
  startContainer(id: string): Promise<void>
  /** Stops with a deadline, then kills; a container that is stopped or gone is no error. */
  stopContainer(id: string, timeoutMs: number): Promise<void>
  renameContainer(id: string, name: string): Promise<void>
  /** Removes by force, anonymous volumes kept; a container that is gone is no error. */
  removeContainer(id: string): Promise<void>

  /** Events of containers with the label that the engine was connected for, until the signal aborts or the stream ends; it always rejects.
   *  `onOpen` is called once the engine listens: what happens from then on is told. */
  watchEvents(onEvent: (event: EngineEvent) => void, signal: AbortSignal, onOpen?: () => void): Promise<void>
  /** Rejects when no answer comes within 2 s. */
  ping(signal?: AbortSignal): Promise<void>
  close(): void
}
