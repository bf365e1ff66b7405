import type { HostFiles } from '../../hosts/host-files.ts'
import type { ContainerFacts } from '../facts.ts'
import type { Reading } from '../reading.ts'
import {
  type CgroupFiles,
  type CgroupMount,
  locateByProcess,
  readMounts,
  usualPlaces,
} from './cgroup-paths.ts'
import { cgroupReading, uptimeMs } from './cgroup-reading.ts'
import type { StatsWay, WayResult } from './way.ts'

interface Place {
  readonly pid: number
  readonly files: CgroupFiles
}

/** Contents by path; null for a file that cannot be read. */
type Texts = ReadonlyMap<string, string | null>

/** By the cgroup files of a Linux machine, which costs its engine nothing. One call of `readAll` per round, and one or two more
 *  in a round with containers that were not there before. */
export class CgroupWay implements StatsWay {
  readonly #files: HostFiles
  readonly #places = new Map<string, Place>()

  constructor(files: HostFiles) {
    this.#files = files
  }

  async read(containers: readonly ContainerFacts[], signal: AbortSignal): Promise<WayResult> {
    try {
      this.#keepOnly(containers)
      await this.#locate(
        containers.filter(({ id, pid }) => this.#places.get(id)?.pid !== pid),
        signal,
      )
      return await this.#readAll(containers, signal)
    } catch {
      return { readings: new Map(), failed: new Set(containers.map(({ id }) => id)) }
    }
  }

  async #readAll(containers: readonly ContainerFacts[], signal: AbortSignal): Promise<WayResult> {
    const paths = containers.flatMap((container) => this.#pathsOf(container))
    const texts = await this.#readTexts(['/proc/uptime', ...paths], signal)
    const atMs = uptimeMs(texts.get('/proc/uptime') ?? null)
    const readings = new Map<string, Reading>()
    for (const container of containers) {
      const place = this.#places.get(container.id)
      const reading =
        atMs === null || place === undefined ? null : readOne(container, place.files, texts, atMs)
      if (reading !== null) readings.set(container.id, reading)
    }
    const failed = containers.filter(({ id }) => !readings.has(id)).map(({ id }) => id)
    for (const id of failed) this.#places.delete(id)
    return { readings, failed: new Set(failed) }
  }

  #pathsOf(container: ContainerFacts): string[] {
    const files = this.#places.get(container.id)?.files
    if (files === undefined) return []
    const optional = [files.blockIo, interfacesOf(container)].filter((path) => path !== null)
    return [files.cpu, files.memory, files.memoryStat, ...optional]
  }

  async #readTexts(paths: readonly string[], signal: AbortSignal): Promise<Texts> {
    const texts = await this.#files.readAll(paths, signal)
    return new Map(paths.map((path, at) => [path, texts[at] ?? null]))
  }

  async #locate(containers: readonly ContainerFacts[], signal: AbortSignal): Promise<void> {
    if (containers.length === 0) return
    const paths = containers.map(({ pid }) => `/proc/${pid}/cgroup`)
    const texts = await this.#readTexts(['/proc/self/mountinfo', ...paths], signal)
    const mounts = readMounts(texts.get('/proc/self/mountinfo') ?? '')
    const textOf = ({ pid }: ContainerFacts) => texts.get(`/proc/${pid}/cgroup`) ?? null
    for (const container of containers) {
      const { id, pid } = container
      const files = locateByProcess(id, textOf(container) ?? '', mounts)
      if (files !== null) this.#places.set(id, { pid, files })
    }
    const hidden = containers.filter((container) => textOf(container) === null)
    await this.#tryUsualPlaces(hidden, mounts, signal)
  }

  async #tryUsualPlaces(
    containers: readonly ContainerFacts[],
    mounts: readonly CgroupMount[],
    signal: AbortSignal,
  ): Promise<void> {
    const tries = containers.flatMap(({ id, pid }) =>
      usualPlaces(id, mounts).map((files) => ({ id, place: { pid, files } })),
    )
    if (tries.length === 0) return
    const paths = tries.map(({ place }) => place.files.cpu)
    const texts = await this.#readTexts(paths, signal)
    for (const { id, place } of tries) {
      if ((texts.get(place.files.cpu) ?? null) !== null) this.#places.set(id, place)
    }
  }

  #keepOnly(containers: readonly ContainerFacts[]): void {
    const ids = new Set(containers.map(({ id }) => id))
    for (const id of this.#places.keys()) if (!ids.has(id)) this.#places.delete(id)
  }
}

/** Null where the interfaces are those of the machine. */
function interfacesOf({ pid, sharesHostNetwork }: ContainerFacts): string | null {
  return sharesHostNetwork ? null : `/proc/${pid}/net/dev`
}

function readOne(container: ContainerFacts, files: CgroupFiles, texts: Texts, atMs: number): Reading | null {
  const read = (path: string | null) => (path === null ? null : (texts.get(path) ?? null))
  return cgroupReading(
    {
      version: files.version,
      cpu: read(files.cpu),
      memory: read(files.memory),
      memoryStat: read(files.memoryStat),
      blockIo: read(files.blockIo),
      network: read(interfacesOf(container)),
    },
    atMs,
  )
}
