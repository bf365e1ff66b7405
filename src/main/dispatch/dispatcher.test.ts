import { beforeEach, describe, expect, it, vi } from 'vitest'
import { Failure } from '../../contract/failure.ts'
import { workloadCreateSchema } from '../../contract/workload.ts'
import { ContainerIndex } from '../containers/index-store.ts'
import { openStore } from '../db/open.ts'
import type { LedgerEntry } from '../ledger/entry.ts'
import { Ledger } from '../ledger/ledger.ts'
import { allSources } from '../sources/index.ts'
import { type WorkloadRecord, WorkloadStore } from '../workloads/store.ts'
import { Workloads } from '../workloads/workloads.ts'
import { Dispatcher } from './dispatcher.ts'
import { closingOf } from './outcome.ts'

/** Stands for the pipeline, whose real parts need an engine: a deploy runs until the test ends it, or it is told to stop. */
class HeldPipeline {
  readonly running = new Map<string, { readonly finish: () => void; readonly workloadId: string }>()
  readonly settled: string[] = []
  /** How often settling fails before it works. */
  refusals = 0
  /** How often a deploy that waits for its host loses it at the beginning. */
  losses = 0
  readonly #ledger: Ledger

  constructor(ledger: Ledger) {
    this.#ledger = ledger
  }

  async run(
    { id, waitsForHost }: LedgerEntry,
    workload: WorkloadRecord,
    signal: AbortSignal,
  ): Promise<'ended' | 'waits'> {
    this.#ledger.start(id)
    if (waitsForHost && this.losses-- > 0) {
      this.#ledger.requeue(id)
      return 'waits'
    }
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    signal.addEventListener('abort', () => reject(signal.reason))
    this.running.set(id, { finish: resolve, workloadId: workload.id })
    try {
      await promise
      this.#ledger.close(id, { outcome: 'succeeded', errorCode: null })
    } catch (error) {
      this.#ledger.close(id, closingOf(error, false))
    } finally {
      this.running.delete(id)
    }
    return 'ended'
  }

  async settle({ id }: WorkloadRecord): Promise<void> {
    this.settled.push(id)
    if (this.refusals-- > 0) throw new Error('The engine refuses.')
    store.setUnsettled(id, false)
  }
}

let store: WorkloadStore
let ledger: Ledger
let workloads: Workloads
let pipeline: HeldPipeline
let dispatcher: Dispatcher
let limit: number
let online: Set<string>
let closed: Map<string, () => void>

function newDispatcher(): Dispatcher {
  return new Dispatcher({
    ledger,
    workloads: store,
    pipeline,
    maxDeploysPerHost: () => limit,
    isOnline: (hostId) => online.has(hostId),
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
  })
}

function add(name: string): WorkloadRecord {
  return workloads.create(
    workloadCreateSchema.parse({ name, sourceKind: 'image', source: { reference: 'web:1' } }),
  )
}

function submit({ id }: WorkloadRecord, waitsForHost = false): LedgerEntry {
  return dispatcher.submit({
    workloadId: id,
    kind: 'deploy',
    reason: 'manual',
    actor: 'local',
    hostId: 'local',
    sourceKind: 'image',
    reference: 'web:1',
    waitsForHost,
  })
}

function outcome({ id }: LedgerEntry): string | undefined {
  return ledger.get(id)?.outcome
}

/** Resolves when the ledger has closed the entry. */
function closing({ id }: LedgerEntry): Promise<void> {
  if (ledger.get(id)?.finishedAt !== null) return Promise.resolve()
  return new Promise((resolve) => closed.set(id, resolve))
}

async function finish(entry: LedgerEntry): Promise<void> {
  pipeline.running.get(entry.id)?.finish()
  await closing(entry)
  // The queue moves on in the turn after the ledger has closed the entry.
  await new Promise(setImmediate)
}

beforeEach(() => {
  const db = openStore(':memory:')
  closed = new Map()
  let clock = 0
  ledger = new Ledger(
    db,
    (entry) => {
      if (entry.finishedAt !== null) closed.get(entry.id)?.()
    },
    () => ++clock,
  )
  store = new WorkloadStore(db)
  workloads = new Workloads(store, allSources(new ContainerIndex(db)))
  pipeline = new HeldPipeline(ledger)
  limit = 2
  online = new Set(['local'])
  dispatcher = newDispatcher()
})

describe('the queue of a workload', () => {
  it('runs one at a time and lets a second wait', async () => {
    const web = add('web')
    const [first, second] = [submit(web), submit(web)]
    expect([outcome(first), outcome(second)]).toEqual(['running', 'queued'])
    await finish(first)
    expect([outcome(first), outcome(second)]).toEqual(['succeeded', 'running'])
  })

  it('lets a third replace the one that waits', async () => {
    const web = add('web')
    const [first, second, third] = [submit(web), submit(web), submit(web)]
    expect([outcome(first), outcome(second), outcome(third)]).toEqual(['running', 'superseded', 'queued'])
    await finish(first)
    expect(outcome(third)).toBe('running')
  })
})

