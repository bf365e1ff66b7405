import { describe, expect, it } from 'vitest'
import { redact } from './redact.ts'

const hex = 'e66db2883e230c2955db100a38db8989da96c52faf189f50a0d4554a970adacb'

describe('messages of engines and registries', () => {
  it.each([
    ['manifest unknown: manifest unknown', 'manifest unknown: manifest unknown'],
    [
      'manifest for 127.0.0.1:5055/web:1 not found: manifest unknown: manifest unknown',
      'manifest for 127.0.0.1:5055/web:1 not found: manifest unknown: manifest unknown',
    ],
    ['unauthorized: authentication required', 'unauthorized: authentication required'],
    [
      'Head "http://127.0.0.1:5091/v2/p/manifests/1": no basic auth credentials',
      'Head ‹…› no basic auth credentials',
    ],
    [
      'Get "http://127.0.0.1:5999/v2/": dial tcp 127.0.0.1:5999: connect: connection refused',
      'Get "http://127.0.0.1:5999/v2/": dial tcp 127.0.0.1:5999: connect: connection refused',
    ],
    [
      'Get "https://registry.invalid/v2/": dial tcp: lookup registry.invalid on 10.255.255.53:53: no such host',
      'Get ‹…› dial tcp: lookup ‹…› on ‹…› no such host',
    ],
    [
      "pull access denied for nothing/here, repository does not exist or may require 'docker login': denied: requested access to the resource is denied",
      "pull access denied for ‹…› repository does not exist or may require 'docker login': denied: requested access to the resource is denied",
    ],
    [
      'toomanyrequests: You have reached your pull rate limit.',
      'toomanyrequests: You have reached your pull rate limit.',
    ],
    [
      `driver failed programming external connectivity on endpoint web (${hex}): Bind for 127.0.0.1:18999 failed: port is already allocated`,
      'driver failed programming external connectivity on endpoint web ‹…› Bind for 127.0.0.1:18999 failed: port is already allocated',
    ],
    [
      `Conflict. The container name "/web" is already in use by container "${hex}". You have to remove (or rename) that container to be able to reuse that name.`,
      'Conflict. The container name "/web" is already in use by container ‹…› You have to remove (or rename) that container to be able to reuse that name.',
    ],
    ['network nonet not found', 'network ‹…› not found'],
    [
      'failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: "nothere": executable file not found in $PATH: unknown',
      'failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: ‹…› executable file not found in $PATH: unknown',
    ],
    [
      'no matching manifest for linux/arm64/v8 in the manifest list entries',
      'no matching manifest for linux/arm64/v8 in the manifest list entries',
    ],
    [
      'failed to register layer: write /usr/lib/libc.so: no space left on device',
      'failed to register layer: write ‹…› no space left on device',
    ],
    [
      '{"errors":[{"code":"MANIFEST_UNKNOWN","message":"manifest unknown","detail":{"Tag":"x9"}}]}',
      '{ "errors": [ { "code": "MANIFEST_UNKNOWN", "message": "manifest unknown", "detail": { "Tag": ‹…› } } ] }',
    ],
    ['{"message":"manifest unknown","code":404}', '{ "message": "manifest unknown", ‹…›'],
    ['connect ENOENT /home/ann/docker.sock', 'connect ENOENT ‹…›'],
    ['No answer within 10000 ms.', 'No answer within 10000 ms.'],
    [
      'Range of CPUs is from 0.01 to 2.00, as there are only 2 CPUs available',
      'Range of ‹…› is from ‹…› to ‹…› as there are only 2 ‹…› available',
    ],
    [
      'received unexpected HTTP status: 503 Service Unavailable',
      'received unexpected HTTP status: 503 Service Unavailable',
    ],
  ])('stay understandable: %s', (text, expected) => {
    expect(redact(text, ['web', '127.0.0.1:5055/web:1'])).toBe(expected)
  })
})

