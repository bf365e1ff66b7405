import { spawn } from 'node:child_process'
import process from 'node:process'

const openerPatienceMs = 3_000

/** Opens a page in the user's browser; false when there is no way to. */
export async function openInBrowser(
  url: string,
  options: { readonly hasDisplay: boolean },
): Promise<boolean> {
  const command = openerFor(process.platform, url)
  if (process.platform === 'linux' && !options.hasDisplay) return false
  const [file = '', ...argv] = command
  return await new Promise((resolve) => {
    const opener = spawn(file, argv, { stdio: 'ignore' })
    opener.on('error', () => resolve(false))
    opener.on('exit', (code) => resolve(code === 0))
    // Without a desktop environment the opener is the browser itself, and ends with it.
    setTimeout(() => resolve(true), openerPatienceMs).unref()
  })
}

/** The command that opens a page the way the platform's user has chosen. */
export function openerFor(platform: NodeJS.Platform, url: string): readonly string[] {
  if (platform === 'darwin') return ['open', url]
  // Not `cmd /c start`: it would read an ampersand in the address as the end of the command.
  if (platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler', url]
  return ['xdg-open', url]
}
