import type { HostFiles } from '../../hosts/host-files.ts'

/** Container ids as engines make them. */
export const webId = '4f0b8d2c6a1e9375d0c4b8a26f1e3d5c7b9a0e2f4d6c8b1a3e5f7091b2d4c6e8'
export const jobId = '9c1e7a3b5d2f4860a8c6e4b2d0f1a3c5e7092b4d6f8a1c3e5b7d9f0a2c4e6b81'
export const webPid = 2211
export const jobPid = 3322

export interface FileTree extends HostFiles {
  /** What the machine has now; a test may change it. */
  readonly files: Map<string, string>
  /** The paths of each call so far. */
  readonly calls: (readonly string[])[]
}

/** A machine that is nothing but its files. */
export function fileTree(files: Readonly<Record<string, string>>): FileTree {
  const tree = new Map(Object.entries(files))
  const calls: (readonly string[])[] = []
  return {
    files: tree,
    calls,
    readAll: async (paths, signal) => {
      signal.throwIfAborted()
      calls.push(paths)
      return paths.map((path) => tree.get(path) ?? null)
    },
  }
}

/* As systems write them. The lines that have nothing to do with cgroups stand for all others. */

const otherMounts = `22 28 0:21 / /sys rw,nosuid,nodev,noexec,relatime shared:7 - sysfs sysfs rw
28 1 254:1 / / rw,relatime shared:1 - ext4 /dev/vda1 rw,errors=remount-ro
`

/** Debian 12, Ubuntu 22.04 and later. */
export const unifiedMounts = `${otherMounts}29 22 0:26 / /sys/fs/cgroup rw,nosuid,nodev,noexec,relatime shared:9 - cgroup2 cgroup2 rw,nsdelegate,memory_recursiveprot
`

/** CentOS 7, Ubuntu 18.04: controllers of version 1, and systemd's own hierarchy of version 2 beside them. */
export const legacyMounts = `${otherMounts}33 32 0:28 / /sys/fs/cgroup/unified rw,nosuid,nodev,noexec,relatime shared:10 - cgroup2 cgroup2 rw,nsdelegate
34 32 0:29 / /sys/fs/cgroup/systemd rw,nosuid,nodev,noexec,relatime shared:11 - cgroup cgroup rw,xattr,name=systemd
37 32 0:32 / /sys/fs/cgroup/cpu,cpuacct rw,nosuid,nodev,noexec,relatime shared:15 - cgroup cgroup rw,cpu,cpuacct
38 32 0:33 / /sys/fs/cgroup/memory rw,nosuid,nodev,noexec,relatime shared:16 - cgroup cgroup rw,memory
39 32 0:34 / /sys/fs/cgroup/blkio rw,nosuid,nodev,noexec,relatime shared:17 - cgroup cgroup rw,blkio
`

/** /proc/<pid>/cgroup where every controller has the same path. */
export function legacyProcCgroup(path: string): string {
  return `12:pids:${path}
11:blkio:${path}
10:memory:${path}
4:cpu,cpuacct:${path}
1:name=systemd:${path}
0::${path}
`
}

export const netDev = `Inter-|   Receive                                                |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
    lo:    9000      90    0    0    0     0          0         0     9000      90    0    0    0     0       0          0
  eth0:    1042      11    0    0    0     0          0         0      648       8    0    0    0     0       0          0
  eth1:  200000     150    0    0    0     0          0         0   300000     170    0    0    0     0       0          0
`

/** The files of one container in its folder of the unified hierarchy. */
export function unifiedFolder(
  folder: string,
  { usageUsec = 999_478, memory = 234_647_552, inactiveFile = 1_052_672 } = {},
): Record<string, string> {
  return {
    [`${folder}/cpu.stat`]: `usage_usec ${usageUsec}
user_usec 28503
system_usec 970974
nr_periods 0
nr_throttled 0
throttled_usec 0
`,
    [`${folder}/memory.current`]: `${memory}\n`,
    [`${folder}/memory.stat`]: `anon 61440
file 233848832
kernel_stack 16384
inactive_anon 233906176
active_anon 4096
inactive_file ${inactiveFile}
active_file 0
workingset_refault_file 0
`,
    [`${folder}/io.stat`]: `8:0 rbytes=167936 wbytes=4096 rios=5 wios=1 dbytes=0 dios=0
254:0 rbytes=64 wbytes=0 rios=1 wios=0 dbytes=0 dios=0
`,
  }
}

/** The same below the controllers of version 1. */
export function legacyFolder(path: string, cpuController = 'cpu,cpuacct'): Record<string, string> {
  return {
    [`/sys/fs/cgroup/${cpuController}${path}/cpuacct.usage`]: '663812312\n',
    [`/sys/fs/cgroup/memory${path}/memory.usage_in_bytes`]: '1327104\n',
    [`/sys/fs/cgroup/memory${path}/memory.stat`]: `cache 688128
rss 61440
inactive_file 4096
hierarchical_memory_limit 134217728
total_cache 688128
total_inactive_file 688128
total_active_file 0
`,
    [`/sys/fs/cgroup/blkio${path}/blkio.throttle.io_service_bytes_recursive`]: `254:0 Read 4096
254:0 Write 8192
254:0 Sync 12288
254:0 Async 0
254:0 Discard 0
254:0 Total 12288
Total 12288
`,
  }
}
