import type { DeployPhase } from '../../contract/deploy.ts'
import type { DeployErrorCode } from '../../contract/errors.ts'
import { Failure } from '../../contract/failure.ts'
import { GateFailure } from '../containers/gate.ts'
import { EngineError } from '../docker/engine.ts'
import type { LedgerClosing } from '../ledger/entry.ts'

/** Why a running deploy was told to stop. */
export class DeployStopped extends Error {
  readonly outcome: 'cancelled' | 'interrupted'

  constructor(outcome: 'cancelled' | 'interrupted') {
    super(`The deploy was ${outcome}.`)
    this.name = 'DeployStopped'
    this.outcome = outcome
  }
}

/** A deploy that cannot go on for a reason of ours. */
export class DeployFailure extends Error {
  readonly code: DeployErrorCode

  constructor(code: DeployErrorCode, message: string) {
    super(message)
    this.name = 'DeployFailure'
    this.code = code
  }
}

/** How an entry closes after `error`; `restored` says that an earlier deploy was replaced by then and runs again. */
export function closingOf(error: unknown, restored: boolean): LedgerClosing {
  if (error instanceof DeployStopped) return { outcome: error.outcome, errorCode: error.outcome }
  const outcome = restored ? 'rolled_back' : 'failed'
  if (error instanceof GateFailure) {
    return { outcome, errorCode: error.code, exitCode: error.exitCode, healthStatus: error.healthStatus }
  }
  return { outcome, errorCode: errorCodeOf(error) }
}

/** Whether a deploy that failed in this phase had begun to take over from the one before. */
export function hadBegunToTakeOver(phase: DeployPhase | null): boolean {
  switch (phase) {
    case null:
    case 'resolve':
    case 'backup':
    case 'pull':
    case 'create':
      return false
    case 'stop':
    case 'start':
    case 'gate':
    case 'record':
      return true
  }
}

function errorCodeOf(error: unknown): DeployErrorCode {
  if (error instanceof EngineError || error instanceof DeployFailure) return error.code
  if (error instanceof Failure && error.code === 'invalid_input') return 'invalid_source'
  return 'internal'
}
