import { describe, expect, it } from 'vitest'
import type { Host } from '../../../contract/host.ts'
import { awayHost, changedHost, edgeHost, untrustedHost } from '../../testing/host-samples.ts'
import { onlineHost } from '../../testing/samples.ts'
import { summariseEngines } from './engine-summary.ts'

describe('summariseEngines', () => {
  it('is content when every host is online', () => {
    expect(summariseEngines([onlineHost, edgeHost])).toEqual({ state: 'online', count: 2 })
  })

  it('tells the worst state and how many hosts are in it', () => {
    const away = [awayHost, { ...awayHost, id: 'build' }]
    expect(summariseEngines([onlineHost, ...away])).toEqual({ state: 'offline', count: 2 })
    expect(summariseEngines([onlineHost, ...away, untrustedHost])).toEqual({ state: 'untrusted', count: 1 })
    expect(summariseEngines([...away, untrustedHost, changedHost])).toEqual({ state: 'refused', count: 1 })
  })

  it('misses no engine on a computer that never had one', () => {
    const bare: Host = { ...onlineHost, state: 'offline', reason: 'engine_not_found', lastSeenAt: null }
    expect(summariseEngines([bare, edgeHost])).toEqual({ state: 'online', count: 1 })
    expect(summariseEngines([{ ...bare, lastSeenAt: 1 }, edgeHost])).toEqual({ state: 'offline', count: 1 })
  })
})
