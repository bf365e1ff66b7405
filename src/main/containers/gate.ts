import { setTimeout as delay } from 'node:timers/promises'
import type { DeployErrorCode } from '../../contract/errors.ts'
import type { Gate } from '../../contract/workload.ts'
import type { ContainerState, Engine, HealthStatus } from '../docker/engine.ts'

/** A container that did not get through its gate. */
export class GateFailure extends Error {
  readonly code: DeployErrorCode
  readonly exitCode: number | null
  readonly healthStatus: HealthStatus

  constructor(code: DeployErrorCode, exitCode: number | null, healthStatus: HealthStatus) {
    super(`The container did not pass its health gate: ${code}.`)
    this.name = 'GateFailure'
    this.code = code
    this.exitCode = exitCode
    this.healthStatus = healthStatus
  }
}

type Verdict = 'pass' | 'wait' | GateFailure

/** Waits until a started container is healthy or, without a healthcheck, has run for the settle time with no restart.
 *  @throws GateFailure `exited_early`, `health_unhealthy`, `health_timeout`; or the signal's reason */
export async function passGate(
  engine: Pick<Engine, 'inspectContainer'>,
  containerId: string,
  gate: Gate,
  signal: AbortSignal,
): Promise<HealthStatus> {
  const startedAt = performance.now()
  for (;;) {
    signal.throwIfAborted()
    const state = await engine.inspectContainer(containerId)
    const elapsedMs = performance.now() - startedAt
    const verdict = judge(state, gate, elapsedMs)
    if (verdict instanceof GateFailure) throw verdict
    if (verdict === 'pass') return state?.health ?? 'none'
    await pause(pauseMs(gate, elapsedMs, state), signal)
  }
}

/** What one look at the container means after `elapsedMs` at the gate. Pure. */
export function judge(state: ContainerState | null, gate: Gate, elapsedMs: number): Verdict {
  if (state === null) return new GateFailure('exited_early', null, 'none')
  const { status, health, exitCode, restartCount } = state
  if (status !== 'running' || restartCount > 0) return new GateFailure('exited_early', exitCode, health)
  switch (health) {
    case 'healthy':
      return 'pass'
    case 'unhealthy':
      return new GateFailure('health_unhealthy', null, health)
    case 'starting':
      return elapsedMs < gate.timeoutMs ? 'wait' : new GateFailure('health_timeout', null, health)
    case 'none':
      return elapsedMs < gate.settleMs ? 'wait' : 'pass'
  }
}

/** Rejects with the signal's own reason, where the timer would reject with an AbortError. */
async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => signal.throwIfAborted())
}

/** Looks often at first, when most things happen, and exactly when the settle time is over. */
function pauseMs(gate: Gate, elapsedMs: number, state: ContainerState | null): number {
  const usual = elapsedMs < 2_000 ? 50 : 250
  const left = (state?.health === 'none' ? gate.settleMs : gate.timeoutMs) - elapsedMs
  return Math.max(1, Math.min(usual, left))
}
