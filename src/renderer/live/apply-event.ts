import type { InfiniteData, QueryClient } from '@tanstack/react-query'
import type { Deploy, DeployDetail, DeployProgress } from '../../contract/deploy.ts'
import type { SlipwayEvent } from '../../contract/event.ts'
import type { Host } from '../../contract/host.ts'
import type { Settings } from '../../contract/settings.ts'
import type { Workload } from '../../contract/workload.ts'
import type { SlipwayApi } from '../client.ts'
import { overwrite } from './overwrite.ts'

export interface DeployPage {
  readonly deploys: Deploy[]
  readonly next: number | null
}
type DeployPages = InfiniteData<DeployPage, number | undefined>

/** Progress lives in the cache alone: no procedure reads it, the events bring it. */
export function progressKey(deployId: string): readonly ['deploys', 'progress', string] {
  return ['deploys', 'progress', deployId]
}

export function isFinished(deploy: Pick<Deploy, 'outcome'>): boolean {
  return deploy.outcome !== 'queued' && deploy.outcome !== 'running'
}

/** The reading of single workloads that goes on beside the events. */
export interface WorkloadReading {
  /** Reads it soon. */
  readonly add: (workloadId: string) => void
  /** Reads it again if it is being read just now: the answer may be older than the news. */
  readonly renew: (workloadId: string) => void
  /** Lets go of it, together with an answer that is on its way. */
  readonly drop: (workloadId: string) => void
}

/** Brings one event into what the screens have read: written in place where the event says all, read anew where it does not. */
export function applyEvent(
  queries: QueryClient,
  api: SlipwayApi,
  event: SlipwayEvent,
  workloads: WorkloadReading,
): void {
  switch (event.type) {
    case 'host.changed':
      putHost(queries, api, event.host)
      return
    case 'host.removed':
      dropHost(queries, api, event.hostId)
      return
    case 'workload.changed':
      workloads.add(event.workloadId)
      return
    case 'workload.removed':
      workloads.drop(event.workloadId)
      dropWorkload(queries, api, event.workloadId)
      return
    case 'deploy.changed':
      putDeploy(queries, api, event.deploy)
      workloads.renew(event.deploy.workloadId)
      return
    case 'deploy.progress':
      putProgress(queries, event.progress)
      return
    case 'settings.changed':
      putSettings(queries, api, event.settings)
      return
    case 'resync':
      void queries.invalidateQueries()
      return
  }
}

/** Writes one host, as just heard of, wherever the screens hold it. */
export function putHost(queries: QueryClient, api: SlipwayApi, host: Host): void {
  overwrite(queries, api.hosts.key(), () => {
    queries.setQueryData(api.hosts.get.queryKey({ input: { id: host.id } }), host)
    queries.setQueryData(api.hosts.list.queryKey(), (hosts) => {
      if (hosts === undefined) return undefined
      const isKnown = hosts.some(({ id }) => id === host.id)
      return isKnown ? hosts.map((known) => (known.id === host.id ? host : known)) : [...hosts, host]
    })
  })
}

/** Takes a host that was removed off the screens. */
export function dropHost(queries: QueryClient, api: SlipwayApi, hostId: string): void {
  const list = api.hosts.list.queryKey()
  overwrite(queries, list, () =>
    queries.setQueryData(list, (hosts) => hosts?.filter(({ id }) => id !== hostId)),
  )
  // Whoever looks at it learns that it is gone.
  void queries.invalidateQueries({ queryKey: api.hosts.get.key({ input: { id: hostId } }) })
}

export function putSettings(queries: QueryClient, api: SlipwayApi, settings: Settings): void {
  const queryKey = api.settings.get.queryKey()
  overwrite(queries, queryKey, () => queries.setQueryData(queryKey, settings))
}

