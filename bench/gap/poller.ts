// Runs in a thread of its own, so that nothing else of the benchmark holds it up.
import { get } from 'node:http'
import { parentPort, workerData } from 'node:worker_threads'
import type { Poll } from './silence.ts'

const pollEveryMs = 4
/** Whoever waits longer has no answer; the other requests go on meanwhile. */
const patienceMs = 300
const enoughAnswers = 20

const polls: Poll[] = []
let answersInARow = 0
let openPolls = 0

const port = parentPort
if (port === null) throw new Error('This is the poller of the benchmark; it runs in a worker thread.')
const timer = setInterval(poll, pollEveryMs)
/** Set while somebody waits for a port that answers steadily. */
let tellReady: (() => void) | null = null

port.on('message', (message: 'ready?' | 'end') => {
  if (message === 'end') {
    clearInterval(timer)
    endWhenIdle()
    return
  }
  answersInARow = 0
  tellReady = () => port.postMessage('ready')
})

function poll(): void {
  const startedAt = now()
  openPolls += 1
  const done = (isAnswered: boolean) => {
    openPolls -= 1
    polls.push({ startedAt, endedAt: now(), isAnswered })
    answersInARow = isAnswered ? answersInARow + 1 : 0
    if (answersInARow < enoughAnswers) return
    tellReady?.()
    tellReady = null
  }
  ask(String(workerData)).then(done)
}

async function ask(url: string): Promise<boolean> {
  return await new Promise((resolve) => {
    const call = get(url, { agent: false, signal: AbortSignal.timeout(patienceMs) }, (response) => {
      let length = 0
      response.on('data', (chunk: Buffer) => {
        length += chunk.length
      })
      response.on('end', () => resolve(response.statusCode === 200 && length > 0))
      response.on('error', () => resolve(false))
    })
    call.on('error', () => resolve(false))
  })
}

function endWhenIdle(): void {
  if (openPolls > 0) {
    setTimeout(endWhenIdle, pollEveryMs)
    return
  }
  port?.postMessage(polls)
  port?.close()
}

function now(): number {
  return performance.timeOrigin + performance.now()
}
