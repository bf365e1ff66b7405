import { describe, expect, it } from 'vitest'
import type { DeployErrorCode } from '../../contract/errors.ts'
import { EngineError } from './engine.ts'
import {
  answerError,
  answerRules,
  connectionError,
  type EngineTask,
  isAbsent,
  silenceError,
} from './errors.ts'

const hex = 'e66db2883e230c2955db100a38db8989da96c52faf189f50a0d4554a970adacb'

/** Texts of real engines; those of Docker Engine 20.10 are also produced anew by the integration tests. */
const answers: readonly (readonly [EngineTask, number, DeployErrorCode, string])[] = [
  [
    'registry',
    429,
    'registry_rate_limited',
    'toomanyrequests: You have reached your pull rate limit. You may increase the limit by authenticating and upgrading: https://www.docker.com/increase-rate-limit',
  ],
  [
    'registry',
    500,
    'registry_rate_limited',
    'error parsing HTTP 429 response body: invalid character: "Too Many Requests"',
  ],
  [
    'registry',
    404,
    'platform_mismatch',
    'no matching manifest for linux/amd64 in the manifest list entries: no match for platform in manifest: not found',
  ],
  [
    'other',
    404,
    'platform_mismatch',
    'image with reference web:1 was found but does not match the specified platform: wanted linux/arm64, actual: linux/amd64',
  ],
  [
    'registry',
    500,
    'platform_mismatch',
    'image operating system "windows" cannot be used on this platform: operating system is not supported',
  ],
  ['registry', 200, 'no_space', 'failed to register layer: write /usr/lib/libc.so: no space left on device'],
  [
    'start',
    400,
    'no_space',
    'OCI runtime create failed: mkdir /run/docker/runtime-runc/moby: no space left on device: unknown',
  ],
  [
    'registry',
    404,
    'image_not_found',
    "pull access denied for nothing/here, repository does not exist or may require 'docker login': denied: requested access to the resource is denied",
  ],
  [
    'registry',
    500,
    'registry_auth',
    'Head "http://127.0.0.1:5091/v2/p/manifests/1": no basic auth credentials',
  ],
  ['registry', 401, 'registry_auth', 'unauthorized: authentication required'],
  [
    'registry',
    500,
    'registry_auth',
    'Get "https://registry-1.docker.io/v2/": unauthorized: incorrect username or password',
  ],
  [
    'registry',
    403,
    'registry_auth',
    'errors:\ndenied: requested access to the resource is denied\nunauthorized: authentication required\n',
  ],
  [
    'registry',
    500,
    'registry_auth',
    'failed to resolve reference "ghcr.io/a/b:1": unexpected status from HEAD request to https://ghcr.io/v2/a/b/manifests/1: 403 Forbidden',
  ],
  ['registry', 404, 'image_not_found', 'manifest unknown: manifest unknown'],
  [
    'registry',
    404,
    'image_not_found',
    'manifest for 127.0.0.1:5092/o:9 not found: manifest unknown: manifest unknown',
  ],
  [
    'registry',
    404,
    'image_not_found',
    'failed to resolve reference "docker.io/library/nginx:nope": docker.io/library/nginx:nope: not found',
  ],
  ['registry', 404, 'image_not_found', 'name unknown: repository name not known to registry'],
  [
    'registry',
    500,
    'registry_unreachable',
    'Get "http://127.0.0.1:5999/v2/": dial tcp 127.0.0.1:5999: connect: connection refused',
  ],
  [
    'registry',
    500,
    'registry_unreachable',
    'Get "https://registry.invalid/v2/": dial tcp: lookup registry.invalid on 127.0.0.53:53: no such host',
  ],
  [
    'registry',
    500,
    'registry_unreachable',
    'Get "https://10.1.2.3/v2/": net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)',
  ],
  ['registry', 500, 'registry_unreachable', 'Get "https://10.1.2.3/v2/": dial tcp 10.1.2.3:443: i/o timeout'],
  ['registry', 500, 'registry_unreachable', 'Get "https://10.1.2.3/v2/": net/http: TLS handshake timeout'],
  [
    'registry',
    500,
    'registry_unreachable',
    'Get "https://10.1.2.3/v2/": x509: certificate signed by unknown authority',
  ],
  [
    'registry',
    500,
    'registry_unreachable',
    'Get "https://10.1.2.3:5000/v2/": http: server gave HTTP response to HTTPS client',
  ],
  ['registry', 200, 'registry_unreachable', 'unexpected EOF'],
  ['registry', 500, 'registry_unreachable', 'received unexpected HTTP status: 503 Service Unavailable'],
  ['registry', 400, 'invalid_source', 'invalid reference format: repository name must be lowercase'],
  ['other', 404, 'image_not_found', 'No such image: zzz:1'],
  [
    'start',
    500,
    'port_in_use',
    `driver failed programming external connectivity on endpoint web (${hex}): Bind for 127.0.0.1:18999 failed: port is already allocated`,
  ],
  [
    'start',
    500,
    'port_in_use',
    `driver failed programming external connectivity on endpoint web (${hex}): Error starting userland proxy: listen tcp4 127.0.0.1:5091: bind: address already in use`,
  ],
  [
    'start',
    500,
    'port_in_use',
    'Ports are not available: exposing port TCP 0.0.0.0:80 -> 0.0.0.0:0: listen tcp 0.0.0.0:80: bind: An attempt was made to access a socket in a way forbidden by its access permissions.',
  ],
  [
    'other',
    409,
    'name_in_use',
    `Conflict. The container name "/web" is already in use by container "${hex}". You have to remove (or rename) that container to be able to reuse that name.`,
  ],
  [
    'other',
    500,
    'name_in_use',
    `creating container storage: the container name "web" is already in use by ${hex}. You have to remove that container to be able to reuse that name: that name is already in use`,
  ],
  ['start', 404, 'network_not_found', 'network nonet not found'],
  ['other', 500, 'network_not_found', 'unable to find network with name or ID nonet: network not found'],
  [
    'other',
    503,
    'host_unreachable',
    'Docker Desktop is manually paused. Unpause it through the Whale menu or Dashboard.',
  ],
  ['other', 500, 'host_unreachable', 'Docker Desktop is unable to start'],
  [
    'start',
    400,
    'start_failed',
    'failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: "/bin/nothere": stat /bin/nothere: no such file or directory: unknown',
  ],
  [
    'start',
    400,
    'start_failed',
    'failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: "nothere": executable file not found in $PATH: unknown',
  ],
  ['start', 500, 'start_failed', 'standard_init_linux.go:228: exec user process caused: exec format error'],
  ['start', 500, 'start_failed', 'unable to find user nobodyhere: no matching entries in passwd file'],
]

