import type { TestApplication } from '../../scripts/test-parts/application.ts'
import type { Deploy, Replacement } from '../../src/contract/deploy.ts'
import type { SlipwayEvent } from '../../src/contract/event.ts'
import type { EngineTrace } from '../engine-trace.ts'
import {
  containerPort,
  type Deployer,
  type Images,
  otherImage,
  restartPolicy,
  stopTimeoutMs,
} from './deployer.ts'

type Changed = Extract<SlipwayEvent, { type: 'deploy.changed' }>

export interface SlipwayDeployer extends Deployer {
  /** Deploys once more what stands. */
  deployUnchanged(): Promise<void>
}

/** Slipway's deploy as the window asks for it, up to the closed entry. Without a published port, old and new overlap. */
export async function slipway(options: {
  readonly app: TestApplication
  readonly trace: EngineTrace
  readonly label: string
  readonly images: Images
  readonly name: string
  readonly port: number | null
}): Promise<SlipwayDeployer> {
  const { app, trace, images, name, port } = options
  const add = async (): Promise<string> => {
    const ports = port === null ? [] : [{ container: containerPort, host: port }]
    const source = { reference: images[0], ports, restart: restartPolicy }
    const gate = { settleMs: 0, timeoutMs: 20_000 }
    return (await app.add(name, source, { gate, stopTimeoutMs })).id
  }
  let workloadId = await add()
  let standing: string | null = null
  let startedAt = 0
  const deploy = async (image: string, expected: Replacement) => {
    startedAt = performance.now()
    const id = await app.services.deploys.start(workloadId, { reference: image, actor: 'local' })
    const { deploy: ended } = await app.waitFor((event): event is Changed => isEndOf(id, event))
    check(ended, expected)
    standing = image
  }
  const replacing = port === null ? 'overlap' : 'recreate'
  return {
    name: options.label,
    url: port === null ? null : `http://127.0.0.1:${port}/`,
    deploy: () => deploy(otherImage(images, standing), standing === null ? 'first' : replacing),
    deployUnchanged: () => deploy(standing ?? images[0], 'unchanged'),
    rest: () => trace.untilQuiet(startedAt),
    clear: async () => {
      await app.services.workloads.remove(workloadId, { containers: true })
      workloadId = await add()
      standing = null
    },
  }
}

function isEndOf(deployId: string, event: SlipwayEvent): event is Changed {
  return event.type === 'deploy.changed' && event.deploy.id === deployId && event.deploy.finishedAt !== null
}

/** A number for something else than what was meant to be measured would be worse than none. */
function check({ outcome, replacement, errorCode }: Deploy, expected: Replacement): void {
  if (outcome === 'succeeded' && replacement === expected) return
  throw new Error(`Expected a deploy of the way ${expected}: ${outcome} (${errorCode}), way ${replacement}.`)
}
