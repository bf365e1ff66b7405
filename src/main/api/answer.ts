import type { ServerResponse } from 'node:http'
import { failures } from '../../contract/failure.ts'
import type { PageAnswer } from './page.ts'
import type { Refusal } from './refusal.ts'

export function answerJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

/** Answers an error as the caller's client reads it: plainly for REST, in oRPC's envelope for the page. */
export function answerRefusal(response: ServerResponse, refused: Refusal, isRpc: boolean): void {
  const { code, status, message, data, headers } = refused
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
  const error = { code, status, message, data }
  answerJson(response, status, isRpc ? { json: { defined: code in failures, ...error }, meta: [] } : error)
}

export function answerPage(response: ServerResponse, answer: PageAnswer, method: string): void {
  response.writeHead(answer.status, { ...answer.headers, 'content-length': Buffer.byteLength(answer.body) })
  response.end(method === 'HEAD' ? undefined : answer.body)
}
