/** A server as it was named; what is null is left to the configuration. */
export interface SshAddress {
  readonly user: string | null
  readonly host: string
  readonly port: number | null
}

/** Reads `ssh://user@host[:port]`, or as ssh itself takes it: `name`, `user@name`, `user@name:port`.
 *  Null for anything else, and for an address with a password, a path, a query or a fragment: docker's CLI refuses those
 *  too, and a password would be shown and stored. */
export function readSshAddress(text: string): SshAddress | null {
  const rest = /^ssh:\/\//i.test(text) ? text.slice('ssh://'.length).replace(/\/$/, '') : text
  const parts = /^(?:([^@:/?#[\]\s]+)@)?(\[[0-9a-f:.%a-z]+\]|[^@:/?#[\]\s]+)(?::(\d{1,5}))?$/i.exec(rest)
  if (parts === null) return null
  const [, user, bracketed = '', port] = parts
  const host = bracketed.replace(/^\[|\]$/g, '')
  // What begins with a dash would be an option to ssh, and is no name anywhere.
  if (host.startsWith('-') || user?.startsWith('-')) return null
  if (port !== undefined && (Number(port) < 1 || Number(port) > 65_535)) return null
  return { user: user ?? null, host, port: port === undefined ? null : Number(port) }
}
