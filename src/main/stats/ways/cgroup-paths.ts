/** Where a cgroup hierarchy can be reached. */
export interface CgroupMount {
  /** `cgroup2`, or the name of a controller of version 1. */
  readonly controller: string
  /** The part of the hierarchy that is mounted; `/` for all of it. */
  readonly root: string
  readonly mountPoint: string
}

/** The files with the counters of one container. */
export type CgroupFiles =
  | {
      readonly version: 1
      readonly cpu: string
      readonly memory: string
      readonly memoryStat: string
      readonly blockIo: string | null
    }
  | {
      readonly version: 2
      readonly cpu: string
      readonly memory: string
      readonly memoryStat: string
      readonly blockIo: string
    }

const version1Controllers: readonly string[] = ['cpuacct', 'memory', 'blkio']

/** From /proc/self/mountinfo. Format: proc_pid_mountinfo(5). */
export function readMounts(mountInfo: string): CgroupMount[] {
  return mountInfo.split('\n').flatMap((line) => {
    const [before = '', after = ''] = line.split(' - ')
    const [, , , root = '', mountPoint = ''] = before.split(' ').map(unescapeOctal)
    const [type, , options = ''] = after.split(' ')
    if (type === 'cgroup2') return [{ controller: 'cgroup2', root, mountPoint }]
    if (type !== 'cgroup') return []
    return options
      .split(',')
      .filter((option) => version1Controllers.includes(option))
      .map((controller) => ({ controller, root, mountPoint }))
  })
}

function unescapeOctal(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_all, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 8)),
  )
}

/** Where a container's counters are, by /proc/<pid>/cgroup of its first process; null when that process belongs to none of the
 *  container's cgroups (another process has got its id, or it is an id of another machine), or they cannot be reached. */
export function locateByProcess(
  id: string,
  procCgroup: string,
  mounts: readonly CgroupMount[],
): CgroupFiles | null {
  const paths = new Map(procCgroup.split('\n').flatMap(controllersOfLine))
  const folder = (controller: string) => {
    const path = ownPart(paths.get(controller) ?? '', id)
    return path === null ? null : reach(path, controller, mounts)
  }
  return filesIn(folder)
}

/** `4:memory:/docker/…`, `3:cpu,cpuacct:/docker/…`, or `0::/docker/…` for version 2. Format: cgroups(7). */
function controllersOfLine(line: string): (readonly [string, string])[] {
  const [, number, names, path] = /^(\d+):([^:]*):(.*)$/.exec(line) ?? []
  if (names === undefined || path === undefined) return []
  if (number === '0' && names === '') return [['cgroup2', path]]
  return names.split(',').map((name) => [name, path] as const)
}

/** A process of the container may have gone into a cgroup below its own, as systemd and Podman's do; above it are those of
 *  the engine. */
function ownPart(path: string, id: string): string | null {
  const parts = path.split('/')
  const own = parts.findIndex((part) => isNamedFor(id, part))
  return own === -1 || parts.includes('..') ? null : parts.slice(0, own + 1).join('/')
}

/** `<id>`, or `docker-<id>.scope`, or Podman's `libpod-<id>`. */
function isNamedFor(id: string, part: string): boolean {
  const name = part.replace(/\.scope$/, '')
  return name === id || name.endsWith(`-${id}`)
}

function reach(path: string, controller: string, mounts: readonly CgroupMount[]): string | null {
  for (const mount of mounts) {
    const root = mount.root === '/' ? '' : mount.root
    if (mount.controller === controller && path.startsWith(`${root}/`)) {
      return mount.mountPoint + path.slice(root.length)
    }
  }
  return null
}

/** Version 2 where it has the controllers; on a machine with both, version 1 has them. */
function filesIn(folder: (controller: string) => string | null): CgroupFiles | null {
  const [cpu, memory, blockIo] = version1Controllers.map(folder)
  if (cpu && memory) {
    return {
      version: 1,
      cpu: `${cpu}/cpuacct.usage`,
      memory: `${memory}/memory.usage_in_bytes`,
      memoryStat: `${memory}/memory.stat`,
      blockIo: blockIo ? `${blockIo}/blkio.throttle.io_service_bytes_recursive` : null,
    }
  }
  const unified = folder('cgroup2')
  if (unified === null) return null
  return {
    version: 2,
    cpu: `${unified}/cpu.stat`,
    memory: `${unified}/memory.current`,
    memoryStat: `${unified}/memory.stat`,
    blockIo: `${unified}/io.stat`,
  }
}

/** Where engines put their containers when nobody tells them otherwise: for machines that show nobody another's processes. */
export function usualPlaces(id: string, mounts: readonly CgroupMount[]): CgroupFiles[] {
  const paths = [`/docker/${id}`, `/system.slice/docker-${id}.scope`, `/machine.slice/libpod-${id}.scope`]
  return paths.flatMap((path) => filesIn((controller) => reach(path, controller, mounts)) ?? [])
}
