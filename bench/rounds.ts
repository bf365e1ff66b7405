import type { Deployer } from './deployers/deployer.ts'

export interface Timing {
  /** From the request to the running container. */
  readonly runningMs: number
  /** From the request to the last step of all, such as the removal of the old container. */
  readonly doneMs: number
}

export interface Contest {
  readonly deployer: Deployer
  readonly timings: Timing[]
}

/** Runs `once` for each contestant in every round, beginning with another one each time: whatever else the machine does
 *  meets all of them alike. */
export async function alternate<Contestant>(
  contestants: readonly Contestant[],
  rounds: number,
  once: (contestant: Contestant) => Promise<void>,
): Promise<void> {
  for (let round = 0; round < rounds; round += 1) {
    const first = round % Math.max(1, contestants.length)
    for (const contestant of [...contestants.slice(first), ...contestants.slice(0, first)]) {
      await once(contestant)
    }
  }
}

/** Times deploys with nothing there before. */
export async function timeFirstDeploys(deployers: readonly Deployer[], rounds: number): Promise<Contest[]> {
  return await contest(deployers, rounds, async (deployer) => {
    await deployer.clear()
    await deployer.rest()
  })
}

/** Times deploys that replace a running container. */
export async function timeRedeploys(deployers: readonly Deployer[], rounds: number): Promise<Contest[]> {
  return await contest(deployers, rounds, async () => undefined)
}

async function contest(
  deployers: readonly Deployer[],
  rounds: number,
  prepare: (deployer: Deployer) => Promise<void>,
): Promise<Contest[]> {
  const contests = deployers.map((deployer) => ({ deployer, timings: [] as Timing[] }))
  const warmUpRounds = 2
  await alternate(contests, warmUpRounds + rounds, async ({ deployer, timings }) => {
    await prepare(deployer)
    timings.push(await time(deployer))
  })
  // The first times, code is compiled, caches fill, and a redeploy may have had nothing to replace.
  for (const { timings } of contests) timings.splice(0, warmUpRounds)
  return contests
}

async function time(deployer: Deployer): Promise<Timing> {
  const startedAt = performance.now()
  await deployer.deploy()
  const runningMs = performance.now() - startedAt
  const doneMs = Math.max(runningMs, (await deployer.rest()) - startedAt)
  return { runningMs, doneMs }
}