describe('an answer of the engine', () => {
  it.each(answers)('in %s with %i means %s: %s', (task, status, code, text) => {
    expect(answerError(task, status, text)).toMatchObject({
      name: 'EngineError',
      code,
      status,
      message: text,
    })
  })

  it('is tested for every rule', () => {
    const used = answers.map(([task, , , text]) =>
      answerRules.find((rule) => (rule.task ?? task) === task && rule.text.test(text)),
    )

    expect(answerRules.filter((rule) => !used.includes(rule))).toEqual([])
  })

  it.each<[EngineTask, number, DeployErrorCode]>([
    ['registry', 401, 'registry_auth'],
    ['registry', 403, 'registry_auth'],
    ['registry', 404, 'image_not_found'],
    ['registry', 429, 'registry_rate_limited'],
    ['registry', 500, 'internal'],
    ['start', 500, 'start_failed'],
    ['other', 401, 'internal'],
    ['other', 404, 'internal'],
  ])('in unknown words goes by its status: %s %i', (task, status, code) => {
    expect(answerError(task, status, 'neue Worte').code).toBe(code)
  })

  it('about a port that may not be opened is no port in use', () => {
    expect(
      answerError('start', 500, 'rootlessport listen tcp 0.0.0.0:80: bind: permission denied').code,
    ).toBe('start_failed')
  })

  it("about a network is the registry's trouble only while a registry is asked", () => {
    const text = 'failed to initialize logging driver: dial tcp 127.0.0.1:24224: connect: connection refused'

    expect(answerError('start', 500, text).code).toBe('start_failed')
    expect(answerError('registry', 500, text).code).toBe('registry_unreachable')
  })
})

describe('a broken connection', () => {
  it.each<[string, DeployErrorCode]>([
    ['ECONNREFUSED', 'host_unreachable'],
    ['ENOENT', 'host_unreachable'],
    ['ECONNRESET', 'host_unreachable'],
    ['ERR_STREAM_PREMATURE_CLOSE', 'host_unreachable'],
    ['HPE_INVALID_CONSTANT', 'host_unreachable'],
    ['EACCES', 'engine_permission_denied'],
    ['EPERM', 'engine_permission_denied'],
    ['ERR_INVALID_CHAR', 'internal'],
  ])('%s means %s', (code, expected) => {
    const cause = Object.assign(new Error(`connect ${code}`), { code })

    expect(connectionError(cause)).toMatchObject({ code: expected, status: null, cause })
  })

  it('is told apart from an address where nothing is', () => {
    const fault = (code: string) => connectionError(Object.assign(new Error(code), { code }))

    expect([isAbsent(fault('ENOENT')), isAbsent(fault('ECONNREFUSED'))]).toEqual([true, false])
  })

  it('keeps an error that is translated already', () => {
    const error = new EngineError('no_space', 500, 'full')

    expect(connectionError(error)).toBe(error)
  })

  it("is the registry's when the registry was asked and nothing came", () => {
    expect(silenceError('registry', 30_000).code).toBe('registry_unreachable')
    expect(silenceError('start', 60_000).code).toBe('host_unreachable')
  })
})
