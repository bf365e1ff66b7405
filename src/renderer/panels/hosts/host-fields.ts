import type { Host, HostCreate } from '../../../contract/host.ts'

/** What stands in the form for a host. */
export interface HostFields {
  readonly name: string
  readonly endpoint: string
  readonly identityFile: string
  readonly ca: string
  readonly cert: string
  readonly key: string
}
export type HostField = keyof HostFields

export function fieldsOf(host: Host | null): HostFields {
  return {
    name: host?.name ?? '',
    endpoint: host?.endpoint ?? '',
    identityFile: host?.identityFile ?? '',
    ca: host?.tls?.ca ?? '',
    cert: host?.tls?.cert ?? '',
    key: host?.tls?.key ?? '',
  }
}

export function isTcpAddress({ endpoint }: HostFields): boolean {
  return /^tcp:/i.test(endpoint.trim())
}

/** The fields that have to be filled in and are not. */
export function findMissing(fields: HostFields): readonly HostField[] {
  const isEmpty = (field: HostField) => fields[field].trim() === ''
  const wanted: HostField[] = hasFiles(fields) ? ['endpoint', 'name', 'cert', 'key'] : ['endpoint', 'name']
  return wanted.filter(isEmpty)
}

/** What is sent: each way has fields of its own, and those of the other are left out. */
export function toHostInput(fields: HostFields): HostCreate {
  const { name, endpoint, identityFile, cert, key, ca } = fields
  return {
    name: name.trim(),
    endpoint: endpoint.trim(),
    identityFile: isTcpAddress(fields) ? null : orNull(identityFile),
    tls: hasFiles(fields) ? { ca: orNull(ca), cert: cert.trim(), key: key.trim() } : null,
  }
}

function hasFiles(fields: HostFields): boolean {
  return isTcpAddress(fields) && [fields.ca, fields.cert, fields.key].some((file) => file.trim() !== '')
}

function orNull(text: string): string | null {
  return text.trim() === '' ? null : text.trim()
}
