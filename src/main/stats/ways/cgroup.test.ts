import { describe, expect, it } from 'vitest'
import type { ContainerFacts } from '../facts.ts'
import {
  fileTree,
  jobId,
  jobPid,
  legacyFolder,
  legacyMounts,
  legacyProcCgroup,
  netDev,
  unifiedFolder,
  unifiedMounts,
  webId,
  webPid,
} from '../testing/cgroup-trees.ts'
import { CgroupWay } from './cgroup.ts'

const never = new AbortController().signal
const uptime = { '/proc/uptime': '23813.19 46012.07\n' }

function facts(id: string, pid: number, more: Partial<ContainerFacts> = {}): ContainerFacts {
  const limits = { cpuLimitPercent: null, memoryLimitBytes: null }
  return { id, pid, name: 'web', ...limits, sharesHostNetwork: false, ...more }
}

const web = facts(webId, webPid)
const job = facts(jobId, jobPid)

const unified = (path: string, folder = `/sys/fs/cgroup${path}`) => ({
  ...uptime,
  '/proc/self/mountinfo': unifiedMounts,
  [`/proc/${webPid}/cgroup`]: `0::${path}\n`,
  [`/proc/${webPid}/net/dev`]: netDev,
  ...unifiedFolder(folder),
})

const legacy = (path: string) => ({
  ...uptime,
  '/proc/self/mountinfo': legacyMounts,
  [`/proc/${webPid}/cgroup`]: legacyProcCgroup(path),
  [`/proc/${webPid}/net/dev`]: netDev,
  ...legacyFolder(path),
})

const rootless = '/user.slice/user-1000.slice/user@1000.service/user.slice'
const scope = `docker-${webId}.scope`

describe('cgroup files of version 2', () => {
  it.each([
    ['the systemd driver', `/system.slice/${scope}`, `/system.slice/${scope}`],
    ['the cgroupfs driver', `/docker/${webId}`, `/docker/${webId}`],
    ['a rootless engine', `${rootless}/${scope}`, `${rootless}/${scope}`],
    ['a parent of its own', `/apps.slice/apps-shop.slice/${scope}`, `/apps.slice/apps-shop.slice/${scope}`],
    ['systemd inside of it', `/system.slice/${scope}/init.scope`, `/system.slice/${scope}`],
    ['Podman', `/machine.slice/libpod-${webId}.scope/container`, `/machine.slice/libpod-${webId}.scope`],
  ])('are found of a container of %s', async (_case, processPath, ownPath) => {
    const tree = fileTree({ ...unified(processPath), ...unifiedFolder(`/sys/fs/cgroup${ownPath}`) })
    // What a process below has used is not all of it.
    if (processPath !== ownPath) {
      for (const [path, text] of Object.entries(
        unifiedFolder(`/sys/fs/cgroup${processPath}`, { usageUsec: 1 }),
      )) {
        tree.files.set(path, text)
      }
    }

    const { readings, failed } = await new CgroupWay(tree).read([web], never)

    expect(failed).toEqual(new Set())
    expect(readings.get(webId)).toEqual({
      atMs: 23_813_190,
      cpuNs: 999_478_000,
      clock: { kind: 'wall' },
      memoryBytes: 234_647_552 - 1_052_672,
      network: { in: 201_042, out: 300_648 },
      blockIo: { in: 168_000, out: 4_096 },
    })
  })

  it('are found where only a part of the hierarchy is mounted', async () => {
    const part = unifiedMounts.replace('0:26 / /sys/fs/cgroup', '0:26 /system.slice /mnt/cg\\040two')
    const tree = fileTree({
      ...unified(`/system.slice/${scope}`, `/mnt/cg two/${scope}`),
      '/proc/self/mountinfo': part,
    })

    expect((await new CgroupWay(tree).read([web], never)).readings.has(webId)).toBe(true)
  })

  it.each([
    ['of a process of somebody else that has its id now', `/system.slice/ssh.service`],
    ['of another container', `/docker/${jobId}`],
    ['outside of what can be seen from here', `/../../docker/${webId}`],
  ])('are not taken %s', async (_case, path) => {
    const tree = fileTree({ ...unified(path), ...unifiedFolder(`/sys/fs/cgroup/docker/${jobId}`) })

    const { readings, failed } = await new CgroupWay(tree).read([web], never)

    expect(readings.size).toBe(0)
    expect(failed).toEqual(new Set([webId]))
  })

  it('are looked for in the usual places where processes are hidden', async () => {
    const tree = fileTree(unified(`/system.slice/${scope}`))
    tree.files.delete(`/proc/${webPid}/cgroup`)
    tree.files.delete(`/proc/${webPid}/net/dev`)

    const { readings } = await new CgroupWay(tree).read([web], never)

    expect(readings.get(webId)).toMatchObject({ cpuNs: 999_478_000, network: null })
  })
})

