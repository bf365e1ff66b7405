import type { HostErrorCode } from '../../contract/errors.ts'
import type { Engine, EngineEvent } from '../docker/engine.ts'
import { hostErrorCode } from './find-engine.ts'
import { pause } from './pause.ts'

export interface EngineWatch {
  readonly pingEveryMs: number
  readonly signal: AbortSignal
  /** Called once the engine's events are listened to. */
  readonly onOpen: () => void
  /** Called whenever it has shown that it is still there. */
  readonly onAnswer: () => void
  readonly onEvent: (event: EngineEvent) => void
}

/** Holds on to an engine; resolves with the reason once it is lost, and with null when the signal aborts.
 *  The stream of events ends at once when an engine dies; the pings find one that hangs. */
export async function watchEngine(engine: Engine, watch: EngineWatch): Promise<HostErrorCode | null> {
  const isOver = new AbortController()
  const signal = AbortSignal.any([watch.signal, isOver.signal])
  const watchers = [
    engine.watchEvents(watch.onEvent, signal, watch.onOpen),
    keepPinging(engine, watch, signal),
  ]
  try {
    await Promise.race(watchers)
    return watch.signal.aborted ? null : 'engine_down'
  } catch (error) {
    if (watch.signal.aborted) return null
    const code = hostErrorCode(error)
    // It was there until now, so it is not that there never was one.
    return code === 'engine_not_found' ? 'engine_down' : code
  } finally {
    isOver.abort()
    await Promise.allSettled(watchers)
  }
}

async function keepPinging(
  engine: Engine,
  { pingEveryMs, onAnswer }: EngineWatch,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    await pause(pingEveryMs, signal)
    await requireAnswer(engine, signal)
    onAnswer()
  }
}

/** Resolves when the engine has shown that it is there. An answer to another call counts, too: where few streams lead to
 *  it, a ping waits behind whatever takes long.
 *  @throws EngineError, or the signal's reason */
export async function requireAnswer(engine: Engine, signal: AbortSignal): Promise<void> {
  const askedAt = performance.now()
  try {
    await engine.ping(signal)
  } catch (error) {
    if (signal.aborted || engine.heardAt <= askedAt) throw error
  }
}
