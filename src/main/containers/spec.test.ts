import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type ContainerFields, containerFields } from './fields.ts'
import { canOverlap, containerSpec } from './spec.ts'

const own = { image: 'sha256:1', labels: { 'dev.slipway.workload': 'w' }, stopTimeoutMs: 1_500 }

function fields(given: Record<string, unknown> = {}): ContainerFields {
  return z.strictObject(containerFields).parse(given)
}

describe('the engine’s body for a container', () => {
  it('leaves to the image what is not given', () => {
    expect(containerSpec(fields(), own)).toEqual({
      Image: 'sha256:1',
      Labels: { 'dev.slipway.workload': 'w' },
      ExposedPorts: {},
      StopTimeout: 2,
      HostConfig: { PortBindings: {}, RestartPolicy: { Name: 'unless-stopped' } },
    })
  })

  it('translates every field into the engine’s words and units', () => {
    const spec = containerSpec(
      fields({
        command: ['httpd', '-f'],
        entrypoint: ['/init'],
        ports: [
          { container: 8080, host: 18080 },
          { container: 8080, host: null, hostIp: '0.0.0.0' },
          { container: 53, host: 53, protocol: 'udp' },
        ],
        restart: 'no',
        labels: { team: 'shop' },
        healthcheck: {
          test: ['CMD', 'true'],
          intervalMs: 1_000,
          timeoutMs: 500,
          retries: 2,
          startPeriodMs: 10,
        },
        memoryBytes: 67_108_864,
        cpus: 0.3,
        network: 'shop',
        user: '1000',
        workingDir: '/srv',
      }),
      own,
    )
    expect(spec).toEqual({
      Image: 'sha256:1',
      Cmd: ['httpd', '-f'],
      Entrypoint: ['/init'],
      User: '1000',
      WorkingDir: '/srv',
      Labels: { team: 'shop', 'dev.slipway.workload': 'w' },
      ExposedPorts: { '8080/tcp': {}, '53/udp': {} },
      Healthcheck: { Test: ['CMD', 'true'], Interval: 1e9, Timeout: 5e8, Retries: 2, StartPeriod: 1e7 },
      StopTimeout: 2,
      HostConfig: {
        PortBindings: {
          '8080/tcp': [
            { HostIp: '127.0.0.1', HostPort: '18080' },
            { HostIp: '0.0.0.0', HostPort: '' },
          ],
          '53/udp': [{ HostIp: '127.0.0.1', HostPort: '53' }],
        },
        RestartPolicy: { Name: 'no' },
        Memory: 67_108_864,
        NanoCpus: 300_000_000,
        NetworkMode: 'shop',
      },
    })
  })
})

describe('running beside the old container', () => {
  it.each([
    ['is possible without ports', {}, true],
    ['is possible with a port that the engine chooses', { ports: [{ container: 80 }] }, true],
    ['is impossible with a published host port', { ports: [{ container: 80, host: 8080 }] }, false],
    ['is impossible on the host’s network', { network: 'host' }, false],
  ])('%s', (_name, given, expected) => {
    expect(canOverlap(fields(given))).toBe(expected)
  })
})
