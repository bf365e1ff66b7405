import type { ContainerSpec } from '../docker/engine.ts'
import type { ContainerFields, Port } from './fields.ts'

const nanosecondsPerMs = 1_000_000

/** The engine's body for a container of these fields. Pure. */
export function containerSpec(
  fields: ContainerFields,
  own: {
    readonly image: string
    readonly labels: Readonly<Record<string, string>>
    readonly stopTimeoutMs: number
  },
): ContainerSpec {
  return {
    Image: own.image,
    ...(fields.command && { Cmd: fields.command }),
    ...(fields.entrypoint && { Entrypoint: fields.entrypoint }),
    ...(fields.user && { User: fields.user }),
    ...(fields.workingDir && { WorkingDir: fields.workingDir }),
    Labels: { ...fields.labels, ...own.labels },
    ExposedPorts: Object.fromEntries(fields.ports.map((port) => [portKey(port), {}])),
    ...(fields.healthcheck && { Healthcheck: healthcheck(fields.healthcheck) }),
    StopTimeout: Math.ceil(own.stopTimeoutMs / 1_000),
    HostConfig: {
      PortBindings: portBindings(fields.ports),
      RestartPolicy: { Name: fields.restart },
      ...(fields.memoryBytes !== null && { Memory: fields.memoryBytes }),
      ...(fields.cpus !== null && { NanoCpus: Math.round(fields.cpus * 1e9) }),
      ...(fields.network !== null && { NetworkMode: fields.network }),
    },
  }
}

/** Whether the new container can run beside the old one: a published host port or the host's network forbids it. */
export function canOverlap(fields: ContainerFields): boolean {
  return fields.network !== 'host' && fields.ports.every(({ host }) => host === null)
}

function portKey({ container, protocol }: Port): string {
  return `${container}/${protocol}`
}

function portBindings(ports: readonly Port[]): Record<string, { HostIp: string; HostPort: string }[]> {
  const bindings: Record<string, { HostIp: string; HostPort: string }[]> = {}
  for (const port of ports) {
    const binding = { HostIp: port.hostIp, HostPort: port.host === null ? '' : String(port.host) }
    bindings[portKey(port)] = [...(bindings[portKey(port)] ?? []), binding]
  }
  return bindings
}

function healthcheck({
  test,
  intervalMs,
  timeoutMs,
  retries,
  startPeriodMs,
}: NonNullable<ContainerFields['healthcheck']>) {
  return {
    Test: test,
    Interval: intervalMs * nanosecondsPerMs,
    Timeout: timeoutMs * nanosecondsPerMs,
    Retries: retries,
    StartPeriod: startPeriodMs * nanosecondsPerMs,
  }
}
