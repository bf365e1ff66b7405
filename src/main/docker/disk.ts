import { count, list, text, texts } from './answers.ts'
import type { EngineConnection } from './connection.ts'

/** An engine measures each volume and each layer anew. */
const measureLimitMs = 120_000
const pruneLimitMs = 600_000

export interface ImageUse {
  readonly id: string
  readonly repoTags: readonly string[]
  readonly repoDigests: readonly string[]
  /** Of its layers that no other image has. */
  readonly ownBytes: number
  /** Whether there is a container of it, in whatever state. */
  readonly hasContainers: boolean
}

/** What takes up an engine's disk. */
export interface DiskUse {
  /** Of all layers of all images, each counted once. */
  readonly layerBytes: number
  readonly images: readonly ImageUse[]
  readonly containers: { readonly count: number; readonly bytes: number }
  readonly volumes: { readonly count: number; readonly bytes: number }
  readonly buildCache: {
    readonly count: number
    readonly bytes: number
    readonly unusedBytes: number
  }
}

export async function measureDisk(
  connection: EngineConnection,
  signal: AbortSignal | undefined,
): Promise<DiskUse> {
  const answer = await connection.ask({
    method: 'GET',
    path: '/system/df',
    task: 'other',
    timeoutMs: measureLimitMs,
    signal,
  })
  return readDiskUse(answer)
}

/** All that no build uses now, also what a next one could use again. Resolves to the bytes that it took. */
export async function pruneBuildCache(
  connection: EngineConnection,
  signal: AbortSignal | undefined,
): Promise<number> {
  const answer = await connection.ask({
    method: 'POST',
    path: '/build/prune',
    query: { all: 'true' },
    task: 'other',
    timeoutMs: pruneLimitMs,
    signal,
  })
  return count(answer, 'SpaceReclaimed')
}

/** From `GET /system/df`; a size that the engine did not measure is -1. */
export function readDiskUse(answer: unknown): DiskUse {
  const containers = list(answer, 'Containers')
  const used = new Set(containers.map((container) => text(container, 'ImageID')))
  const volumes = list(answer, 'Volumes')
  // What others share is counted with them. Source: docker/cli, cli/command/formatter/disk_usage.go.
  const cache = list(answer, 'BuildCache').filter((record) => !isTrue(record, 'Shared'))
  return {
    layerBytes: atLeastZero(count(answer, 'LayersSize')),
    images: list(answer, 'Images').map((image) => readImageUse(image, used)),
    containers: { count: containers.length, bytes: sum(containers, (each) => count(each, 'SizeRw')) },
    volumes: {
      count: volumes.length,
      bytes: sum(volumes, (volume) => count(volume, 'UsageData', 'Size')),
    },
    buildCache: {
      count: cache.length,
      bytes: sum(cache, (record) => count(record, 'Size')),
      unusedBytes: sum(
        cache.filter((record) => !isTrue(record, 'InUse')),
        (record) => count(record, 'Size'),
      ),
    },
  }
}

function readImageUse(image: unknown, used: ReadonlySet<string>): ImageUse {
  const id = text(image, 'Id')
  const isNamed = (name: string) => !name.includes('<none>')
  return {
    id,
    repoTags: texts(image, 'RepoTags').filter(isNamed),
    repoDigests: texts(image, 'RepoDigests').filter(isNamed),
    ownBytes: atLeastZero(count(image, 'Size') - atLeastZero(count(image, 'SharedSize'))),
    hasContainers: used.has(id) || count(image, 'Containers') > 0,
  }
}

function isTrue(record: unknown, name: string): boolean {
  return typeof record === 'object' && record !== null && Reflect.get(record, name) === true
}

function sum(all: readonly unknown[], bytesOf: (each: unknown) => number): number {
  return all.reduce<number>((total, each) => total + atLeastZero(bytesOf(each)), 0)
}

function atLeastZero(bytes: number): number {
  return Math.max(0, bytes)
}
