import { withEventMeta } from '@orpc/server'
import type { SlipwayEvent } from '../../../contract/event.ts'
import { type CallContext, procedures, translateError } from '../procedure.ts'

const { events } = procedures

export const eventHandlers = {
  stream: events.stream.handler(({ context, signal, lastEventId, path }) => {
    const signals = [signal, context.closing].filter((candidate) => candidate !== undefined)
    return readEvents(context, path, AbortSignal.any(signals), lastEventId)
  }),
}

async function* readEvents(
  context: CallContext,
  path: readonly string[],
  signal: AbortSignal,
  lastEventId: string | undefined,
): AsyncGenerator<SlipwayEvent, void> {
  try {
    for await (const { id, event } of context.services.events.stream(signal, lastEventId)) {
      yield withEventMeta(event, { id })
    }
  } catch (error) {
    // Once the answer has begun, the procedure's own translation of errors is behind us.
    throw translateError(error, { log: context.log, path, isDetailed: false })
  }
}
