import type { NetworkInterfaceInfo } from 'node:os'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { NetworkWatch } from './network-watch.ts'

let addresses: string[]
let skewMs: number
let returns: number
let watch: NetworkWatch

function at(address: string): NetworkInterfaceInfo {
  const internal = address === '127.0.0.1'
  return { address, netmask: '', family: 'IPv4', mac: '', internal, cidr: null }
}

beforeEach(() => {
  vi.useFakeTimers()
  addresses = ['127.0.0.1', '192.168.1.5']
  skewMs = 0
  returns = 0
  watch = new NetworkWatch({
    interfaces: () => ({ all: addresses.map(at) }),
    now: () => Date.now() + skewMs,
  })
  watch.onReturn(() => {
    returns += 1
  })
  watch.start()
})
afterEach(() => {
  watch.stop()
  vi.useRealTimers()
})

describe('the watch over the network', () => {
  it('is quiet while nothing happens', () => {
    vi.advanceTimersByTime(60_000)
    expect(returns).toBe(0)
  })

  it('tells of an address that is new, and not of one that went', () => {
    addresses = ['127.0.0.1']
    vi.advanceTimersByTime(10_000)
    expect(returns).toBe(0)
    addresses = ['127.0.0.1', '192.168.1.5']
    vi.advanceTimersByTime(10_000)
    expect(returns).toBe(1)
  })

  it('does not care for addresses that lead nowhere', () => {
    addresses = [...addresses, 'fe80::1', '169.254.7.7']
    vi.advanceTimersByTime(10_000)
    expect(returns).toBe(0)
  })

  it('tells once when the computer was asleep', () => {
    skewMs = 3_600_000
    vi.advanceTimersByTime(10_000)
    expect(returns).toBe(1)
  })

  it('hands on what the operating system says, to those who still listen', () => {
    const stop = watch.onReturn(() => {
      returns += 10
    })
    watch.tellReturn()
    stop()
    watch.tellReturn()
    expect(returns).toBe(12)
  })
})
