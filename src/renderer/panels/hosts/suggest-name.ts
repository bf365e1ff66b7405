import type { SshName } from '../../../contract/host.ts'

/** What a host at this address could be called: `edge` for ssh://deploy@edge.lan:2222. Empty while there is nothing to go by. */
export function suggestName(endpoint: string, sshNames: readonly SshName[]): string {
  const text = endpoint.trim()
  if (sshNames.some(({ name }) => name === text)) return text
  const authority = /^[a-z]+:\/\/([^/?#]*)/i.exec(text)?.[1]
  const place = (authority ?? text).replace(/^.*@/, '')
  if (place.startsWith('[')) return place.slice(1).split(']')[0] ?? ''
  const host = place.replace(/:\d*$/, '')
  // Of an address in numbers the first of them says nothing.
  if (/^[\d.]+$/.test(host)) return host
  return host.split('.')[0] ?? ''
}