describe('cgroup files of version 1', () => {
  it.each([
    ['the cgroupfs driver', `/docker/${webId}`],
    ['the systemd driver', `/system.slice/${scope}`],
  ])('are found of a container of %s, and win over a version 2 beside them', async (_case, path) => {
    const { readings } = await new CgroupWay(fileTree(legacy(path))).read([web], never)

    expect(readings.get(webId)).toEqual({
      atMs: 23_813_190,
      cpuNs: 663_812_312,
      clock: { kind: 'wall' },
      memoryBytes: 1_327_104 - 688_128,
      network: { in: 201_042, out: 300_648 },
      blockIo: { in: 4_096, out: 8_192 },
    })
  })

  it('tell no block I/O where the kernel does not count it', async () => {
    const tree = fileTree(legacy(`/docker/${webId}`))
    tree.files.delete(`/sys/fs/cgroup/blkio/docker/${webId}/blkio.throttle.io_service_bytes_recursive`)

    const { readings, failed } = await new CgroupWay(tree).read([web], never)

    expect(readings.get(webId)).toMatchObject({ blockIo: null, memoryBytes: 638_976 })
    expect(failed.size).toBe(0)
  })
})

describe('a round', () => {
  const both = () =>
    fileTree({
      ...unified(`/docker/${webId}`),
      [`/proc/${jobPid}/cgroup`]: `0::/docker/${jobId}\n`,
      [`/proc/${jobPid}/net/dev`]: netDev,
      ...unifiedFolder(`/sys/fs/cgroup/docker/${jobId}`, { usageUsec: 5, memory: 100, inactiveFile: 0 }),
    })

  it('takes one call for all containers, and one more when there are new ones', async () => {
    const tree = both()
    const way = new CgroupWay(tree)

    await way.read([web], never)
    await way.read([web], never)
    await way.read([web, job], never)
    const { readings } = await way.read([web, job], never)

    expect(tree.calls.map((paths) => paths.length)).toEqual([2, 6, 6, 2, 11, 11])
    expect(readings.get(jobId)).toMatchObject({ cpuNs: 5_000, memoryBytes: 100 })
  })

  it('looks for a container again that has another process', async () => {
    const tree = both()
    const way = new CgroupWay(tree)
    await way.read([web], never)
    tree.files.set('/proc/7/cgroup', `0::/system.slice/${scope}\n`)
    for (const [path, text] of Object.entries(
      unifiedFolder(`/sys/fs/cgroup/system.slice/${scope}`, { usageUsec: 7 }),
    )) {
      tree.files.set(path, text)
    }

    const { readings } = await way.read([facts(webId, 7)], never)

    expect(readings.get(webId)).toMatchObject({ cpuNs: 7_000, network: null })
  })

  it.each(['cpu.stat', 'memory.current', 'memory.stat'])(
    'fails for a container without %s, and for no other',
    async (file) => {
      const tree = both()
      tree.files.delete(`/sys/fs/cgroup/docker/${webId}/${file}`)

      const { readings, failed } = await new CgroupWay(tree).read([web, job], never)

      expect([...readings.keys()]).toEqual([jobId])
      expect(failed).toEqual(new Set([webId]))
    },
  )

  it.each([
    ['cpu.stat', 'user_usec 1\n'],
    ['cpu.stat', 'usage_usec many\n'],
    ['memory.current', 'max\n'],
    ['memory.current', ''],
  ])('fails for a container whose %s says %j', async (file, text) => {
    const tree = both()
    tree.files.set(`/sys/fs/cgroup/docker/${webId}/${file}`, text)

    expect((await new CgroupWay(tree).read([web], never)).failed).toEqual(new Set([webId]))
  })

  it('fails as a whole when the machine cannot be asked, is not wanted any more, or has no clock', async () => {
    const all = new Set([webId, jobId])
    const away = new CgroupWay({ readAll: () => Promise.reject(new Error('gone')) })
    expect((await away.read([web, job], never)).failed).toEqual(all)

    expect((await new CgroupWay(both()).read([web, job], AbortSignal.abort())).failed).toEqual(all)

    const timeless = both()
    timeless.files.delete('/proc/uptime')
    expect((await new CgroupWay(timeless).read([web, job], never)).failed).toEqual(all)
  })

  it("leaves out the machine's own network, which a container may share, and has none for one without", async () => {
    const tree = both()
    tree.files.set(`/proc/${jobPid}/net/dev`, `${netDev.split('\n').slice(0, 3).join('\n')}\n`)

    const { readings } = await new CgroupWay(tree).read(
      [facts(webId, webPid, { sharesHostNetwork: true }), job],
      never,
    )

    expect(readings.get(webId)?.network).toBeNull()
    expect(readings.get(jobId)?.network).toBeNull()
    expect(tree.calls.flat()).not.toContain(`/proc/${webPid}/net/dev`)
  })
})
