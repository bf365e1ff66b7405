import { join } from 'node:path'
import type { SshName } from '../../contract/host.ts'
import { readSshAddress, type SshAddress } from './address.ts'
import { type ConfigEntry, ConfigFault, readConfigFile } from './config-file.ts'
import { type ConfigOptions, expandHostName, readOptions } from './config-options.ts'
import { expandTokens } from './config-tokens.ts'
import { SshFailure } from './ssh-connection.ts'

/** What a resolution depends on. */
export interface SshSurroundings {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly home: string
  readonly localUser: string
  /** Instead of ~/.ssh/config and the system's file, as `ssh -F`. */
  readonly configFile?: string
  readonly platform?: NodeJS.Platform
}

/** One server on the way, as the configuration describes it. */
export interface SshHop {
  /** As typed, or as ProxyJump names it. */
  readonly name: string
  readonly host: string
  readonly port: number
  readonly user: string
  /** The name under which its key is known: host, or HostKeyAlias. */
  readonly keyName: string
  readonly keyPort: number
  readonly identityFiles: readonly string[]
  /** Whether somebody asked for these files, rather than their being those that are usually there. */
  readonly hasOwnIdentityFiles: boolean
  readonly identitiesOnly: boolean
  /** Path of the agent's socket; null for none. */
  readonly agent: string | null
  /** `StrictHostKeyChecking no` changes nothing: no key is taken unseen. */
  readonly knownHostsFiles: readonly string[]
  /** Keys that no server may show; null where none are named. */
  readonly revokedKeysFile: string | null
  readonly connectTimeoutMs: number
  /** 0 where none is set. */
  readonly aliveIntervalMs: number
  readonly aliveCountMax: number
}

/** Source: ssh_config(5), IdentityFile; without the types that need hardware, which ssh2 has not. */
const usualIdentityFiles = ['id_rsa', 'id_ecdsa', 'id_ed25519'] as const
/** The service that Windows brings. */
const windowsAgent = '\\\\.\\pipe\\openssh-ssh-agent'
const usualTimeoutMs = 10_000
const hopLimit = 16

/** The hops to a server, the server itself last. Throws SshFailure `ssh_config_invalid`. */
export function resolveHops(endpoint: string, surroundings: SshSurroundings): readonly SshHop[] {
  try {
    const address = readSshAddress(endpoint)
    if (address === null) throw new ConfigFault('The address is none of SSH.')
    const entries = readEntries(surroundings)
    return followJumps(address, entries, surroundings, [])
  } catch (error) {
    if (error instanceof ConfigFault) throw new SshFailure('ssh_config_invalid', { cause: error })
    throw error
  }
}

/** Names of the configuration that stand for one server each, for a person to pick from; none when it cannot be read. */
export function sshNames(surroundings: SshSurroundings): readonly SshName[] {
  try {
    const entries = readEntries(surroundings)
    const names = new Set(namesIn(entries).filter((name) => readSshAddress(name) !== null))
    return [...names].map((name) => {
      const { host, user, port } = resolveHop({ host: name, user: null, port: null }, entries, surroundings)
      return { name, hostName: host, user, port }
    })
  } catch (error) {
    if (error instanceof ConfigFault) return []
    throw error
  }
}

function namesIn(entries: readonly ConfigEntry[]): readonly string[] {
  return entries.flatMap((entry) => {
    if ('included' in entry) return namesIn(entry.included)
    return entry.keyword === 'host' ? entry.values.filter((name) => !/[*?!]/.test(name)) : []
  })
}

function readEntries({ home, configFile }: SshSurroundings): readonly ConfigEntry[] {
  const folder = join(home, '.ssh')
  if (configFile !== undefined) return readConfigFile(configFile, { home, folder })
  // A block that the first file opens does not reach into the second.
  return [
    { included: readConfigFile(join(folder, 'config'), { home, folder }) },
    { included: readConfigFile('/etc/ssh/ssh_config', { home, folder: '/etc/ssh' }) },
  ]
}

function followJumps(
  address: SshAddress,
  entries: readonly ConfigEntry[],
  surroundings: SshSurroundings,
  visited: readonly string[],
): readonly SshHop[] {
  const options = optionsOf(address, entries, surroundings)
  const hop = resolveHop(address, entries, surroundings)
  const identity = `${hop.user}@${hop.host}:${hop.port}`
  if (visited.includes(identity)) throw new ConfigFault('ProxyJump goes round in circles.')
  if (visited.length >= hopLimit) throw new ConfigFault('ProxyJump names too many servers.')
  return [...jumpsOf(options, entries, surroundings, [...visited, identity]), hop]
}

/** The servers before this one. As with `ssh -J`, the first of a list is resolved with its own jumps, and those after it
 *  are reached through the one before them. */
