import { describe, expect, it } from 'vitest'
import { publishedPorts } from './published-ports.ts'

const port = { container: 8080, host: 18080, hostIp: '127.0.0.1', protocol: 'tcp' }
const urlOf = (change: object, isLocal = true) =>
  publishedPorts({ ports: [{ ...port, ...change }] }, isLocal)[0]?.url

describe('publishedPorts', () => {
  it('links a TCP port that this computer can reach', () => {
    expect(urlOf({})).toBe('http://127.0.0.1:18080')
    expect(urlOf({ hostIp: '0.0.0.0' })).toBe('http://127.0.0.1:18080')
    expect(urlOf({ hostIp: '::1' })).toBe('http://[::1]:18080')
  })

  it('links nothing that a browser here could not open', () => {
    expect(urlOf({ protocol: 'udp' })).toBeNull()
    expect(urlOf({ host: null })).toBeNull()
    expect(urlOf({ hostIp: '192.168.0.7' })).toBeNull()
    expect(urlOf({}, false)).toBeNull()
  })

  it('finds none in a source of another shape', () => {
    expect(publishedPorts({}, true)).toEqual([])
    expect(publishedPorts({ ports: ['80:80', { container: 'x' }, null] }, true)).toEqual([])
  })
})
