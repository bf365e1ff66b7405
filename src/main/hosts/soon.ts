/** How long the news of something that has already happened may be on its way. */
const onItsWayMs = 50

/** The value when it is there, or comes with what has already happened; null otherwise. */
export async function soon<Value>(promise: Promise<Value>): Promise<Value | null> {
  const { promise: later, resolve } = Promise.withResolvers<null>()
  const timer = setTimeout(() => resolve(null), onItsWayMs)
  try {
    return await Promise.race([promise, later])
  } finally {
    clearTimeout(timer)
  }
}
