/** As the promise, or rejects with the signal's reason; what the promise comes to after that is nobody's. */
export async function orAbort<Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value> {
  // Attached first: a promise that fails after the signal must not count as unhandled.
  const settled = new Promise<Value>((resolve, reject) => {
    const onAbort = () => reject(signal.reason)
    signal.addEventListener('abort', onAbort, { once: true })
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort))
    if (signal.aborted) onAbort()
  })
  return await settled
}
