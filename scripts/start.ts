// npm start: opens Slipway's window; where Electron's binary cannot be had, the same application in a browser.
// npm start -- --yes also installs and starts a Docker Engine when none is reachable.
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import { ensureBuilt, projectFolder } from './build-state.ts'
import { dataFolder } from './data-folder.ts'
import { obtainElectron } from './electron-binary.ts'
import { endWithNpm } from './end-with-npm.ts'
import { offerEngine } from './local-engine.ts'
import { openInBrowser } from './open-in-browser.ts'
import { linkToRunning, type WindowLink } from './running-slipway.ts'
import { readStartArguments, type StartArguments, startUsage } from './start-arguments.ts'
import { forwardSignals } from './test-parts/run-command.ts'

/** A group of its own: the application gets one signal, from us, however many of them come. */
const detached = process.platform !== 'win32'
/** How long a browser may take until it has opened the page; a busy machine takes seconds. */
const browserPatienceMs = 15_000

endWithNpm()
const given = readStartArguments(process.argv.slice(2))
if (given === 'help') {
  process.stdout.write(startUsage)
} else if (given === null) {
  process.stderr.write(startUsage)
  process.exitCode = 2
} else {
  try {
    process.exitCode = await start(given)
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exitCode = 1
  }
}

async function start(given: StartArguments): Promise<number> {
  const folder = given.dataFolder ?? ownDataFolder()
  const running = await linkToRunning(folder)
  if (running !== null) {
    console.log('Slipway runs already; this opens one more window of it.')
    await showWindow(running)
    return 0
  }
  await ensureBuilt()
  await offerEngine({ yes: given.yes })
  return await openWindow(given)
}

async function openWindow(given: StartArguments): Promise<number> {
  const electron = isElectronPossible() ? obtainElectron() : null
  if (electron === null) {
    console.log(`${whyNoElectron()}: Slipway opens in your browser instead, with everything it can do.`)
    return await openBrowserWindow(given)
  }
  const place = given.dataFolder === null ? [] : ['--data-dir', given.dataFolder]
  const ending = await ended(spawn(electron, [projectFolder, ...place], { stdio: 'inherit', detached }))
  if (ending.signal !== 'SIGTRAP' && ending.signal !== 'SIGABRT') return ending.code
  // So it ends where the system forbids its sandbox, as some Linux distributions do to binaries of the user.
  console.log('Electron cannot run here: Slipway opens in your browser instead, with everything it can do.')
  return await openBrowserWindow(given)
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

async function openBrowserWindow({ dataFolder, port }: StartArguments): Promise<number> {
  const place = ['--data-dir', dataFolder ?? ownDataFolder(), '--port', String(port ?? 0)]
  const application = spawn(
    process.execPath,
    [join(projectFolder, 'out/main/headless.js'), ...place, '--window-code'],
    { stdio: ['ignore', 'pipe', 'inherit'], detached },
  )
  createInterface({ input: application.stdout }).on('line', (line) => {
    const window = /^SLIPWAY_WINDOW (\{.*\})$/.exec(line)?.[1]
    // The other line holds the admin token, which nobody needs here.
    if (window === undefined) return
    console.log('Press Ctrl+C to end it.')
    void showWindow(JSON.parse(window) as WindowLink)
  })
  return (await ended(application)).code
}

function ownDataFolder(): string {
  return dataFolder({ env: process.env, home: homedir(), platform: process.platform })
}

/** Slipway takes the page away once its code was used: until then the browser has not shown the window. */
async function showWindow({ url, page }: WindowLink): Promise<void> {
  const isAsked = await openInBrowser(page, { hasDisplay: hasDisplay() })
  const isOpen = isAsked && (await isGoneWithin(page, browserPatienceMs))
  console.log(
    isOpen ? `Slipway is open in your browser: ${new URL(url).origin}` : `Open Slipway once at ${url}`,
  )
}

async function isGoneWithin(path: string, limitMs: number): Promise<boolean> {
  const deadline = Date.now() + limitMs
  while (existsSync(path)) {
    if (Date.now() > deadline) return false
    await pause(100)
  }
  return true
}

/** Resolves when the process has ended; until then it gets the signals that reach us. */
async function ended(child: ChildProcess): Promise<{ code: number; signal: NodeJS.Signals | null }> {
  forwardSignals(child, { isOwnGroup: detached })
  return await new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', (code, signal) => {
      const wasAsked = signal === 'SIGTERM' || signal === 'SIGINT'
      resolve({ code: code ?? (wasAsked ? 0 : 1), signal })
    })
  })
}
