import { expect } from './fixtures.ts'

/** Waits until what listens on a port of this machine answers with this text. */
export async function expectAnswer(port: number, body: string): Promise<void> {
  const ask = async () => {
    const answer = await fetch(`http://127.0.0.1:${port}/`).catch(() => null)
    return answer === null ? null : await answer.text()
  }
  await expect.poll(ask).toBe(body)
}