describe('the limit of a host', () => {
  it('holds over all its workloads, and serves those that wait in their order', async () => {
    const entries = ['one', 'two', 'three', 'four'].map((name) => submit(add(name)))
    expect(entries.map(outcome)).toEqual(['running', 'running', 'queued', 'queued'])
    await finish(entries[1] as LedgerEntry)
    expect(entries.map(outcome)).toEqual(['running', 'succeeded', 'running', 'queued'])
  })

  it('follows the setting at once', () => {
    const entries = ['one', 'two', 'three', 'four'].map((name) => submit(add(name)))
    limit = 3
    dispatcher.advance()
    expect(entries.map(outcome)).toEqual(['running', 'running', 'running', 'queued'])
  })
})

describe('cancelling', () => {
  it('takes a waiting deploy out of the queue', () => {
    const web = add('web')
    const [first, second] = [submit(web), submit(web)]
    dispatcher.cancel(second)
    expect([outcome(first), outcome(second)]).toEqual(['running', 'cancelled'])
  })

  it('stops a running deploy, and the next one begins', async () => {
    const web = add('web')
    const [first, second] = [submit(web), submit(web)]
    dispatcher.cancel(first)
    await closing(first)
    await new Promise(setImmediate)
    expect([outcome(first), outcome(second)]).toEqual(['cancelled', 'running'])
  })

  it('refuses what has finished', async () => {
    const entry = submit(add('web'))
    await finish(entry)
    expect(() => dispatcher.cancel(entry)).toThrow(Failure)
  })
})

describe('after a restart', () => {
  it('calls a running entry interrupted and takes up a queued one', () => {
    const web = add('web')
    const [running, queued] = [submit(web), submit(web)]
    dispatcher = newDispatcher()
    dispatcher.resume()
    expect([outcome(running), outcome(queued)]).toEqual(['interrupted', 'running'])
    expect(ledger.get(running.id)?.errorCode).toBe('interrupted')
  })

  it('takes up only the newest of several that wait, and closes the others', () => {
    const web = add('web')
    limit = 0
    const [older, newer] = [submit(web), submit(add('api'))]
    expect([outcome(older), outcome(newer)]).toEqual(['queued', 'queued'])
    const newest = submit(web)
    expect([outcome(older), outcome(newest)]).toEqual(['superseded', 'queued'])
  })

  it('puts right what was left, also when nothing waits', async () => {
    const web = add('web')
    store.setUnsettled(web.id, true)
    dispatcher.resume()
    await new Promise(setImmediate)
    expect(pipeline.settled).toEqual([web.id])
  })

  it('tries again when the host is back', async () => {
    const web = add('web')
    dispatcher.resume()
    store.setUnsettled(web.id, true)
    dispatcher.hostIsBack('elsewhere')
    dispatcher.hostIsBack('local')
    await new Promise(setImmediate)
    expect(pipeline.settled).toEqual([web.id])
  })
})

