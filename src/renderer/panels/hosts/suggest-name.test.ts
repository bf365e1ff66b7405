import { describe, expect, it } from 'vitest'
import { suggestName } from './suggest-name.ts'

describe('suggestName', () => {
  it('calls a host by the first part of its name', () => {
    expect(suggestName('ssh://deploy@edge.lan:2222', [])).toBe('edge')
    expect(suggestName('tcp://build.example.com:2376', [])).toBe('build')
    expect(suggestName('deploy@edge', [])).toBe('edge')
  })

  it('keeps an address in numbers whole', () => {
    expect(suggestName('ssh://10.0.0.7:22', [])).toBe('10.0.0.7')
    expect(suggestName('ssh://root@[fe80::1]:22', [])).toBe('fe80::1')
  })

  it('takes a name of the SSH settings as it is', () => {
    const sshNames = [{ name: 'edge.prod', hostName: '10.0.0.7', user: 'deploy', port: 22 }]
    expect(suggestName('edge.prod', sshNames)).toBe('edge.prod')
  })

  it('has no name for nothing', () => {
    expect(suggestName('', [])).toBe('')
    expect(suggestName('ssh://', [])).toBe('')
  })
})
