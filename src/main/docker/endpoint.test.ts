import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { type EndpointSurroundings, findEndpoints } from './endpoint.ts'

interface Scene {
  readonly env?: Record<string, string>
  readonly platform?: NodeJS.Platform
  readonly files?: Record<string, unknown>
}

function search({ env = {}, platform = 'linux', files = {} }: Scene) {
  const surroundings: EndpointSurroundings = {
    env,
    home: platform === 'win32' ? 'C:\\Users\\ann' : '/home/ann',
    platform,
    readText: (path) => {
      const content = files[path]
      if (content === undefined) return null
      return typeof content === 'string' ? content : JSON.stringify(content)
    },
  }
  return findEndpoints(surroundings)
}

function metaFile(context: string, folder = '/home/ann/.docker'): string {
  return `${folder}/contexts/meta/${createHash('sha256').update(context).digest('hex')}/meta.json`
}

function metaOf(host: string): object {
  return { Name: 'x', Metadata: {}, Endpoints: { docker: { Host: host, SkipTLSVerify: false } } }
}

describe('DOCKER_HOST', () => {
  it('is looked at alone, whatever the contexts say', () => {
    const env = { DOCKER_HOST: 'unix:///run/mine.sock', DOCKER_CONTEXT: 'other' }

    expect(search({ env })).toEqual([
      {
        origin: 'DOCKER_HOST',
        name: 'DOCKER_HOST',
        endpoint: 'unix:///run/mine.sock',
        address: { kind: 'socket', path: '/run/mine.sock' },
      },
    ])
  })

  it.each([
    ['tcp://127.0.0.1:2375', 'tcp://127.0.0.1:2375', { kind: 'tcp', host: '127.0.0.1', port: 2375 }],
    ['tcp://localhost', 'tcp://localhost', { kind: 'tcp', host: 'localhost', port: 2375 }],
    ['tcp://localhost:80', 'tcp://localhost:80', { kind: 'tcp', host: 'localhost', port: 80 }],
    ['127.0.0.1:4000', 'tcp://127.0.0.1:4000', { kind: 'tcp', host: '127.0.0.1', port: 4000 }],
    ['tcp://[::1]:4000', 'tcp://[::1]:4000', { kind: 'tcp', host: '::1', port: 4000 }],
    ['npipe:////./pipe/mine', 'npipe:////./pipe/mine', { kind: 'socket', path: '//./pipe/mine' }],
  ])('is read: %s', (text, endpoint, address) => {
    expect(search({ env: { DOCKER_HOST: text } })).toMatchObject([{ endpoint, address }])
  })

  it.each([
    ['ssh://ann:hunter2@build.example:22/x?key=hunter2', 'ssh://build.example:22'],
    ['tcp://ann:hunter2@10.0.0.1:2375', 'tcp://10.0.0.1:2375'],
    ['tcp://ann:hunter2@127.0.0.1:2375', 'tcp://127.0.0.1:2375'],
    ['tcp://10.0.0.1:2375', 'tcp://10.0.0.1:2375'],
    ['tcp://127.0.0.1.example:2375', 'tcp://127.0.0.1.example:2375'],
    ['tcp://127.0.0.1:2375/path', 'tcp://127.0.0.1:2375'],
    ['https://hunter2@127.0.0.1', 'https://127.0.0.1'],
    ['unix://relative.sock', 'unix://relative.sock'],
    ['npipe://mine', 'npipe://mine'],
    ['hunter2 hunter2://x y', ''],
    ['tcp://:::', ''],
  ])('cannot be used, and shows no credentials: %s', (text, endpoint) => {
    expect(search({ env: { DOCKER_HOST: text } })).toMatchObject([{ endpoint, address: null }])
  })

  describe('over TLS', () => {
    const folder = { '/certs/ca.pem': 'CA', '/certs/cert.pem': 'CERT', '/certs/key.pem': 'KEY' }
    const env = { DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: '/certs' }
    const pem = { ca: 'CA', cert: 'CERT', key: 'KEY' }

    it.each([
      ['tcp://build.example:4000', { host: 'build.example', port: 4000 }],
      ['tcp://build.example', { host: 'build.example', port: 2376 }],
      ['10.0.0.1:2376', { host: '10.0.0.1', port: 2376 }],
      ['tcp://[fe80::1]:2376', { host: 'fe80::1', port: 2376 }],
    ])('is used with the files of DOCKER_CERT_PATH: %s', (text, place) => {
      expect(search({ env: { ...env, DOCKER_HOST: text }, files: folder })).toMatchObject([
        { address: { kind: 'tls', ...place, ...pem } },
      ])
    })

    it('is used with the files of the settings folder when no other is named', () => {
      const files = Object.fromEntries(
        Object.entries(folder).map(([path, text]) => [path.replace('/certs', '/home/ann/.docker'), text]),
      )

      expect(search({ env: { DOCKER_TLS: '1', DOCKER_HOST: 'tcp://a' }, files })).toMatchObject([
        { address: { kind: 'tls', ...pem } },
      ])
    })

    it('says when a file is missing', () => {
      const files = { ...folder, '/certs/key.pem': undefined }

      expect(search({ env: { ...env, DOCKER_HOST: 'tcp://a' }, files })).toEqual([
        {
          origin: 'DOCKER_HOST',
          name: 'DOCKER_HOST',
          endpoint: 'tcp://a',
          address: null,
          problem: 'tls_files_unreadable',
        },
      ])
    })

    it('cannot be used with credentials in the address', () => {
      const DOCKER_HOST = 'tcp://ann:hunter2@build.example'

      expect(search({ env: { ...env, DOCKER_HOST }, files: folder })).toMatchObject([
        { endpoint: 'tcp://build.example', address: null },
      ])
    })

    it('changes nothing about a socket', () => {
      expect(search({ env: { ...env, DOCKER_HOST: 'unix:///a.sock' }, files: folder })).toMatchObject([
        { address: { kind: 'socket' } },
      ])
    })
  })

  it('when empty counts as not set', () => {
    expect(search({ env: { DOCKER_HOST: '' } })).toMatchObject([{ origin: 'socket' }, ...anyTimes(6)])
  })
})

