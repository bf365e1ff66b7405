// A thread of its own, so that what is measured does not delay the delays.
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { parentPort, workerData } from 'node:worker_threads'
import { startDelayProxy } from '../../scripts/test-parts/delay-proxy.ts'

const { target, roundTripMs } = workerData as { target: number; roundTripMs: number }

const echo = createServer({ noDelay: true }, (socket) => {
  socket.on('error', () => undefined)
  socket.pipe(socket)
})
echo.listen(0, '127.0.0.1')
await once(echo, 'listening')
/** Without a delay there is nothing in between, which would be one more to pass through. */
const through = async (port: number) =>
  roundTripMs === 0 ? port : (await startDelayProxy(port, roundTripMs)).port
const port = await through(target)
const echoPort = await through((echo.address() as AddressInfo).port)
parentPort?.postMessage({ port, echoPort })
