import type { Readable } from 'node:stream'
import { text } from './answers.ts'
import type { EngineConnection } from './connection.ts'
import { EngineError } from './engine.ts'
import { answerError } from './errors.ts'
import { readJsonLines } from './json-lines.ts'

/** An engine writes the whole image to its own disk before it answers, and unpacks a layer before it says so. */
const silenceMs = 600_000

/** The image as an archive of `docker save`, in parts of any length. `path` is the image's, below `/images`. */
export async function* exportImage(
  connection: EngineConnection,
  path: string,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void> {
  const stream = await connection.openBytes({
    method: 'GET',
    path: `${path}/get`,
    task: 'other',
    timeoutMs: silenceMs,
    signal,
  })
  yield* stream.chunks
}

/** Sends an archive as `docker load` does. Resolves to the id that the engine names; null when it names none.
 *  @throws EngineError `transfer_failed`, `no_space`, `host_unreachable` */
export async function loadImage(
  connection: EngineConnection,
  archive: Readable,
  signal: AbortSignal,
): Promise<string | null> {
  try {
    const stream = await connection.open({
      method: 'POST',
      path: '/images/load',
      query: { quiet: 0 },
      archive,
      task: 'load',
      timeoutMs: silenceMs,
      signal,
    })
    return await readLoad(stream.chunks)
  } finally {
    // An engine may answer, or be gone, before it has read all of it; nothing to do for one that was sent whole.
    archive.destroy(new EngineError('transfer_failed', null, 'The rest of the archive is not wanted.'))
  }
}

/** An error comes inside the stream, since its status was sent before anything could fail. */
async function readLoad(chunks: AsyncIterable<string>): Promise<string | null> {
  let imageId: string | null = null
  for await (const lines of readJsonLines(chunks)) {
    for (const line of lines) {
      const error = text(line, 'errorDetail', 'message') || text(line, 'error')
      if (error !== '') throw answerError('load', 200, error)
      imageId = /sha256:[0-9a-f]{64}/.exec(text(line, 'stream'))?.[0] ?? imageId
    }
  }
  return imageId
}
