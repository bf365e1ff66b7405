import { type Settling, strays } from './settle.ts'

/** Removes the containers that deploys of this workload made, and nothing else. */
export async function teardown({
  engine,
  index,
  workload,
  stopTimeoutMs,
}: Omit<Settling, 'log'>): Promise<void> {
  for (const { id } of index.of(workload.id)) {
    await engine.stopContainer(id, stopTimeoutMs)
    await engine.removeContainer(id)
    index.forget(id)
  }
  for (const { id } of await strays({ engine, index, workload })) await engine.removeContainer(id)
}
