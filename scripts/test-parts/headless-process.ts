import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import process from 'node:process'
import { createInterface } from 'node:readline'

const entry = join(import.meta.dirname, '../../src/main/headless.ts')

export interface HeadlessProcess {
  readonly pid: number
  /** One call of the REST API as the bootstrap admin; the status and the parsed body. */
  call(method: string, path: string, body?: unknown): Promise<{ status: number; body: unknown }>
  /** As `call`, and throws unless the status is 2xx. */
  ask<Answer>(method: string, path: string, body?: unknown): Promise<Answer>
  /** SIGKILL: no handler runs, nothing is flushed. */
  kill(): Promise<void>
  /** SIGTERM; resolves to the exit code. */
  end(): Promise<number | null>
}

/** Slipway without a window, in a process of its own that can be killed; resolves when it answers. */
export async function startHeadless(options: {
  readonly dataDir: string
  readonly engine: string
  readonly home: string
}): Promise<HeadlessProcess> {
  const child = spawn(process.execPath, [entry, '--data-dir', options.dataDir, '--port', '0'], {
    env: { ...process.env, DOCKER_HOST: options.engine, HOME: options.home },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const { url, token } = await ready(child)
  const call = async (method: string, path: string, body?: unknown) => {
    const answer = await fetch(url + path, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await answer.text()
    return { status: answer.status, body: text === '' ? null : (JSON.parse(text) as unknown) }
  }
  return {
    pid: child.pid ?? 0,
    call,
    ask: async <Answer>(method: string, path: string, body?: unknown) => {
      const answer = await call(method, path, body)
      if (answer.status >= 300) {
        throw new Error(`${method} ${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`)
      }
      return answer.body as Answer
    },
    kill: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return
      child.kill('SIGKILL')
      await once(child, 'exit')
    },
    end: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return child.exitCode
      child.kill('SIGTERM')
      await once(child, 'exit')
      return child.exitCode
    },
  }
}

async function ready(child: ChildProcess): Promise<{ url: string; token: string }> {
  let complaint = ''
  child.stderr?.on('data', (chunk: Buffer) => {
    complaint += chunk.toString()
  })
  if (child.stdout === null) throw new Error('The process has no output.')
  for await (const line of createInterface({ input: child.stdout })) {
    const match = /^SLIPWAY_READY (\{.*\})$/.exec(line)
    if (match?.[1] !== undefined) return JSON.parse(match[1]) as { url: string; token: string }
  }
  throw new Error(`Slipway ended before it answered: ${complaint}`)
}
