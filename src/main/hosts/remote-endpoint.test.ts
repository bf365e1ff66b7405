import { describe, expect, it } from 'vitest'
import { Failure } from '../../contract/failure.ts'
import { expandHome, type GivenAddress, readRemoteEndpoint } from './remote-endpoint.ts'

const files = { ca: '/c/ca.pem', cert: '/c/cert.pem', key: '/c/key.pem' }

function read(endpoint: string, more: Partial<GivenAddress> = {}, certFolder?: string) {
  return readRemoteEndpoint({ endpoint, identityFile: null, tls: null, ...more }, certFolder)
}

function problemOf(act: () => unknown): { path: string; message: string | undefined } {
  try {
    act()
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'invalid_input') throw error
    const { path, issues } = error.data as { path: string; issues: { message: string }[] }
    return { path, message: issues[0]?.message }
  }
  throw new Error('Nothing failed.')
}

describe('the address of a host', () => {
  it.each([
    'edge',
    'edge.lan',
    'build_box-2',
    'ssh://edge.lan',
    'ssh://deploy@edge.lan',
    'ssh://deploy@edge.lan:2222',
    'ssh://edge.lan:22/',
    'ssh://deploy@[fe80::1]:2222',
    'SSH://edge',
    'deploy@edge',
    'deploy@edge:2222',
  ])('may be %s, over SSH', (endpoint) => {
    expect(read(endpoint)).toEqual({ kind: 'ssh' })
  })

  it.each([
    ['ssh://deploy:secret@edge', /Leave the password out/],
    ['ssh://edge?x=1', /question mark/],
    ['ssh://edge#x', /number sign/],
    ['ssh://edge/var/run/docker.sock', /path/],
    ['ssh://', /no address|Name the host/],
    ['ssh://edge:0', /port/],
    ['ssh://edge:70000', /no address/],
    ['ssh://-oProxyCommand=evil', /Name the host/],
    ['ssh://-l@edge', /ssh:\/\/user@host/],
    ['ssh://a b', /no address/],
    ['ssh://%65dge', /no address/],
    ['deploy:secret@edge', /^((?!secret).)*$/],
    ['-edge', /ssh:\/\/user@host/],
    ['ed*', /ssh:\/\/user@host/],
    ['two words', /ssh:\/\/user@host/],
    ['unix:///var/run/docker.sock', /ssh:\/\/user@host/],
    ['https://edge', /ssh:\/\/user@host/],
    ['tcp://user@edge:2376', /user/],
    ['tcp://user:secret@edge:2376', /user and password/],
    ['tcp://edge:2376/x', /path/],
  ])('is refused as %s, with what to do', (endpoint, message) => {
    expect(problemOf(() => read(endpoint))).toMatchObject({
      path: 'endpoint',
      message: expect.stringMatching(message),
    })
  })

  it('over TCP takes certificate files, its own or those of DOCKER_CERT_PATH', () => {
    const edge = { kind: 'tcp', host: 'edge.lan', port: 2376, isPlain: false }
    expect(read('tcp://edge.lan', { tls: files })).toEqual(edge)
    expect(read('tcp://edge.lan:2376', {}, '/certs')).toEqual(edge)
    expect(problemOf(() => read('tcp://edge.lan:2376')).path).toBe('tls')
    expect(problemOf(() => read('tcp://10.0.0.1:2375')).path).toBe('tls')
    expect(problemOf(() => read('tcp://127.evil.example:2375')).path).toBe('tls')
  })

  it('over plain TCP leads to this computer alone', () => {
    expect(read('tcp://127.0.0.1')).toEqual({ kind: 'tcp', host: '127.0.0.1', port: 2375, isPlain: true })
    expect(read('tcp://[::1]:1234')).toEqual({ kind: 'tcp', host: '::1', port: 1234, isPlain: true })
    expect(read('tcp://localhost:2375', {}, '/certs')).toMatchObject({ isPlain: true })
    expect(read('tcp://localhost:2376', {}, '/certs')).toMatchObject({ isPlain: false })
    expect(read('tcp://localhost:2375', { tls: files })).toMatchObject({ isPlain: false })
  })

  it('takes the files of its own way alone', () => {
    expect(problemOf(() => read('ssh://edge', { tls: files })).path).toBe('tls')
    expect(problemOf(() => read('tcp://edge', { tls: files, identityFile: '~/.ssh/id' })).path).toBe(
      'identityFile',
    )
  })
})

describe('a path of a file', () => {
  it('may begin with the home of the user', () => {
    expect(expandHome('~/.ssh/id_ed25519', '/home/ann')).toBe('/home/ann/.ssh/id_ed25519')
    expect(expandHome('/etc/key', '/home/ann')).toBe('/etc/key')
    expect(expandHome('~bob/key', '/home/ann')).toBe('~bob/key')
  })
})