describe('secrets', () => {
  const secrets = [
    'hunter2',
    'HUNTER2',
    'S3cr3t-Pass.word',
    'p@ss w0rd!x',
    'dckr_pat_AbCdEf0123456789',
    'ghp_16C7e42F292c6912E7710c838347Ae178B4a',
    'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbm4ifQ.c2ln',
    'YW5uOmh1bnRlcjJwdw==',
    '8d969eef6ecad3c29a3a629280e686cf0c3f5d5a86aff3ca12020c923adc6c92',
    'correcthorsebatterystaple',
    '123456',
    '12345-67890',
    '9876 5432 1098 7654',
    'Пароль2',
    '密码',
    'container:image',
    'not-found',
    'con"tainer"x',
    'connectionRefused',
    'ERROR',
  ]
  const shapes: readonly ((secret: string) => string)[] = [
    (secret) => `failed: ${secret} not found`,
    (secret) => `Get "https://ann:${secret}@registry.example:5000/v2/": dial tcp: no such host`,
    (secret) => `Get https://registry.example/v2/?token=${secret}&scope=pull: denied`,
    (secret) => `{"message":"denied","detail":{"password":"${secret}"}}`,
    (secret) => `{"auths":{"registry.example":{"auth":"${secret}"}}}`,
    (secret) => `exec: "/bin/app --password=${secret}": executable file not found in $PATH`,
    (secret) => `exec: "sh" "-c" "login ${secret}": permission denied`,
    (secret) => `Authorization: Bearer ${secret}`,
    (secret) => `authorization:Basic ${secret},`,
    (secret) => `X-Registry-Auth: ${secret}\r\nContent-Type: application/json`,
    (secret) => `env [PATH=/bin DB_PASSWORD=${secret} HOME=/]`,
    (secret) =>
      `error while creating mount source path '/srv/${secret}': mkdir /srv/${secret}: read-only file system`,
    (secret) => `(${secret}), [${secret}]; <${secret}>`,
    (secret) => `invalid reference format: 127.0.0.1:5000/${secret}:1`,
    (secret) => `${secret}`,
  ]

  it.each(secrets)('%j survives in no shape', (secret) => {
    const survivors = shapes
      .map((shape) => redact(shape(secret), ['web', '127.0.0.1:5055/web:1']))
      .filter((text) => text.includes(secret) || leaksPart(text, secret))

    expect(survivors).toEqual([])
  })

  /** Parts of a secret that spaces have parted count as well. */
  function leaksPart(text: string, secret: string): boolean {
    return (
      secret.split(' ').length > 1 &&
      secret
        .split(' ')
        .slice(1)
        .some((part) => text.includes(part))
    )
  }

  it.each([
    'password: container',
    'password=container',
    '{"password":"container"}',
    'DB_PASSWORD= container',
    'password = container',
    'Token : container',
    'token: container',
    'Authorization: container',
    'Bearer container',
    '"identity_token": "container"',
  ])('that look like any other word are hidden where the text announces them: %s', (text) => {
    expect(redact(text)).not.toContain('container')
  })

  it.each([
    ['password is 48213', 'password is ‹…›'],
    ['the password given was 48213', 'the password given was ‹…›'],
    ['passwords 48213 refused', '‹…› refused'],
    ['token 12345: denied', 'token ‹…› denied'],
    ['token is "12345"', 'token is ‹…›'],
    ['secret was 123 45', '‹…› was ‹…›'],
    ['PIN is 4711', '‹…› is ‹…›'],
    ['DB_PASSWORD is 48213', '‹…› is ‹…›'],
    ['user 1000 key 77', 'user ‹…› key ‹…›'],
  ])(
    'that are short numbers are hidden with up to two words between them and what announces them: %s',
    (text, expected) => {
      expect(redact(text)).toBe(expected)
    },
  )

  it('leave the numbers that stand further off', () => {
    expect(redact('token expired some time after 30')).toBe('token expired some time after 30')
    expect(redact('password accepted; exit code 137')).toBe('password accepted; exit code 137')
  })

  it('do not come out of a known string that is only part of a word', () => {
    expect(redact('web-hunter2 webhunter2 hunter2/web', ['web'])).toBe('‹…›')
  })

  it('are hidden as one mark, which tells neither number nor length', () => {
    expect(redact('failed: abc123 def456\nghi789 unknown')).toBe('failed: ‹…› unknown')
  })
})

describe('a long text', () => {
  it('is cut, and takes no long time', () => {
    expect(redact('error '.repeat(100_000)).length).toBeLessThan(8_010)
    expect(redact(`${'"'.repeat(100_000)}x`)).toBe('‹…›')
  })
})
