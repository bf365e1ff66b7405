import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { Deployer } from '../deployers/deployer.ts'
import { alternate } from '../rounds.ts'
import { longestSilence, type Poll, type Silence } from './silence.ts'

export interface GapContest {
  readonly name: string
  readonly silences: Silence[]
}

/** How long a published port is silent during a redeploy. Before all others comes a port that is left alone: what is
 *  silence there is not the redeploy's. */
export async function measureGaps(deployers: readonly Deployer[], rounds: number): Promise<GapContest[]> {
  const contests = deployers.map((deployer) => ({
    ...gapContest(deployer.name, deployer.url),
    work: async () => {
      await deployer.deploy()
      await deployer.rest()
    },
  }))
  for (const { work } of contests) await work()
  const idle = { ...gapContest('no deploy at all', deployers[0]?.url ?? null), work: async () => undefined }
  const all = [idle, ...contests]
  await alternate(all, rounds, async ({ url, silences, work }) => {
    if (url !== null) silences.push(await pollDuring(url, work))
  })
  return all
}

function gapContest(name: string, url: string | null): GapContest & { readonly url: string | null } {
  return { name, url, silences: [] }
}

/** Polls from before the work until after it. */
async function pollDuring(url: string, work: () => Promise<void>): Promise<Silence> {
  const poller = new Worker(new URL('./poller.ts', import.meta.url), { workerData: url })
  try {
    await untilSteady(poller)
    await work()
    await untilSteady(poller)
    poller.postMessage('end')
    const [polls] = (await once(poller, 'message')) as [Poll[]]
    return longestSilence(polls)
  } finally {
    await poller.terminate()
  }
}

/** Resolves when the port has answered many times in a row from now on. */
async function untilSteady(poller: Worker): Promise<void> {
  poller.postMessage('ready?')
  await once(poller, 'message')
}
