export interface PublishedPort {
  readonly container: number
  /** Null when the engine chose one. */
  readonly host: number | null
  /** The address that it is published on; empty for all of them. */
  readonly hostIp: string
  readonly protocol: string
  /** Where a browser on this computer finds it; null when it cannot. */
  readonly url: string | null
}

const LOOPBACK = new Set(['127.0.0.1', '::1', 'localhost', '0.0.0.0', '::', ''])

/** Published ports of a configuration. Sources are not known here: one without `ports` of this shape has none. */
export function publishedPorts(
  source: Readonly<Record<string, unknown>>,
  isLocal: boolean,
): readonly PublishedPort[] {
  const ports = source['ports']
  return Array.isArray(ports) ? ports.flatMap((port: unknown) => readPort(port, isLocal) ?? []) : []
}

function readPort(port: unknown, isLocal: boolean): PublishedPort | null {
  if (typeof port !== 'object' || port === null || !('container' in port)) return null
  if (typeof port.container !== 'number') return null
  const host = 'host' in port && typeof port.host === 'number' ? port.host : null
  const hostIp = 'hostIp' in port && typeof port.hostIp === 'string' ? port.hostIp : ''
  const protocol = 'protocol' in port && typeof port.protocol === 'string' ? port.protocol : 'tcp'
  const canOpen = isLocal && host !== null && protocol === 'tcp' && LOOPBACK.has(hostIp)
  const address = hostIp === '::1' ? '[::1]' : hostIp === 'localhost' ? 'localhost' : '127.0.0.1'
  const url = canOpen ? `http://${address}:${host}` : null
  return { container: port.container, host, hostIp, protocol, url }
}
