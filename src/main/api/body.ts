import type { IncomingMessage } from 'node:http'
import { invalidField } from '../../contract/invalid-input.ts'
import { refuse } from './refusal.ts'

const limitBytes = 1024 * 1024
/** A client that is still sending does not read an answer, so a body somewhat too large is read to its end and thrown away. */
const discardLimitBytes = 16 * limitBytes

/** Reads a JSON body; undefined when there is none. */
export async function readJsonBody(request: IncomingMessage): Promise<unknown> {
  if (!hasBody(request)) return undefined
  const announced = Number(request.headers['content-length'] ?? 0)
  if (announced > discardLimitBytes) refuse('payload_too_large', { headers: { connection: 'close' } })
  if (!isJson(request)) {
    await readBytes(request)
    refuse('unsupported_media_type')
  }
  const bytes = await readBytes(request)
  return bytes.length === 0 ? undefined : parseJson(bytes)
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
}

function isJson({ headers }: IncomingMessage): boolean {
  const isPlain = headers['content-encoding'] === undefined || headers['content-encoding'] === 'identity'
  return isPlain && /^application\/json\s*(;\s*charset="?utf-8"?\s*)?$/i.test(headers['content-type'] ?? '')
}

async function readBytes(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    size += chunk.length
    if (size > discardLimitBytes) refuse('payload_too_large', { headers: { connection: 'close' } })
    if (size <= limitBytes) chunks.push(chunk)
    else chunks.length = 0
  }
  if (size > limitBytes) refuse('payload_too_large')
  return Buffer.concat(chunks)
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    throw invalidField('', 'The body is not valid JSON in UTF-8.')
  }
}