function anyTimes(count: number): unknown[] {
  return Array.from({ length: count }, () => expect.anything())
}

describe('docker context', () => {
  it('of the config file is looked at alone', () => {
    const files = {
      '/home/ann/.docker/config.json': { currentContext: 'colima' },
      [metaFile('colima')]: metaOf('unix:///home/ann/.colima/docker.sock'),
    }

    expect(search({ files })).toEqual([
      {
        origin: 'context',
        name: 'colima',
        endpoint: 'unix:///home/ann/.colima/docker.sock',
        address: { kind: 'socket', path: '/home/ann/.colima/docker.sock' },
      },
    ])
  })

  it('of DOCKER_CONTEXT goes before the one of the config file', () => {
    const files = {
      '/home/ann/.docker/config.json': { currentContext: 'colima' },
      [metaFile('work')]: metaOf('ssh://ann@build.example'),
    }

    expect(search({ env: { DOCKER_CONTEXT: 'work' }, files })).toEqual([
      { origin: 'context', name: 'work', endpoint: 'ssh://build.example', address: null },
    ])
  })

  it('is read from the folder of DOCKER_CONFIG', () => {
    const files = {
      '/etc/mine/config.json': { currentContext: 'a' },
      [metaFile('a', '/etc/mine')]: metaOf('unix:///a.sock'),
    }

    expect(search({ env: { DOCKER_CONFIG: '/etc/mine' }, files })).toMatchObject([
      { endpoint: 'unix:///a.sock' },
    ])
  })

  it('may come with files for TLS', () => {
    const id = createHash('sha256').update('work').digest('hex')
    const folder = `/home/ann/.docker/contexts/tls/${id}/docker`
    const files = {
      [metaFile('work')]: metaOf('tcp://build.example:2376'),
      [`${folder}/ca.pem`]: 'CA',
      [`${folder}/cert.pem`]: 'CERT',
      [`${folder}/key.pem`]: 'KEY',
    }
    const address = { kind: 'tls', host: 'build.example', port: 2376, ca: 'CA', cert: 'CERT', key: 'KEY' }

    expect(search({ env: { DOCKER_CONTEXT: 'work' }, files })).toMatchObject([{ address }])
    expect(
      search({ env: { DOCKER_CONTEXT: 'work' }, files: { ...files, [`${folder}/key.pem`]: undefined } }),
    ).toMatchObject([{ address: null, problem: 'tls_files_unreadable' }])
  })

  it('that does not exist, or is broken, cannot be used', () => {
    const env = { DOCKER_CONTEXT: 'gone' }

    expect(search({ env })).toEqual([{ origin: 'context', name: 'gone', endpoint: '', address: null }])
    expect(search({ env, files: { [metaFile('gone')]: '{' } })).toMatchObject([
      { endpoint: '', address: null },
    ])
    expect(search({ env, files: { [metaFile('gone')]: {} } })).toMatchObject([
      { endpoint: '', address: null },
    ])
  })

  it.each([[{ currentContext: 'default' }], [{ currentContext: '' }], [{}], ['not json'], ['null']])(
    'default means the usual sockets: %j',
    (config) => {
      const found = search({ files: { '/home/ann/.docker/config.json': config } })

      expect(found.map(({ origin }) => origin)).toEqual(Array.from({ length: 7 }, () => 'socket'))
    },
  )
})

describe('usual sockets', () => {
  it('come in a fixed order', () => {
    expect(
      search({ env: { XDG_RUNTIME_DIR: '/run/user/1000' } }).map(({ name, endpoint }) => [name, endpoint]),
    ).toEqual([
      ['Docker Engine', 'unix:///var/run/docker.sock'],
      ['Docker Desktop', 'unix:///home/ann/.docker/run/docker.sock'],
      ['Docker Desktop', 'unix:///home/ann/.docker/desktop/docker.sock'],
      ['Colima', 'unix:///home/ann/.colima/default/docker.sock'],
      ['OrbStack', 'unix:///home/ann/.orbstack/run/docker.sock'],
      ['Rancher Desktop', 'unix:///home/ann/.rd/docker.sock'],
      ['Docker Engine (rootless)', 'unix:///run/user/1000/docker.sock'],
      ['Podman', 'unix:///run/user/1000/podman/podman.sock'],
      ['Podman', 'unix:///run/podman/podman.sock'],
    ])
  })

  it('are named pipes on Windows, where the settings lie below the profile', () => {
    const config = 'C:\\Users\\ann\\.docker\\config.json'

    expect(search({ platform: 'win32' })[0]).toEqual({
      origin: 'socket',
      name: 'Docker Engine',
      endpoint: 'npipe:////./pipe/docker_engine',
      address: { kind: 'socket', path: '//./pipe/docker_engine' },
    })
    expect(search({ platform: 'win32', files: { [config]: { currentContext: 'x' } } })).toMatchObject([
      { origin: 'context', name: 'x' },
    ])
  })
})
