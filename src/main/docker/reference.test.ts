import { describe, expect, it } from 'vitest'
import {
  canonical,
  familiar,
  isReference,
  parseReference,
  type Reference,
  repository,
  withDigest,
} from './reference.ts'

const digest = `sha256:${'0123456789abcdef'.repeat(4)}`

function parsed(text: string): Reference {
  const reference = parseReference(text)
  if (!isReference(reference)) throw new Error(`${text}: ${reference.problem}`)
  return reference
}

describe('reading a reference', () => {
  it.each([
    ['nginx', 'docker.io/library/nginx:latest', 'nginx:latest'],
    ['nginx:1.29-alpine', 'docker.io/library/nginx:1.29-alpine', 'nginx:1.29-alpine'],
    ['library/nginx', 'docker.io/library/nginx:latest', 'nginx:latest'],
    ['docker.io/nginx', 'docker.io/library/nginx:latest', 'nginx:latest'],
    ['index.docker.io/nginx:1', 'docker.io/library/nginx:1', 'nginx:1'],
    ['grafana/grafana:11', 'docker.io/grafana/grafana:11', 'grafana/grafana:11'],
    ['library/a/b', 'docker.io/library/a/b:latest', 'library/a/b:latest'],
    ['ghcr.io/a/b/c:v1', 'ghcr.io/a/b/c:v1', 'ghcr.io/a/b/c:v1'],
    ['localhost/web', 'localhost/web:latest', 'localhost/web:latest'],
    ['localhost:5000/web', 'localhost:5000/web:latest', 'localhost:5000/web:latest'],
    ['127.0.0.1:5055/web:1', '127.0.0.1:5055/web:1', '127.0.0.1:5055/web:1'],
    ['[::1]:5000/web', '[::1]:5000/web:latest', '[::1]:5000/web:latest'],
    ['Registry/web', 'Registry/web:latest', 'Registry/web:latest'],
    ['a__b/c---d/e.f_g', 'docker.io/a__b/c---d/e.f_g:latest', 'a__b/c---d/e.f_g:latest'],
    [`nginx@${digest}`, `docker.io/library/nginx@${digest}`, `nginx@${digest}`],
    [`nginx:1@${digest}`, `docker.io/library/nginx:1@${digest}`, `nginx:1@${digest}`],
    [`127.0.0.1:5055/web@${digest}`, `127.0.0.1:5055/web@${digest}`, `127.0.0.1:5055/web@${digest}`],
  ])('reads %s as %s', (text, full, short) => {
    expect(canonical(parsed(text))).toBe(full)
    expect(familiar(parsed(text))).toBe(short)
    expect(canonical(parsed(familiar(parsed(text))))).toBe(full)
  })

  it('takes a path of 255 characters and a tag of 128', () => {
    expect(canonical(parsed(`ghcr.io/${'a'.repeat(255)}:${'t'.repeat(128)}`))).toHaveLength(8 + 255 + 1 + 128)
  })

  it.each([
    ['', 'Give an image reference'],
    ['my image', 'no spaces'],
    ['nginx\n', 'no spaces'],
    ['https://ghcr.io/a/b', 'scheme'],
    ['Nginx', 'lower case'],
    ['ghcr.io/A/b', 'lower case'],
    ['a//b', 'lower-case letters'],
    ['/a', 'lower-case letters'],
    ['a/', 'lower-case letters'],
    ['../etc', 'registry'],
    ['a/../b', 'lower-case letters'],
    ['-a', 'lower-case letters'],
    ['a..b', 'lower-case letters'],
    ['a___b', 'lower-case letters'],
    ['a?b', 'lower-case letters'],
    ['a%2fb', 'lower-case letters'],
    ['user:pass@registry.example/a', 'digest'],
    ['-host.example/a', 'registry'],
    ['host.example:port/a', 'registry'],
    ['a:', 'tag after the colon'],
    ['a:b:c', 'A tag has'],
    ['a:.b', 'A tag has'],
    [`a:${'t'.repeat(129)}`, 'A tag has'],
    [`ghcr.io/${'a'.repeat(256)}`, 'longer than 255'],
    ['f'.repeat(64), 'image id'],
    ['a@', 'A digest is'],
    ['a@sha256', 'A digest is'],
    [`a@sha256:${'a'.repeat(31)}`, 'A digest is'],
    [`a@sha256:${'a'.repeat(63)}`, '64 hexadecimal digits; this one has 63'],
    [`a@sha256:${'A'.repeat(64)}`, 'lower case'],
    [`a@${digest}@${digest}`, 'A digest is'],
  ])('refuses %j and says why', (text, why) => {
    expect(parseReference(text)).toEqual({ problem: expect.stringContaining(why) })
  })
})

describe('pinning a reference', () => {
  it('names the content alone, in the same repository', () => {
    const pinned = withDigest(parsed('127.0.0.1:5055/web:1'), digest)

    expect(canonical(pinned)).toBe(`127.0.0.1:5055/web@${digest}`)
    expect(repository(pinned)).toBe('127.0.0.1:5055/web')
  })
})
