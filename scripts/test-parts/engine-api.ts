import { type IncomingMessage, request } from 'node:http'

export interface EngineAnswer {
  readonly status: number
  readonly text: string
}

/** One call of the Docker Engine's HTTP API, raw: tests check Slipway against it, so it shares no code with Slipway.
 *  `endpoint` is unix://<path>. A body that is no Buffer is sent as JSON. */
export async function callEngine(
  endpoint: string,
  method: string,
  path: string,
  body?: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<EngineAnswer> {
  const payload = body === undefined || Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body))
  const contentType = Buffer.isBuffer(body) ? 'application/x-tar' : 'application/json'
  return await new Promise((resolve, reject) => {
    const call = request(
      {
        socketPath: endpoint.replace(/^unix:\/\//, ''),
        method,
        path,
        headers: {
          ...headers,
          ...(payload === undefined ? {} : { 'content-type': contentType, 'content-length': payload.length }),
        },
      },
      (response) => {
        readAll(response).then((text) => resolve({ status: response.statusCode ?? 0, text }), reject)
      },
    )
    call.on('error', reject)
    call.end(payload)
  })
}

async function readAll(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of response) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks).toString('utf8')
}

/** As `callEngine`, and throws when the engine refuses. */
export async function askEngine(
  endpoint: string,
  method: string,
  path: string,
  body?: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<string> {
  const answer = await callEngine(endpoint, method, path, body, headers)
  if (answer.status < 200 || answer.status > 304) {
    throw new Error(`The engine answered ${method} ${path} with ${answer.status}: ${answer.text.trim()}`)
  }
  return answer.text
}

/** The parsed answer of a GET. */
export async function getFromEngine<Answer>(endpoint: string, path: string): Promise<Answer> {
  return JSON.parse(await askEngine(endpoint, 'GET', path)) as Answer
}
