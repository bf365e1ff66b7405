import { spawn } from 'node:child_process'
import process from 'node:process'
import { pathToFileURL } from 'node:url'

const openerPatienceMs = 3_000

/** Opens a page of this machine's disk in the user's browser; false when there is no way to. It takes a file and no address:
 *  every user of the machine can read what a program is started with, so that must be nothing secret. */
export async function openInBrowser(
  file: string,
  options: { readonly hasDisplay: boolean },
): Promise<boolean> {
  if (process.platform === 'linux' && !options.hasDisplay) return false
  const [command = '', ...argv] = openerFor(process.platform, pathToFileURL(file).href)
  return await new Promise((resolve) => {
    // The browser may become the opener's child: it outlives us, and Ctrl-C is not meant for it.
    const opener = spawn(command, argv, { stdio: 'ignore', detached: process.platform !== 'win32' })
    opener.unref()
    // Without a desktop environment the opener is the browser itself, and ends with it.
    const patience = setTimeout(() => resolve(true), openerPatienceMs)
    const settle = (isOpen: boolean) => {
      clearTimeout(patience)
      resolve(isOpen)
    }
    opener.on('error', () => settle(false))
    opener.on('exit', (code) => settle(code === 0))
  })
}

/** The command that opens a page the way the platform's user has chosen. */
export function openerFor(platform: NodeJS.Platform, url: string): readonly string[] {
  if (platform === 'darwin') return ['open', url]
  // Not `cmd /c start`: it would read an ampersand in the address as the end of the command.
  if (platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler', url]
  return ['xdg-open', url]
}
