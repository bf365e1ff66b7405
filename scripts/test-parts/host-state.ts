import { getFromEngine } from './engine-api.ts'

interface ListedContainer {
  readonly Id: string
}

interface InspectedContainer {
  readonly Id: string
  readonly Name: string
  readonly RestartCount: number
  readonly State: { readonly Status: string; readonly StartedAt: string; readonly FinishedAt: string }
}

interface ListedImage {
  readonly Id: string
  readonly RepoTags: readonly string[] | null
  readonly RepoDigests: readonly string[] | null
}

/** All that a deploy could change on an engine, in an order that compares. */
export interface HostState {
  readonly containers: readonly object[]
  readonly images: readonly object[]
  readonly networks: readonly string[]
  readonly volumes: readonly string[]
}

export async function readHostState(engine: string): Promise<HostState> {
  const [listed, images, networks, volumes] = await Promise.all([
    getFromEngine<ListedContainer[]>(engine, '/containers/json?all=1'),
    getFromEngine<ListedImage[]>(engine, '/images/json?all=1'),
    getFromEngine<{ Id: string }[]>(engine, '/networks'),
    getFromEngine<{ Volumes: { Name: string }[] | null }>(engine, '/volumes'),
  ])
  const containers = await Promise.all(
    listed.map(({ Id }) => getFromEngine<InspectedContainer>(engine, `/containers/${Id}/json`)),
  )
  const byId = (a: { Id: string }, b: { Id: string }) => (a.Id < b.Id ? -1 : 1)
  return {
    containers: containers.sort(byId).map(({ Id, Name, RestartCount, State }) => ({
      Id,
      Name,
      RestartCount,
      status: State.Status,
      startedAt: State.StartedAt,
      finishedAt: State.FinishedAt,
    })),
    images: images.sort(byId).map(({ Id, RepoTags, RepoDigests }) => ({
      Id,
      tags: [...(RepoTags ?? [])].sort(),
      digests: [...(RepoDigests ?? [])].sort(),
    })),
    networks: networks.map(({ Id }) => Id).sort(),
    volumes: (volumes.Volumes ?? []).map(({ Name }) => Name).sort(),
  }
}
