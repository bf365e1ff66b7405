import { posix, win32 } from 'node:path'
import type { TlsFiles } from '../../contract/host.ts'

/** PEM texts. */
export interface TlsMaterial {
  readonly ca: string | null
  readonly cert: string
  readonly key: string
}

/** Null when one of the files that are named cannot be read. */
export function readTlsFiles(files: TlsFiles, readText: (path: string) => string | null): TlsMaterial | null {
  const ca = files.ca === null ? null : readText(files.ca)
  const cert = readText(files.cert)
  const key = readText(files.key)
  if (cert === null || key === null || (files.ca !== null && ca === null)) return null
  return { ca, cert, key }
}

/** The files as docker names them in a folder such as that of DOCKER_CERT_PATH. */
export function tlsFilesIn(folder: string, platform: NodeJS.Platform): TlsFiles {
  const { join } = platform === 'win32' ? win32 : posix
  return { ca: join(folder, 'ca.pem'), cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') }
}
