import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { EngineInfo, Host } from '../../contract/host.ts'
import { LastSeen } from './last-seen.ts'

const engine: EngineInfo = {
  version: '27.0.0',
  apiVersion: '1.46',
  os: 'linux',
  arch: 'amd64',
  product: 'docker',
  cpus: null,
  memoryBytes: null,
}

let host: Pick<Host, 'id' | 'engine' | 'lastSeenAt'>
let change: () => void
let written: [string, string, number][]
let lastSeen: LastSeen

beforeEach(() => {
  vi.useFakeTimers()
  host = { id: 'h1', engine, lastSeenAt: 1 }
  written = []
  lastSeen = new LastSeen(
    {
      list: () => [host as Host],
      onChange: (listener) => {
        change = () => listener(host as Host)
        return () => {
          change = () => undefined
        }
      },
    },
    { noteSeen: (id, { version }, at) => written.push([id, version, at]) },
  )
  lastSeen.start()
})
afterEach(() => vi.useRealTimers())

describe('what was last seen of a host', () => {
  it('is written at a change, and only what is new', () => {
    change()
    expect(written).toEqual([])
    host = { ...host, lastSeenAt: 2 }
    change()
    change()
    expect(written).toEqual([['h1', '27.0.0', 2]])
    host = { ...host, engine: { ...engine, version: '28.0.0' } }
    change()
    expect(written.at(-1)).toEqual(['h1', '28.0.0', 2])
  })

  it('is written once a minute while nothing changes but the time', () => {
    for (let second = 0; second < 60; second += 2) {
      host = { ...host, lastSeenAt: 100 + second }
      vi.advanceTimersByTime(2_000)
    }
    expect(written).toEqual([['h1', '27.0.0', 158]])
  })

  it('is written at the end', () => {
    host = { ...host, lastSeenAt: 9 }
    lastSeen.stop()
    expect(written).toEqual([['h1', '27.0.0', 9]])
    vi.advanceTimersByTime(120_000)
    expect(written).toHaveLength(1)
  })

  it('is nothing of a host that was never seen', () => {
    host = { id: 'h1', engine: null, lastSeenAt: null }
    change()
    lastSeen.stop()
    expect(written).toEqual([])
  })
})
