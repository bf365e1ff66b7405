import type { Aim, Section, Series } from '../results.ts'
import { alternate } from '../rounds.ts'
import { median, medianRatio } from '../statistics.ts'
import { milliseconds } from '../table.ts'
import { type Contender, dockerCli, dockerodeSsh, localSocket, rawRoundTrip, slipway } from './contenders.ts'
import { type Link, openLink, type SshScene, setScene } from './scene.ts'

const roundTrips = [0, 50, 150] as const
const requests = 50
/** Enough for what takes seconds; the peers take a minute and more for one. */
const roundLimit = 5

interface Contest {
  readonly contender: Contender
  /** All requests one after the other. */
  readonly inARowMs: number[]
  /** All at once. */
  readonly atOnceMs: number[]
  failed: number
}

/** Lists of containers over SSH: ours beside dockerode's own way and the CLI's, over links of three lengths. */
export async function measureSsh(
  engine: string,
  rounds: number,
  add: (section: Section) => void,
): Promise<void> {
  const scene = await setScene(engine)
  try {
    for (const roundTripMs of roundTrips) {
      const link = await openLink(scene, roundTripMs)
      add(await measureLink(scene, link, engine, Math.min(rounds, roundLimit)))
      await link.close()
    }
  } finally {
    await scene.close()
  }
}

async function measureLink(scene: SshScene, link: Link, engine: string, rounds: number): Promise<Section> {
  const coldMs: number[] = []
  for (let round = 0; round < rounds; round += 1) coldMs.push(await timeColdBurst(scene, link))
  const ours = contest(await slipway(scene, link))
  const raw = contest(await rawRoundTrip(link))
  const local = contest(localSocket(engine))
  for (const { contender } of [ours, local]) await inARow(contender)
  await alternate([ours, raw, local], rounds, async (each) => {
    each.inARowMs.push(await time(() => inARow(each.contender)))
  })
  // Opens what the bursts that count will find open.
  await atOnce(ours)
  await alternate([ours, local], rounds, async (each) => {
    each.atOnceMs.push(await time(() => atOnce(each)))
  })
  const peers = [contest(dockerodeSsh(scene, link)), contest(dockerCli(scene, link))]
  for (const peer of peers) {
    peer.inARowMs.push(await time(() => inARow(peer.contender)))
    peer.atOnceMs.push(await time(() => atOnce(peer)))
  }
  for (const { contender } of [ours, raw, local, ...peers]) contender.close()
  return tell({ link, ours, raw, local, peers, coldMs })
}

function contest(contender: Contender): Contest {
  return { contender, inARowMs: [], atOnceMs: [], failed: 0 }
}

/** A burst on a connection that nobody has asked anything over yet. */
async function timeColdBurst(scene: SshScene, link: Link): Promise<number> {
  const fresh = contest(await slipway(scene, link))
  const took = await time(() => atOnce(fresh))
  fresh.contender.close()
  if (fresh.failed > 0) throw new Error(`${fresh.failed} of ${requests} requests at once failed.`)
  return took
}

async function inARow(contender: Contender): Promise<void> {
  for (let done = 0; done < requests; done += 1) await contender.list()
}

async function atOnce(each: Contest): Promise<void> {
  const outcomes = await Promise.allSettled(Array.from({ length: requests }, () => each.contender.list()))
  each.failed += outcomes.filter(({ status }) => status === 'rejected').length
}

async function time(work: () => Promise<void>): Promise<number> {
  const startedAt = performance.now()
  await work()
  return performance.now() - startedAt
}

interface Results {
  readonly link: Link
  readonly ours: Contest
  readonly raw: Contest
  readonly local: Contest
  readonly peers: readonly Contest[]
  readonly coldMs: readonly number[]
}

function tell(results: Results): Section {
  const { link, ours, raw, local, peers, coldMs } = results
  const base = median(ours.inARowMs)
  const rows = [ours, ...peers, local, raw].map((each) => [
    each.contender.name,
    milliseconds(median(each.inARowMs)),
    milliseconds(median(each.inARowMs) / requests),
    `× ${(median(each.inARowMs) / base).toFixed(2)}`,
    each.atOnceMs.length === 0 ? '' : milliseconds(median(each.atOnceMs)),
    each.atOnceMs.length === 0 ? '' : String(each.failed),
  ])
  const cold = ['… on a new connection', '', '', '', milliseconds(median(coldMs)), '0']
  const series = [ours, raw, local, ...peers].flatMap((each): Series[] => [
    { name: `${link.roundTripMs} ms: in a row: ${each.contender.name}`, unit: 'ms', samples: each.inARowMs },
    { name: `${link.roundTripMs} ms: at once: ${each.contender.name}`, unit: 'ms', samples: each.atOnceMs },
  ])
  return {
    title: `${requests} lists of containers over SSH, a round trip of ${link.roundTripMs} ms (ms)`,
    head: ['', 'in a row', 'each', 'to Slipway', 'at once', 'failed'],
    rows: [rows[0] ?? [], cold, ...rows.slice(1)],
    notes: [
      'the peers once, all others in the median of their rounds; a peer connects anew for each request',
    ],
    series: series.filter(({ samples }) => samples.length > 0),
    aims: aimsOf(results),
  }
}

function aimsOf({ link, ours, raw, local, peers, coldMs }: Results): readonly Aim[] {
  const { roundTripMs } = link
  const at = `at ${roundTripMs} ms`
  const fewest = Math.min(...peers.map((peer) => median(peer.inARowMs) / median(ours.inARowMs)))
  const failures: Aim = {
    what: `${requests} at once ${at}: none fails`,
    measured: String(ours.failed),
    isMet: ours.failed === 0,
  }
  if (roundTripMs === 0) {
    return [
      atLeast(`faster than both peers in a row ${at}`, fewest, 100),
      atMostTimes(`to the local socket in a row ${at}`, medianRatio(ours.inARowMs, local.inARowMs), 1.5),
      failures,
    ]
  }
  return [
    atLeast(`faster than both peers in a row ${at}`, fewest, 9),
    atMostTimes(`to a raw round trip in a row ${at}`, medianRatio(ours.inARowMs, raw.inARowMs), 1.2),
    failures,
    atMostTimes(`round trips for ${requests} at once, warm, ${at}`, median(ours.atOnceMs) / roundTripMs, 2),
    atMostTimes(`round trips for ${requests} at once, cold, ${at}`, median(coldMs) / roundTripMs, 3.5),
  ]
}

function atLeast(what: string, measured: number, limit: number): Aim {
  return { what: `${what}: at least ${limit} times`, measured: measured.toFixed(1), isMet: measured >= limit }
}

function atMostTimes(what: string, measured: number, limit: number): Aim {
  return { what: `${what}: at most ${limit}`, measured: measured.toFixed(2), isMet: measured <= limit }
}
