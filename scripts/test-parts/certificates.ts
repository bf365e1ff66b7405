import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { findCommand } from './chromium.ts'
import { closePartFolder, openPartFolder, takeOverAbandoned } from './part-folder.ts'

/** Files as docker names them: ca.pem, cert.pem, key.pem. */
export interface Certificates {
  readonly ca: string
  readonly cert: string
  readonly key: string
}

/** Made for one test, and gone with it. Those of `stranger` are of another authority. */
export interface TestCertificates {
  /** For 127.0.0.1. */
  readonly server: Certificates
  readonly client: Certificates
  readonly stranger: Certificates
  remove(): void
}

/** Makes certificates as for dockerd's --tlsverify, with openssl. */
export function makeCertificates(): TestCertificates {
  if (findCommand(['openssl']) === null)
    throw new Error('Certificates are made with openssl: apt-get install openssl')
  for (const abandoned of takeOverAbandoned('tls')) closePartFolder(abandoned)
  const folder = openPartFolder('tls')
  const [ours, theirs] = [makeAuthority(folder, 'ours'), makeAuthority(folder, 'theirs')]
  const isClient = 'extendedKeyUsage=clientAuth'
  return {
    server: issue(folder, 'server', ours, 'subjectAltName=IP:127.0.0.1'),
    client: issue(folder, 'client', ours, isClient),
    stranger: issue(folder, 'stranger', theirs, isClient),
    remove: () => closePartFolder(folder),
  }
}

interface Authority {
  readonly cert: string
  readonly key: string
}

function makeAuthority(folder: string, name: string): Authority {
  const [cert, key] = [join(folder, `${name}-ca.pem`), join(folder, `${name}-ca-key.pem`)]
  openssl(['req', '-x509', ...newKey, '-keyout', key, '-out', cert, '-subj', `/CN=${name}`, '-days', '2'])
  return { cert, key }
}

const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']

function issue(folder: string, name: string, authority: Authority, extension: string): Certificates {
  const at = (suffix: string) => join(folder, `${name}${suffix}`)
  writeFileSync(at('.ext'), `${extension}\n`)
  openssl(['req', ...newKey, '-keyout', at('-key.pem'), '-out', at('.csr'), '-subj', `/CN=${name}`])
  const by = ['-CA', authority.cert, '-CAkey', authority.key, '-CAcreateserial']
  openssl([
    'x509',
    '-req',
    '-in',
    at('.csr'),
    ...by,
    '-out',
    at('.pem'),
    '-days',
    '2',
    '-extfile',
    at('.ext'),
  ])
  return { ca: authority.cert, cert: at('.pem'), key: at('-key.pem') }
}

function openssl(argv: readonly string[]): void {
  const done = spawnSync('openssl', [...argv], { encoding: 'utf8' })
  if (done.status !== 0) throw new Error(`openssl ${argv[0]} failed: ${done.stderr}`)
}
