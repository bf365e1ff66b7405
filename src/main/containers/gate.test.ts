import { describe, expect, it } from 'vitest'
import type { ContainerState } from '../docker/engine.ts'
import { GateFailure, judge, passGate } from './gate.ts'

const gate = { settleMs: 7_000, timeoutMs: 60_000 }

function state(given: Partial<ContainerState> = {}): ContainerState {
  return {
    id: 'c1',
    name: 'web',
    imageId: 'sha256:1',
    labels: {},
    status: 'running',
    exitCode: 0,
    restartCount: 0,
    health: 'none',
    pid: 1,
    cpuLimitPercent: null,
    memoryLimitBytes: null,
    networkMode: 'default',
    ...given,
  }
}

function codeOf(verdict: ReturnType<typeof judge>): string {
  return verdict instanceof GateFailure ? verdict.code : verdict
}

describe('the verdict on a container at the gate', () => {
  it.each([
    ['waits out the settle time without a healthcheck', state(), 6_999, 'wait'],
    ['passes after the settle time', state(), 7_000, 'pass'],
    ['passes at once when healthy', state({ health: 'healthy' }), 0, 'pass'],
    [
      'waits for the first health result beyond the settle time',
      state({ health: 'starting' }),
      59_999,
      'wait',
    ],
    [
      'gives up on a health result that does not come',
      state({ health: 'starting' }),
      60_000,
      'health_timeout',
    ],
    ['fails the unhealthy', state({ health: 'unhealthy' }), 10, 'health_unhealthy'],
    ['fails the exited', state({ status: 'exited', exitCode: 3 }), 10, 'exited_early'],
    ['fails one that its restart policy brings back', state({ restartCount: 1 }), 10, 'exited_early'],
    ['fails one that is being restarted', state({ status: 'restarting' }), 10, 'exited_early'],
    ['fails one that is gone', null, 10, 'exited_early'],
  ])('%s', (_name, container, elapsedMs, expected) => {
    expect(codeOf(judge(container, gate, elapsedMs))).toBe(expected)
  })

  it('carries the exit code', () => {
    const verdict = judge(state({ status: 'exited', exitCode: 137 }), gate, 0)
    expect(verdict).toMatchObject({ exitCode: 137 })
  })
})

describe('passing the gate', () => {
  it('ends with the reason of the signal when it is told to stop', async () => {
    const stop = new AbortController()
    const engine = { inspectContainer: async () => state() }
    const passing = passGate(engine, 'c1', gate, stop.signal)
    stop.abort(new Error('enough'))
    await expect(passing).rejects.toThrow('enough')
  })

  it('looks again until the container is healthy', async () => {
    const answers = [
      state({ health: 'starting' }),
      state({ health: 'starting' }),
      state({ health: 'healthy' }),
    ]
    const engine = { inspectContainer: async () => answers.shift() ?? null }
    await expect(passGate(engine, 'c1', gate, new AbortController().signal)).resolves.toBe('healthy')
    expect(answers).toEqual([])
  })
})