describe('a deploy that waits for its host', () => {
  beforeEach(() => online.clear())

  it('begins when the host is back, and not before', () => {
    const entry = submit(add('web'), true)
    dispatcher.advance()
    expect(outcome(entry)).toBe('queued')
    online.add('local')
    dispatcher.hostIsBack('local')
    expect(outcome(entry)).toBe('running')
  })

  it('begins at once while the host is there', () => {
    online.add('local')
    expect(outcome(submit(add('web'), true))).toBe('running')
  })

  it('is told apart from one that does not wait', () => {
    const [waiting, hasty] = [submit(add('web'), true), submit(add('api'))]
    expect([outcome(waiting), outcome(hasty)]).toEqual(['queued', 'running'])
    expect(ledger.get(waiting.id)?.waitsForHost).toBe(true)
  })

  it('can be cancelled', () => {
    const entry = submit(add('web'), true)
    dispatcher.cancel(entry)
    expect(outcome(entry)).toBe('cancelled')
    online.add('local')
    dispatcher.hostIsBack('local')
    expect(outcome(entry)).toBe('cancelled')
  })

  it('gives way to a newer one', () => {
    const web = add('web')
    const [older, newer] = [submit(web, true), submit(web, true)]
    expect([outcome(older), outcome(newer)]).toEqual(['superseded', 'queued'])
    expect(outcome(submit(web))).toBe('running')
    expect(outcome(newer)).toBe('superseded')
  })

  it('survives a restart', () => {
    const entry = submit(add('web'), true)
    dispatcher = newDispatcher()
    dispatcher.resume()
    expect(outcome(entry)).toBe('queued')
    online.add('local')
    dispatcher.hostIsBack('local')
    expect(outcome(entry)).toBe('running')
  })

  it('keeps no other workload from its turn', () => {
    limit = 1
    submit(add('web'), true)
    expect(outcome(submit(add('api')))).toBe('running')
  })

  it('leaves to the return of the host what has to be put right', async () => {
    const web = add('web')
    store.setUnsettled(web.id, true)
    submit(web, true)
    dispatcher.resume()
    expect(pipeline.settled).toEqual([])
    online.add('local')
    dispatcher.hostIsBack('local')
    await new Promise(setImmediate)
    expect(pipeline.settled).toEqual([web.id])
  })

  describe('and loses it at its beginning', () => {
    beforeEach(() => {
      online.add('local')
      pipeline.losses = 1
    })

    it('waits again until the host is back', async () => {
      const entry = submit(add('web'), true)
      await new Promise(setImmediate)
      dispatcher.advance()
      expect(ledger.get(entry.id)).toMatchObject({ outcome: 'queued', startedAt: null })
      dispatcher.hostIsBack('elsewhere')
      expect(outcome(entry)).toBe('queued')
      dispatcher.hostIsBack('local')
      expect(outcome(entry)).toBe('running')
    })

    it('begins again after a while when the host was never seen to go', async () => {
      vi.useFakeTimers({ toFake: ['setTimeout'] })
      const entry = submit(add('web'), true)
      await vi.advanceTimersByTimeAsync(60_000)
      vi.useRealTimers()
      expect(outcome(entry)).toBe('running')
    })

    it('is cancelled all the same', async () => {
      const [one, two] = [submit(add('web'), true), submit(add('api'), true)]
      dispatcher.cancel(one)
      await new Promise(setImmediate)
      expect([outcome(one), outcome(two)]).toEqual(['cancelled', 'running'])
    })

    it('gives way to a newer one that came meanwhile', async () => {
      const web = add('web')
      const [older, newer] = [submit(web, true), submit(web)]
      await new Promise(setImmediate)
      expect([outcome(older), outcome(newer)]).toEqual(['superseded', 'running'])
    })
  })
})

describe('putting right while the host is away', () => {
  it('knocks at no door until the host is back', async () => {
    online.clear()
    const web = add('web')
    store.setUnsettled(web.id, true)
    dispatcher.resume()
    await new Promise(setImmediate)
    expect(pipeline.settled).toEqual([])
    online.add('local')
    dispatcher.hostIsBack('local')
    await new Promise(setImmediate)
    expect(pipeline.settled).toEqual([web.id])
  })
})

describe('a store that cannot be written for a while', () => {
  it('closes the entry as soon as it can, and takes the next deploy', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout'] })
    const web = add('web')
    const entry = submit(web)
    const close = vi.spyOn(ledger, 'close').mockImplementation(() => {
      throw new Error('database is locked')
    })
    pipeline.running.get(entry.id)?.finish()
    await new Promise(setImmediate)
    expect(outcome(entry)).toBe('running')
    close.mockRestore()
    await vi.advanceTimersByTimeAsync(10_000)
    vi.useRealTimers()
    expect(ledger.get(entry.id)).toMatchObject({ outcome: 'failed', errorCode: 'internal' })
    expect(outcome(submit(web))).toBe('running')
  })
})

describe('putting right', () => {
  it('is tried again while the engine refuses, with growing pauses', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout'] })
    const web = add('web')
    store.setUnsettled(web.id, true)
    pipeline.refusals = 2
    dispatcher.resume()
    await vi.advanceTimersByTimeAsync(999)
    expect(pipeline.settled).toEqual([web.id])
    await vi.advanceTimersByTimeAsync(1)
    await vi.advanceTimersByTimeAsync(2_000)
    vi.useRealTimers()
    expect(pipeline.settled).toEqual([web.id, web.id, web.id])
    expect(store.isUnsettled(web.id)).toBe(false)
  })
})

describe('ending', () => {
  it('stops running deploys as interrupted and leaves waiting ones queued', async () => {
    const web = add('web')
    const [running, queued] = [submit(web), submit(web)]
    await dispatcher.close()
    expect([outcome(running), outcome(queued)]).toEqual(['interrupted', 'queued'])
  })

  it('keeps new work away from a workload that is being removed, and leaves the others alone', async () => {
    const [web, api] = [add('web'), add('api')]
    const [first, second, other] = [submit(web), submit(web), submit(api)]
    await dispatcher.retire(web.id, async () => {
      expect([outcome(first), outcome(second), outcome(other)]).toEqual(['cancelled', 'cancelled', 'running'])
      expect(() => submit(web)).toThrow(Failure)
    })
  })

  it('takes deploys again when the removal did not work', async () => {
    const web = add('web')
    const removal = dispatcher.retire(web.id, () => Promise.reject(new Error('the host is away')))
    await expect(removal).rejects.toThrow('the host is away')
    expect(outcome(submit(web))).toBe('running')
  })
})
