import { createHash } from 'node:crypto'
import { readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const pattern = /^window-[0-9a-f]{16}\.html$/

/** Writes a page, readable by its owner alone, that leads a browser on to a window. A browser is told to open the page and
 *  not the address: what a program is started with can be read by every user of the machine, and the address signs in.
 *  @returns the page's path, which says nothing of the code */
export function writeWindowPage(folder: string, { url, code }: { url: string; code: string }): string {
  const path = pagePath(folder, code)
  // Neither a link nor a file that somebody has put there is written through.
  writeFileSync(path, pageTo(windowAddress(url, code)), { mode: 0o600, flag: 'wx' })
  return path
}

/** The address that opens one window with the code. */
export function windowAddress(url: string, code: string): string {
  return `${url}/#code=${code}`
}

/** Takes the page of a code away, if there is one. */
export function removeWindowPage(folder: string, code: string): void {
  rmSync(pagePath(folder, code), { force: true })
}

/** Takes all pages away, those of a Slipway that was killed too. */
export function removeWindowPages(folder: string): void {
  for (const name of readdirSync(folder)) if (pattern.test(name)) rmSync(join(folder, name), { force: true })
}

function pagePath(folder: string, code: string): string {
  return join(folder, `window-${createHash('sha256').update(code).digest('hex').slice(0, 16)}.html`)
}

function pageTo(address: string): string {
  const escaped = address.replaceAll(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`)
  return `<!doctype html>
<meta charset="utf-8">
<meta name="referrer" content="no-referrer">
<meta http-equiv="refresh" content="0; url=${escaped}">
<title>Slipway</title>
<a href="${escaped}">Slipway</a>
`
}