function jumpsOf(
  options: ConfigOptions,
  entries: readonly ConfigEntry[],
  surroundings: SshSurroundings,
  visited: readonly string[],
): readonly SshHop[] {
  const jump = options.first('proxyjump')
  if (jump === null || jump.toLowerCase() === 'none') {
    const command = options.first('proxycommand')
    if (jump === null && command !== null && command.toLowerCase() !== 'none')
      throw new ConfigFault('ProxyCommand runs a command, which Slipway does not do.')
    return []
  }
  const addresses = jump.split(',').map((each) => readSshAddress(each.trim()))
  return addresses.flatMap((address, at) => {
    if (address === null) throw new ConfigFault('ProxyJump names something that is no server.')
    return at === 0
      ? followJumps(address, entries, surroundings, visited)
      : [resolveHop(address, entries, surroundings)]
  })
}

function optionsOf(
  { host, user }: SshAddress,
  entries: readonly ConfigEntry[],
  { localUser }: SshSurroundings,
): ConfigOptions {
  return readOptions(entries, { originalHost: host, user, localUser })
}

function resolveHop(
  address: SshAddress,
  entries: readonly ConfigEntry[],
  surroundings: SshSurroundings,
): SshHop {
  const options = optionsOf(address, entries, surroundings)
  const host = expandHostName(options.first('hostname'), address.host).toLowerCase()
  const port = address.port ?? numberOf(options, 'port', 22)
  const user = address.user ?? options.first('user') ?? surroundings.localUser
  const expand = (text: string) =>
    expandTokens(text, { ...address, user, port, hostName: host }, surroundings)
  const own = options.all('identityfile')
  const alias = options.first('hostkeyalias')
  const revoked = options.first('revokedhostkeys')
  return {
    name: address.host,
    host,
    port,
    user,
    keyName: (alias ?? host).toLowerCase(),
    // An alias stands for the server alone, whatever its port.
    keyPort: alias === null ? port : 22,
    identityFiles: own.length > 0 ? own.filter(isNamed).map(expand) : usualFiles(surroundings.home),
    hasOwnIdentityFiles: own.length > 0,
    identitiesOnly: isYes(options.first('identitiesonly')),
    agent: agentOf(options.first('identityagent'), expand, surroundings),
    revokedKeysFile: revoked === null || !isNamed(revoked) ? null : expand(revoked),
    knownHostsFiles: knownHostsFilesOf(options, expand, surroundings.home),
    connectTimeoutMs: durationMs(options.first('connecttimeout')) || usualTimeoutMs,
    aliveIntervalMs: durationMs(options.first('serveraliveinterval')),
    aliveCountMax: numberOf(options, 'serveralivecountmax', 3),
  }
}

function usualFiles(home: string): readonly string[] {
  return usualIdentityFiles.map((name) => join(home, '.ssh', name))
}

function isNamed(value: string): boolean {
  return value.toLowerCase() !== 'none'
}

function isYes(value: string | null): boolean {
  return value !== null && ['yes', 'true'].includes(value.toLowerCase())
}

function numberOf(options: ConfigOptions, keyword: string, otherwise: number): number {
  const value = options.first(keyword)
  if (value === null) return otherwise
  if (!/^\d{1,5}$/.test(value) || Number(value) > 65_535) throw new ConfigFault(`${keyword} is no number.`)
  return Number(value)
}

/** Seconds, or a time such as 1m30s. 0 for `none`. Source: sshd_config(5), TIME FORMATS. */
function durationMs(value: string | null): number {
  if (value === null || value.toLowerCase() === 'none') return 0
  if (!/^(?:\d{1,7}[smhdw]?)+$/i.test(value)) throw new ConfigFault('A time is none.')
  const unitMs: Readonly<Record<string, number>> = {
    s: 1_000,
    m: 60_000,
    h: 3_600_000,
    d: 86_400_000,
    w: 604_800_000,
  }
  const parts = value.toLowerCase().matchAll(/(\d+)([smhdw]?)/g)
  return [...parts].reduce(
    (sum, [, count, unit]) => sum + Number(count) * (unitMs[unit === '' ? 's' : (unit ?? 's')] ?? 0),
    0,
  )
}

function agentOf(
  configured: string | null,
  expand: (text: string) => string,
  { env, platform = process.platform }: SshSurroundings,
): string | null {
  if (configured?.toLowerCase() === 'none') return null
  const path =
    configured === null || configured === 'SSH_AUTH_SOCK'
      ? (env['SSH_AUTH_SOCK'] ?? (platform === 'win32' ? windowsAgent : ''))
      : configured.startsWith('$')
        ? (env[configured.slice(1).replace(/^\{(.*)\}$/, '$1')] ?? '')
        : expand(configured)
  return path === '' ? null : path
}

function knownHostsFilesOf(
  options: ConfigOptions,
  expand: (text: string) => string,
  home: string,
): readonly string[] {
  const ofUser = options.words('userknownhostsfile').filter(isNamed)
  const ofSystem = options.words('globalknownhostsfile').filter(isNamed)
  const usual = [join(home, '.ssh', 'known_hosts'), join(home, '.ssh', 'known_hosts2')]
  return [
    ...(options.first('userknownhostsfile') === null ? usual : ofUser.map(expand)),
    ...(options.first('globalknownhostsfile') === null
      ? ['/etc/ssh/ssh_known_hosts', '/etc/ssh/ssh_known_hosts2']
      : ofSystem.map(expand)),
  ]
}
