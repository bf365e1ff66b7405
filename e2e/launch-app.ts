import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import { type Browser, chromium, _electron as electron, type Page } from '@playwright/test'
import { projectFolder } from '../scripts/build-state.ts'
import { findElectron } from '../scripts/electron-binary.ts'
import { chromiumArguments, findChromium } from '../scripts/test-parts/chromium.ts'
import type { Locale } from '../src/contract/settings.ts'

/** How the window and the application speak: `ipc` as in Electron, `http` as in a browser on the headless application. */
export type Way = 'ipc' | 'http'

export interface LaunchOptions {
  readonly way: Way
  /** Language of the system, which the screens follow. */
  readonly locale: Locale
  /** A folder of this launch alone, for the application's data and everything that a home folder holds. */
  readonly folder: string
  /** Where the application looks for its engine, and nowhere else. */
  readonly dockerHost: string
  readonly colorScheme?: 'light' | 'dark'
  readonly size?: { readonly width: number; readonly height: number }
  readonly scale?: number
}

export interface LaunchedApp {
  readonly page: Page
  /** Everything that the application and its page said on their error outputs. */
  readonly complaints: () => string
  /** Ends the application as its user would; resolves to its exit code. */
  quit(): Promise<number | null>
}

/** Starts the built application and waits for its window. */
export async function launchApp(options: LaunchOptions): Promise<LaunchedApp> {
  const app = await launchOneWay(options)
  const complaints: string[] = []
  app.page.setDefaultTimeout(20_000)
  app.page.on('pageerror', (error) => complaints.push(error.stack ?? error.message))
  app.page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  return { ...app, complaints: () => [app.complaints(), ...complaints].join('\n') }
}

async function launchOneWay(options: LaunchOptions): Promise<LaunchedApp> {
  for (const name of ['data', 'home', 'docker-config'])
    mkdirSync(join(options.folder, name), { recursive: true })
  if (options.way === 'http') return await launchHeadless(options)
  const binary = findElectron()
  return binary === null ? await launchOnStandIn(options) : await launchElectron(binary, options)
}

/** A surrounding in which nothing of this machine's user or engine is to be found. */
function environmentOf({ folder, dockerHost, locale }: LaunchOptions): Record<string, string> {
  const kept = ['PATH', 'SLIPWAY_TEST_CHROMIUM', 'DISPLAY', 'WAYLAND_DISPLAY', 'XDG_RUNTIME_DIR', 'TMPDIR']
  return {
    ...Object.fromEntries(
      kept.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
    ),
    HOME: join(folder, 'home'),
    DOCKER_CONFIG: join(folder, 'docker-config'),
    LANGUAGE: locale,
    DOCKER_HOST: dockerHost,
  }
}

async function launchHeadless(options: LaunchOptions): Promise<LaunchedApp> {
  const application = start(options, [
    join(projectFolder, 'out/main/headless.js'),
    ...['--data-dir', join(options.folder, 'data'), '--port', '0', '--window-code'],
  ])
  const url = await application.line(/^SLIPWAY_WINDOW (\{.*\})$/)
  const browser = await chromium.launch({
    ...executable(),
    args: [...chromiumArguments],
  })
  const page = await browser.newPage({
    locale: options.locale,
    colorScheme: options.colorScheme ?? 'light',
    viewport: options.size ?? { width: 1280, height: 800 },
    deviceScaleFactor: options.scale ?? 1,
  })
  await page.goto((JSON.parse(url) as { url: string }).url)
  return {
    page,
    complaints: application.complaints,
    quit: async () => {
      await browser.close()
      application.child.kill('SIGTERM')
      return await application.exit
    },
  }
}

async function launchOnStandIn(options: LaunchOptions): Promise<LaunchedApp> {
  const profile = join(options.folder, 'stand-in')
  mkdirSync(profile, { recursive: true })
  // A start before this one has left the port that it had.
  const portFile = join(profile, 'chromium/DevToolsActivePort')
  rmSync(portFile, { force: true })
  const standIn = {
    profile,
    locale: options.locale,
    scale: options.scale ?? 1,
    colorScheme: options.colorScheme ?? 'light',
  }
  const application = start(
    options,
    [
      ...['--import', join(projectFolder, 'e2e/electron-stand-in/register.ts')],
      join(projectFolder, 'out/main/index.js'),
      ...['--data-dir', join(options.folder, 'data')],
    ],
    { SLIPWAY_STAND_IN: JSON.stringify(standIn) },
  )
  const port = await debuggingPort(portFile, application)
  const browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`)
  const page = await firstPage(browser)
  // Joining resets what the stand-in had chosen.
  await page.emulateMedia({ colorScheme: options.colorScheme ?? 'light' })
  if (options.size !== undefined) await page.setViewportSize(options.size)
  return {
    page,
    complaints: application.complaints,
    quit: async () => {
      application.child.kill('SIGTERM')
      return await application.exit
    },
  }
}

async function launchElectron(binary: string, options: LaunchOptions): Promise<LaunchedApp> {
  const application = await electron.launch({
    executablePath: binary,
    args: [
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      `--lang=${options.locale}`,
      projectFolder,
      ...['--data-dir', join(options.folder, 'data')],
    ],
    env: environmentOf(options),
    colorScheme: options.colorScheme ?? 'light',
  })
  const complaints: string[] = []
  application.process().stderr?.on('data', (chunk: Buffer) => complaints.push(String(chunk)))
  const page = await application.firstWindow()
  return {
    page,
    complaints: () => complaints.join(''),
    quit: async () => {
      await application.close()
      return application.process().exitCode
    },
  }
}

interface Started {
  readonly child: ChildProcess
  readonly exit: Promise<number | null>
  readonly complaints: () => string
  /** The first group of the first line of the output that matches. */
  line(pattern: RegExp): Promise<string>
}

function start(options: LaunchOptions, argv: readonly string[], extra: Record<string, string> = {}): Started {
  const child = spawn(process.execPath, argv, {
    env: { ...environmentOf(options), ...extra },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const said: string[] = []
  child.stderr.on('data', (chunk: Buffer) => said.push(String(chunk)))
  const exit = new Promise<number | null>((resolve) => child.on('exit', resolve))
  const lines = createInterface({ input: child.stdout })
  return {
    child,
    exit,
    complaints: () => said.join(''),
    line: async (pattern) =>
      await new Promise((resolve, reject) => {
        lines.on('line', (line) => {
          const found = pattern.exec(line)?.[1]
          if (found !== undefined) resolve(found)
        })
        void exit.then(() =>
          reject(new Error(`The application ended before it was ready:\n${said.join('')}`)),
        )
      }),
  }
}

function executable(): { executablePath?: string } {
  const path = findChromium()
  return path === null ? {} : { executablePath: path }
}

/** Chromium writes the port of its debugging interface into its profile. */
async function debuggingPort(file: string, application: Started): Promise<string> {
  while (application.child.exitCode === null) {
    const port = readIfThere(file).split('\n')[0] ?? ''
    if (port !== '') return port
    await pause(20)
  }
  throw new Error(`The application ended before it had a window:\n${application.complaints()}`)
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

async function firstPage(browser: Browser): Promise<Page> {
  const context = browser.contexts()[0]
  if (context === undefined) throw new Error('The Chromium of the stand-in has no context.')
  return context.pages()[0] ?? (await context.waitForEvent('page'))
}
