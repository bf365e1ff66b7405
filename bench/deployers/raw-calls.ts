import { Agent, request } from 'node:http'
import {
  containerPort,
  type Deployer,
  otherImage,
  restartPolicy,
  type Seat,
  stopTimeoutMs,
} from './deployer.ts'

/** The floor: the engine's own calls and nothing around them, over one kept-alive connection. */
export function rawCalls({ engine, images, name, port }: Seat): Deployer {
  const ask = rawClient(engine)
  let standing: { readonly id: string; readonly image: string } | null = null
  let count = 0

  const remove = async () => {
    if (standing === null) return
    await ask('POST', `/containers/${standing.id}/stop?t=${stopTimeoutMs / 1_000}`)
    await ask('DELETE', `/containers/${standing.id}`)
  }
  return {
    name: 'raw engine calls',
    url: `http://127.0.0.1:${port}/`,
    deploy: async () => {
      count += 1
      const image = otherImage(images, standing?.image ?? null)
      const created = await ask(
        'POST',
        `/containers/create?name=${name}-${count}`,
        containerBody(image, port),
      )
      await remove()
      const { Id: id } = JSON.parse(created) as { Id: string }
      await ask('POST', `/containers/${id}/start`)
      standing = { id, image }
    },
    rest: async () => performance.now(),
    clear: async () => {
      await remove()
      standing = null
    },
  }
}

/** The fields that Slipway sends for the same container. */
function containerBody(image: string, port: number): object {
  const key = `${containerPort}/tcp`
  return {
    Image: image,
    Labels: {
      'bench.workload': 'raw',
      'bench.deploy': 'raw',
      'bench.service': 'raw',
      'bench.role': 'workload',
    },
    ExposedPorts: { [key]: {} },
    StopTimeout: stopTimeoutMs / 1_000,
    HostConfig: {
      PortBindings: { [key]: [{ HostIp: '127.0.0.1', HostPort: String(port) }] },
      RestartPolicy: { Name: restartPolicy },
    },
  }
}

function rawClient(engine: string): (method: string, path: string, body?: object) => Promise<string> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const socketPath = engine.replace(/^unix:\/\//, '')
  return (method, path, body) =>
    new Promise((resolve, reject) => {
      const headers = { 'content-type': 'application/json' }
      const call = request({ socketPath, agent, method, path, headers }, (response) => {
        let text = ''
        response.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk
        })
        response.on('end', () => {
          const status = response.statusCode ?? 0
          if (status >= 200 && status < 300) resolve(text)
          else reject(new Error(`The engine answered ${method} ${path} with ${status}: ${text.trim()}`))
        })
      })
      call.on('error', reject)
      call.end(body === undefined ? undefined : JSON.stringify(body))
    })
}
