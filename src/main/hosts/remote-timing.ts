import { backoffMs } from './backoff.ts'

export interface RemoteHostTiming {
  readonly pingEveryMs: number
  /** How long the engine may take to answer at first. */
  readonly answerLimitMs: number
  /** How long an attempt may take in all. */
  readonly attemptLimitMs: number
  /** The longest pause while the machine is reached and only its engine is away. */
  readonly engineEveryMs: number
  /** How often files are looked at while nothing else is tried. */
  readonly filesEveryMs: number
  /** A connection that held for so long starts the pauses anew when it is lost. */
  readonly steadyMs: number
  readonly backoffMs: (failures: number) => number
}

/** As a laptop and a server far away need it. */
export const usualTiming: RemoteHostTiming = {
  pingEveryMs: 2_000,
  answerLimitMs: 10_000,
  attemptLimitMs: 60_000,
  engineEveryMs: 5_000,
  filesEveryMs: 2_000,
  steadyMs: 10_000,
  backoffMs,
}
