// npm start: opens Slipway's window; where Electron's binary cannot be had, the same application in a browser.
// npm start -- --yes also installs and starts a Docker Engine when none is reachable.
import { type ChildProcess, spawn } from 'node:child_process'
import { homedir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { createInterface } from 'node:readline'
import { ensureBuilt, projectFolder } from './build-state.ts'
import { dataFolder } from './data-folder.ts'
import { obtainElectron } from './electron-binary.ts'
import { endWithNpm } from './end-with-npm.ts'
import { offerEngine } from './local-engine.ts'
import { openInBrowser } from './open-in-browser.ts'
import { forwardSignals } from './test-parts/run-command.ts'

const argv = process.argv.slice(2)
endWithNpm()

try {
  await ensureBuilt()
  await offerEngine({ yes: argv.includes('--yes') })
  process.exitCode = await openWindow(argv.filter((argument) => argument !== '--yes'))
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}

async function openWindow(options: readonly string[]): Promise<number> {
  const electron = isElectronPossible() ? obtainElectron() : null
  if (electron === null) {
    console.log(`${whyNoElectron()}: Slipway opens in your browser instead, with everything it can do.`)
    return await openBrowserWindow(options)
  }
  const ending = await ended(spawn(electron, [projectFolder, ...options], { stdio: 'inherit' }))
  if (ending.signal !== 'SIGTRAP' && ending.signal !== 'SIGABRT') return ending.code
  // So it ends where the system forbids its sandbox, as some Linux distributions do to binaries of the user.
  console.log('Electron cannot run here: Slipway opens in your browser instead, with everything it can do.')
  return await openBrowserWindow(options)
}

/** Electron refuses to run as root, and it needs a display. */
function isElectronPossible(): boolean {
  return process.platform !== 'linux' || (process.getuid?.() !== 0 && hasDisplay())
}

function hasDisplay(): boolean {
  return Boolean(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY'])
}

function whyNoElectron(): string {
  if (isElectronPossible()) return "Electron's binary could not be had"
  return hasDisplay() ? 'Electron does not run as root' : 'There is no display for Electron'
}

async function openBrowserWindow(options: readonly string[]): Promise<number> {
  const place = options.includes('--data-dir') ? [] : ['--data-dir', defaultDataFolder()]
  const port = options.includes('--port') ? [] : ['--port', '0']
  const application = spawn(
    process.execPath,
    [join(projectFolder, 'out/main/headless.js'), ...place, ...port, '--window-code', ...options],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  createInterface({ input: application.stdout }).on('line', (line) => {
    const window = /^SLIPWAY_WINDOW (\{.*\})$/.exec(line)?.[1]
    // The other line holds the admin token, which nobody needs here.
    if (window !== undefined) void showWindow((JSON.parse(window) as { url: string }).url)
  })
  return (await ended(application)).code
}

function defaultDataFolder(): string {
  return dataFolder({ env: process.env, home: homedir(), platform: process.platform })
}

async function showWindow(url: string): Promise<void> {
  const isOpen = await openInBrowser(url, { hasDisplay: hasDisplay() })
  console.log(
    isOpen ? `Slipway is open in your browser: ${new URL(url).origin}` : `Open Slipway once at ${url}`,
  )
  console.log('Press Ctrl+C to end it.')
}

/** Resolves when the process has ended; until then it gets the signals that reach us. */
async function ended(child: ChildProcess): Promise<{ code: number; signal: NodeJS.Signals | null }> {
  forwardSignals(child)
  return await new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', (code, signal) => {
      const wasAsked = signal === 'SIGTERM' || signal === 'SIGINT'
      resolve({ code: code ?? (wasAsked ? 0 : 1), signal })
    })
  })
}
