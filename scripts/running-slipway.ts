import { holderAddress } from '../src/main/data-folder.ts'
import { windowAddress, writeWindowPage } from '../src/main/headless-window-page.ts'
import { readBootstrapToken } from '../src/main/tokens/bootstrap-token.ts'

/** What opens one window: the address, and a page on disk that leads there. */
export interface WindowLink {
  readonly url: string
  readonly page: string
}

const patienceMs = 5_000

/** A link to a window of the Slipway that holds the folder. Null when none does, or it has a window of its own. */
export async function linkToRunning(folder: string): Promise<WindowLink | null> {
  const url = holderAddress(folder)
  if (url === null) return null
  const code = await askForCode(url, readBootstrapToken(folder))
  if (code === null)
    throw new Error(`The Slipway that runs on ${folder} opens no window. End it, and start again.`)
  return { url: windowAddress(url, code), page: writeWindowPage(folder, { url, code }) }
}

async function askForCode(url: string, token: string): Promise<string | null> {
  try {
    const answer = await fetch(`${url}/session/codes`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(patienceMs),
    })
    return answer.ok ? ((await answer.json()) as { code: string }).code : null
  } catch {
    return null
  }
}
