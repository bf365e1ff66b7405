/** What may be told of any error: its class and where it was thrown. */
export interface ErrorDescription {
  readonly type: string
  /** Stack frames, the innermost first. */
  readonly frames: readonly string[]
  readonly cause?: ErrorDescription
}

const causeDepth = 4

/** Describes an error without its message: an engine's or a registry's own words may hold a secret. */
export function describeError(error: unknown): ErrorDescription {
  return describe(error, causeDepth)
}

function describe(error: unknown, depth: number): ErrorDescription {
  if (!(error instanceof Error)) return { type: typeof error, frames: [] }
  const description = { type: error.constructor.name, frames: stackFrames(error) }
  if (error.cause === undefined || depth === 0) return description
  return { ...description, cause: describe(error.cause, depth - 1) }
}

/** The stack begins with the message, whose lines may look like frames: it is cut off, and a stack without it is not trusted. */
function stackFrames(error: Error): string[] {
  const stack = error.stack ?? ''
  const messageAt = stack.indexOf(error.message)
  if (messageAt === -1) return []
  return stack
    .slice(messageAt + error.message.length)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line.startsWith('at '))
    .map((line) => line.slice('at '.length))
}
