import type { EngineInfo } from '../../contract/host.ts'
import type {
  ContainerState,
  EngineEvent,
  HealthStatus,
  ListedImage,
  LocalImage,
  RegistryImage,
} from './engine.ts'

/* What the engine answers, read defensively: an engine of another make or age may leave a field out. */

export function field(value: unknown, ...path: readonly string[]): unknown {
  let found = value
  for (const name of path) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, name)) return undefined
    found = Reflect.get(found, name)
  }
  return found
}

export function text(value: unknown, ...path: readonly string[]): string {
  const found = field(value, ...path)
  return typeof found === 'string' ? found : ''
}

export function count(value: unknown, ...path: readonly string[]): number {
  const found = field(value, ...path)
  return typeof found === 'number' && Number.isFinite(found) ? Math.trunc(found) : 0
}

export function list(value: unknown, ...path: readonly string[]): readonly unknown[] {
  const found = field(value, ...path)
  return Array.isArray(found) ? found : []
}

export function texts(value: unknown, ...path: readonly string[]): readonly string[] {
  return list(value, ...path).filter((each) => typeof each === 'string')
}

function textMap(value: unknown, ...path: readonly string[]): Readonly<Record<string, string>> {
  const found = field(value, ...path)
  if (typeof found !== 'object' || found === null) return {}
  return Object.fromEntries(Object.entries(found).filter(([, each]) => typeof each === 'string'))
}

/** os/arch[/variant]. */
function platform(os: string, architecture: string, variant: string): string {
  return [os, architecture, variant].filter((part) => part !== '').join('/')
}

/** From `GET /distribution/{name}/json`. */
export function readRegistryImage(answer: unknown): RegistryImage {
  return { digest: text(answer, 'Descriptor', 'digest') }
}

/** From `GET /images/{name}/json`. */
export function readLocalImage(answer: unknown): LocalImage {
  return {
    id: text(answer, 'Id'),
    repoDigests: texts(answer, 'RepoDigests'),
    repoTags: texts(answer, 'RepoTags'),
    platform: platform(text(answer, 'Os'), text(answer, 'Architecture'), text(answer, 'Variant')),
    layers: texts(answer, 'RootFS', 'Layers'),
  }
}

/** From one element of `GET /images/json`. */
export function readListedImage(answer: unknown): ListedImage {
  return {
    id: text(answer, 'Id'),
    // Older engines write the lack of a name as a name.
    repoTags: texts(answer, 'RepoTags').filter((tag) => tag !== '<none>:<none>'),
    createdAt: count(answer, 'Created') * 1_000,
    bytes: count(answer, 'Size'),
  }
}

const containerStatuses: readonly string[] = [
  'created',
  'running',
  'paused',
  'restarting',
  'removing',
  'exited',
  'dead',
] satisfies readonly ContainerState['status'][]

function isContainerStatus(status: string): status is ContainerState['status'] {
  return containerStatuses.includes(status)
}

function containerStatus(status: string): ContainerState['status'] {
  if (isContainerStatus(status)) return status
  // Podman has more of them.
  if (status === 'configured' || status === 'initialized') return 'created'
  return status === 'stopping' ? 'running' : 'exited'
}

const healthStatuses: readonly string[] = [
  'starting',
  'healthy',
  'unhealthy',
] satisfies readonly HealthStatus[]

function isHealthStatus(status: string): status is HealthStatus {
  return healthStatuses.includes(status)
}

/** From `GET /containers/{id}/json`. */
export function readContainer(answer: unknown): ContainerState {
  const health = text(answer, 'State', 'Health', 'Status')
  return {
    id: text(answer, 'Id'),
    name: text(answer, 'Name').replace(/^\//, ''),
    imageId: text(answer, 'Image'),
    labels: textMap(answer, 'Config', 'Labels'),
    status: containerStatus(text(answer, 'State', 'Status')),
    exitCode: count(answer, 'State', 'ExitCode'),
    restartCount: count(answer, 'RestartCount'),
    health: isHealthStatus(health) ? health : 'none',
    pid: count(answer, 'State', 'Pid'),
    cpuLimitPercent: cpuLimitPercent(answer),
    memoryLimitBytes: positive(count(answer, 'HostConfig', 'Memory')),
    networkMode: text(answer, 'HostConfig', 'NetworkMode'),
  }
}

/** For what the engine gives as 0 or -1 when there is none. */
function positive(value: number): number | null {
  return value > 0 ? value : null
}

/** Linux's default, when a quota is given without a period. */
const usualPeriodUs = 100_000

/** `--cpus` is kept as nanoseconds per second, `--cpu-quota` as microseconds per period; the engine refuses both at once. */
function cpuLimitPercent(answer: unknown): number | null {
  const nanoCpus = count(answer, 'HostConfig', 'NanoCpus')
  if (nanoCpus > 0) return nanoCpus / 1e7
  const quota = count(answer, 'HostConfig', 'CpuQuota')
  return quota > 0 ? (quota / (count(answer, 'HostConfig', 'CpuPeriod') || usualPeriodUs)) * 100 : null
}

/** From `GET /info`: what the containers of the engine share. */
export function readHostCapacity(answer: unknown): Pick<EngineInfo, 'cpus' | 'memoryBytes'> {
  return { cpus: positive(count(answer, 'NCPU')), memoryBytes: positive(count(answer, 'MemTotal')) }
}

/** From one line of `GET /events`; null for what says nothing about a container's state. */
export function readContainerEvent(line: unknown): EngineEvent | null {
  const action = text(line, 'Action')
  // A healthcheck runs as an exec: three events at each interval of each container.
  if (text(line, 'Type') !== 'container' || action === '' || action.startsWith('exec_')) return null
  return {
    type: 'container',
    action,
    id: text(line, 'Actor', 'ID'),
    labels: textMap(line, 'Actor', 'Attributes'),
  }
}

export interface PullLine {
  readonly layer: string
  readonly status: string
  readonly currentBytes: number
  readonly totalBytes: number
  /** Empty unless the pull has failed. */
  readonly error: string
}

/** From one line of the stream of `POST /images/create`. */
export function readPullLine(line: unknown): PullLine {
  return {
    layer: text(line, 'id'),
    status: text(line, 'status'),
    currentBytes: count(line, 'progressDetail', 'current'),
    totalBytes: count(line, 'progressDetail', 'total'),
    error: text(line, 'errorDetail', 'message') || text(line, 'error'),
  }
}