/** Takes a workload that was removed off the screens. */
export function dropWorkload(queries: QueryClient, api: SlipwayApi, workloadId: string): void {
  const list = api.workloads.list.queryKey()
  overwrite(queries, list, () =>
    queries.setQueryData(list, (workloads) => workloads?.filter(({ id }) => id !== workloadId)),
  )
  // Whoever looks at it learns that it is gone; what nobody looks at is not asked for again.
  void queries.invalidateQueries({ queryKey: api.workloads.get.key({ input: { id: workloadId } }) })
  queries.removeQueries({ queryKey: api.deploys.list.key({ input: { id: workloadId } }), type: 'inactive' })
}

/** Writes one workload, as just read, wherever the screens hold it. */
export function putWorkload(queries: QueryClient, api: SlipwayApi, workload: Workload): void {
  const single = api.workloads.get.queryKey({ input: { id: workload.id } })
  overwrite(queries, single, () => queries.setQueryData(single, workload))
  const list = api.workloads.list.queryKey()
  overwrite(queries, list, () =>
    queries.setQueryData(list, (workloads) => {
      if (workloads === undefined) return undefined
      const isKnown = workloads.some(({ id }) => id === workload.id)
      return isKnown
        ? workloads.map((known) => (known.id === workload.id ? workload : known))
        : [...workloads, workload]
    }),
  )
}

function putDeploy(queries: QueryClient, api: SlipwayApi, deploy: Deploy): void {
  const single = api.workloads.get.queryKey({ input: { id: deploy.workloadId } })
  overwrite(queries, single, () =>
    queries.setQueryData(single, (workload) =>
      workload === undefined ? undefined : withDeploy(workload, deploy),
    ),
  )
  const list = api.workloads.list.queryKey()
  overwrite(queries, list, () =>
    queries.setQueryData(list, (workloads) =>
      workloads?.map((workload) =>
        workload.id === deploy.workloadId ? withDeploy(workload, deploy) : workload,
      ),
    ),
  )
  const pages = api.deploys.list.key({ type: 'infinite', input: { id: deploy.workloadId } })
  overwrite(queries, pages, () =>
    queries.setQueriesData<DeployPages>({ queryKey: pages }, (known) =>
      known === undefined ? undefined : withDeployInPages(known, deploy),
    ),
  )
  const details = api.deploys.get.key({ type: 'query', input: { deployId: deploy.id } })
  overwrite(queries, details, () =>
    queries.setQueriesData<DeployDetail>({ queryKey: details }, (detail) =>
      detail === undefined ? undefined : { ...detail, ...deploy },
    ),
  )
  if (!isFinished(deploy)) return
  // The outcome moves more than its own row: which entry is current, and what can be rolled back to.
  queries.removeQueries({ queryKey: progressKey(deploy.id) })
  void queries.invalidateQueries({ queryKey: api.deploys.key({ input: { id: deploy.workloadId } }) })
}

/** The workload after news of one of its deploys. */
export function withDeploy(workload: Workload, deploy: Deploy): Workload {
  const isNewest = workload.lastDeploy === null || deploy.seq >= workload.lastDeploy.seq
  return {
    ...workload,
    lastDeploy: isNewest ? deploy : workload.lastDeploy,
    current: deploy.current ? deploy : workload.current,
  }
}

/** The pages with the deploy in its place: its row replaced, or, when it is newer than all, put on top. */
export function withDeployInPages(pages: DeployPages, deploy: Deploy): DeployPages {
  const isKnown = pages.pages.some((page) => page.deploys.some(({ id }) => id === deploy.id))
  if (isKnown) {
    return {
      ...pages,
      pages: pages.pages.map((page) => ({
        ...page,
        deploys: page.deploys.map((known) => (known.id === deploy.id ? deploy : known)),
      })),
    }
  }
  const [first, ...rest] = pages.pages
  const newest = first?.deploys[0]
  if (first === undefined || (newest !== undefined && newest.seq > deploy.seq)) return pages
  return { ...pages, pages: [{ ...first, deploys: [deploy, ...first.deploys] }, ...rest] }
}

function putProgress(queries: QueryClient, progress: DeployProgress): void {
  queries.setQueryData(progressKey(progress.deployId), progress)
}
