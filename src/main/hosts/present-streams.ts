import type { ClientRequest } from 'node:http'
import { StreamAgent } from '../docker/stream-agent.ts'

/** Its code says to whoever asked that the engine cannot be reached now. */
class NoConnection extends Error {
  readonly code = 'ECONNREFUSED'

  constructor() {
    super('There is no connection to the host now.')
  }
}

/** The streams of whatever connection there is at the moment of a request: an engine goes on over the next connection
 *  when the one before is lost. */
export class PresentStreams extends StreamAgent {
  readonly #present: () => StreamAgent | null

  constructor(present: () => StreamAgent | null) {
    super(() => Promise.reject(new NoConnection()))
    this.#present = present
  }

  override addRequest(request: ClientRequest): void {
    const streams = this.#present()
    if (streams === null) super.addRequest(request)
    else streams.addRequest(request)
  }
}
