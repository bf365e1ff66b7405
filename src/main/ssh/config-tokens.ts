import { createHash } from 'node:crypto'
import { hostname as machineName } from 'node:os'
import { isAbsolute, join } from 'node:path'
import { ConfigFault } from './config-file.ts'

export interface TokenSurroundings {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly home: string
  readonly localUser: string
}

export interface TokenValues {
  readonly host: string
  readonly hostName: string
  readonly user: string
  readonly port: number
}

/** `~`, `%` tokens and environment variables of a path. Source: ssh_config(5), TOKENS. */
export function expandTokens(
  text: string,
  { host, hostName, user, port }: TokenValues,
  { home, localUser, env }: TokenSurroundings,
): string {
  const local = machineName()
  const connection = `${local}${hostName}${port}${user}`
  const tokens: Readonly<Record<string, string>> = {
    '%': '%',
    d: home,
    h: hostName,
    i: String(process.getuid?.() ?? ''),
    k: hostName,
    L: local.split('.')[0] ?? local,
    l: local,
    n: host,
    p: String(port),
    r: user,
    u: localUser,
    C: createHash('sha1').update(connection).digest('hex'),
  }
  const expanded = text
    .replace(/%(.)/g, (_, sign: string) => {
      const value = tokens[sign]
      if (value === undefined) throw new ConfigFault(`The token %${sign} is unknown.`)
      return value
    })
    .replace(/\$\{([^}]*)\}/g, (_, name: string) => {
      const value = env[name]
      if (value === undefined) throw new ConfigFault('An environment variable is not set.')
      return value
    })
  return absolutePath(expanded, home)
}

/** `~` is the home; what is not absolute counts from where Slipway runs for OpenSSH, which says nothing here: from ~/.ssh. */
export function absolutePath(path: string, home: string): string {
  if (path === '~') return home
  if (/^~[/\\]/.test(path)) return join(home, path.slice(2))
  return isAbsolute(path) ? path : join(home, '.ssh', path)
}
