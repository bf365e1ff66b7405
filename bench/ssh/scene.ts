import { once } from 'node:events'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { findCommand } from '../../scripts/test-parts/chromium.ts'
import { askEngine, callEngine } from '../../scripts/test-parts/engine-api.ts'
import { baseImage } from '../../scripts/test-parts/images.ts'
import { makeKey, startSshd, type TestSshd } from '../../scripts/test-parts/sshd.ts'

/** A server as it stands in the world, and what its user needs to reach it. */
export interface SshScene {
  readonly home: string
  readonly sshd: TestSshd
  readonly privateKey: string
  /** Folder with an `ssh` that reads this scene's configuration, to go before PATH. */
  readonly programs: string
  readonly knownHosts: string
  close(): Promise<void>
}

/** A way to the server that takes a given time, and one to a port that says back what it hears. */
export interface Link {
  readonly roundTripMs: number
  readonly port: number
  readonly echoPort: number
  close(): Promise<void>
}

/** So many run while their list is asked for: a small server. */
const containerCount = 10

export async function setScene(engine: string): Promise<SshScene> {
  const names = Array.from({ length: containerCount }, (_, at) => `slipway-bench-ssh-${at}`)
  await Promise.all(names.map((name) => runContainer(engine, name)))
  const home = mkdtempSync(join(tmpdir(), 'slipway-bench-ssh-'))
  mkdirSync(join(home, '.ssh'), { mode: 0o700 })
  const key = makeKey(join(home, '.ssh', 'id_ed25519'))
  // As sshd is when nobody has set it up.
  const settings = ['MaxStartups 10:30:100', 'MaxSessions 10']
  const sshd = await startSshd({ authorizedKeys: [`${key}.pub`], dockerHost: engine, settings })
  const programs = join(home, 'bin')
  mkdirSync(programs)
  const config = join(home, '.ssh', 'config')
  const knownHosts = join(home, 'known_hosts')
  writeFileSync(
    config,
    `IdentityFile ${key}\nStrictHostKeyChecking no\nUserKnownHostsFile /dev/null\nLogLevel ERROR\n`,
  )
  const ssh = join(programs, 'ssh')
  writeFileSync(ssh, `#!/bin/sh\nexec ${findCommand(['ssh']) ?? 'ssh'} -F ${config} "$@"\n`)
  chmodSync(ssh, 0o755)
  return {
    home,
    sshd,
    privateKey: readFileSync(key, 'utf8'),
    programs,
    knownHosts,
    close: async () => {
      await sshd.stop()
      await Promise.all(names.map((name) => removeContainer(engine, name)))
      rmSync(home, { recursive: true })
    },
  }
}

async function runContainer(engine: string, name: string): Promise<void> {
  await removeContainer(engine, name)
  const container = { Image: baseImage, Cmd: ['sleep', '100000'], HostConfig: { NetworkMode: 'none' } }
  await askEngine(engine, 'POST', `/containers/create?name=${name}`, container)
  await askEngine(engine, 'POST', `/containers/${name}/start`)
}

async function removeContainer(engine: string, name: string): Promise<void> {
  await callEngine(engine, 'DELETE', `/containers/${name}?force=true`)
}

export async function openLink({ sshd, knownHosts }: SshScene, roundTripMs: number): Promise<Link> {
  const worker = new Worker(new URL('./link.ts', import.meta.url), {
    workerData: { target: sshd.port, roundTripMs },
  })
  const [ports] = (await once(worker, 'message')) as [{ readonly port: number; readonly echoPort: number }]
  writeFileSync(knownHosts, sshd.hostKeys.map((each) => `[127.0.0.1]:${ports.port} ${each}\n`).join(''))
  return {
    roundTripMs,
    ...ports,
    close: async () => {
      await worker.terminate()
    },
  }
}
