import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startTestApplication } from '../scripts/test-parts/application.ts'
import { pushWebImage } from '../scripts/test-parts/images.ts'
import { freePort } from '../scripts/test-parts/registry.ts'
import { tryProgram } from './command.ts'
import { type Compose, compose } from './deployers/compose.ts'
import type { Deployer } from './deployers/deployer.ts'
import { dockerRun } from './deployers/docker-run.ts'
import { rawCalls } from './deployers/raw-calls.ts'
import { type SlipwayDeployer, slipway } from './deployers/slipway.ts'
import { EngineTrace } from './engine-trace.ts'

/** Everybody who takes part, on one engine, with two images that are present there. */
export interface Stage {
  readonly trace: EngineTrace
  readonly slipway: SlipwayDeployer
  readonly slipwayWithoutPort: SlipwayDeployer
  readonly raw: Deployer
  /** Null where it is not installed. */
  readonly dockerRun: Deployer | null
  readonly compose: Deployer | null
  clear(): Promise<void>
}

export async function setStage(parts: {
  readonly engine: string
  readonly registry: string
  readonly compose: Compose | null
}): Promise<Stage> {
  const { engine, registry } = parts
  const images = [`${registry}/bench:1`, `${registry}/bench:2`] as const
  for (const reference of images) await pushWebImage({ reference, body: reference }, { keepLocal: true })

  const app = await startTestApplication({ engine })
  const trace = new EngineTrace()
  const folder = mkdtempSync(join(tmpdir(), 'slipway-bench-'))
  const seat = async (name: string) => ({
    engine,
    images,
    name: `slipway-bench-${name}`,
    port: await freePort(),
  })
  const ours = { app, trace }
  const hasDocker = (await tryProgram(['docker', '--version'])) !== null
  const stage = {
    trace,
    slipway: await slipway({ ...ours, ...(await seat('slipway')), label: 'Slipway' }),
    slipwayWithoutPort: await slipway({
      ...ours,
      ...(await seat('overlap')),
      port: null,
      label: 'Slipway, overlap',
    }),
    raw: rawCalls(await seat('raw')),
    dockerRun: hasDocker ? dockerRun(await seat('run')) : null,
    compose: parts.compose === null ? null : compose(parts.compose, { ...(await seat('compose')), folder }),
  }
  return {
    ...stage,
    clear: async () => {
      for (const deployer of everybody(stage)) await deployer.clear()
      await stage.slipwayWithoutPort.clear()
      for (const { id } of await app.services.workloads.list()) {
        await app.services.workloads.remove(id, { containers: true })
      }
      await app.dispose()
      rmSync(folder, { recursive: true })
    },
  }
}

/** Those who replace a container behind a published port. */
export function everybody(stage: Pick<Stage, 'slipway' | 'raw' | 'dockerRun' | 'compose'>): Deployer[] {
  return [stage.slipway, stage.raw, stage.dockerRun, stage.compose].filter((deployer) => deployer !== null)
}
