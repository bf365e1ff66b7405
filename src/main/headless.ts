import { readFileSync } from 'node:fs'
import type { Server } from 'node:http'
import { homedir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { type HttpWay, listenOnLoopback, serveHttp } from './api/http.ts'
import { Page } from './api/page.ts'
import { type HeldDataFolder, holdDataFolder } from './data-folder.ts'
import { type HeadlessArguments, headlessUsage, readHeadlessArguments } from './headless-arguments.ts'
import {
  removeWindowPage,
  removeWindowPages,
  windowAddress,
  writeWindowPage,
} from './headless-window-page.ts'
import { explainStartFailure } from './start-failure.ts'
import { readBootstrapToken } from './tokens/bootstrap-token.ts'
import { logUnexpected } from './unexpected.ts'
import { type Application, startApplication } from './wiring.ts'

/** What has to be closed at the end, as far as the start got. */
interface Opened {
  readonly dataFolder: string
  held?: HeldDataFolder
  server?: Server
  application?: Application
  http?: HttpWay
}

/** Ends the process even when something does not let go: a supervisor's patience is 5 s. */
const endWithinMs = 4_500
let isEnding = false

const given = readHeadlessArguments(process.argv.slice(2))
if (given === null) {
  process.stderr.write(headlessUsage)
  process.exitCode = 2
} else {
  await run(given)
}

async function run({ dataFolder, port, needsWindowCode }: HeadlessArguments): Promise<void> {
  const opened: Opened = { dataFolder }
  // Listened to until the very end: a terminal, npm and a supervisor may each send one.
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => end(opened, 0))
  try {
    opened.held = holdDataFolder(dataFolder)
    removeWindowPages(dataFolder)
    opened.server = await listenOnLoopback(port)
    opened.application = await startApplication({
      dataDir: dataFolder,
      env: process.env,
      home: homedir(),
      version: readVersion(),
    })
    const { services, log } = opened.application
    const page = new Page(join(import.meta.dirname, '../renderer'))
    opened.http = serveHttp({
      server: opened.server,
      services,
      log,
      page,
      onCodeSpent: (code) => forgetWindowPage(opened, code),
    })
  } catch (error) {
    process.stderr.write(`${explainStartFailure(error, dataFolder)}\n`)
    end(opened, 1)
    return
  }
  const { http, application } = opened
  logUnexpected(application.log, () => end(opened, 1))
  opened.held.serveAt(http.url)
  // Whoever reads the lines may have gone; that is no reason to end.
  process.stdout.on('error', () => undefined)
  print('SLIPWAY_READY', { url: http.url, token: readBootstrapToken(dataFolder) })
  if (needsWindowCode) {
    const code = http.createWindowCode()
    const { url } = http
    print('SLIPWAY_WINDOW', {
      url: windowAddress(url, code),
      page: writeWindowPage(dataFolder, { url, code }),
    })
  }
}

/** A page that stays does no harm: its code opens nothing any more. */
function forgetWindowPage({ dataFolder, application }: Opened, code: string): void {
  try {
    removeWindowPage(dataFolder, code)
  } catch (error) {
    application?.log.warn({ error }, 'could not remove the page of a window code')
  }
}

function readVersion(): string {
  const manifest: { version: string } = JSON.parse(
    readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8'),
  )
  return manifest.version
}

function print(word: string, value: object): void {
  process.stdout.write(`${word} ${JSON.stringify(value)}\n`)
}

/** Begins the end; whoever asks for it while it is under way changes nothing. */
function end(opened: Opened, code: number): void {
  if (isEnding) return
  isEnding = true
  void close(opened, code)
}

async function close(opened: Opened, code: number): Promise<void> {
  setTimeout(() => process.exit(1), endWithinMs).unref()
  try {
    // Both take seconds; the services are closed after them, since the last answers still need them.
    await Promise.all([opened.http?.close(), opened.application?.stopDeploys()])
    await opened.application?.close()
    if (opened.held !== undefined) removeWindowPages(opened.dataFolder)
    opened.held?.release()
  } catch (error) {
    opened.application?.log.error({ error }, 'could not end in order')
    process.exit(1)
  }
  process.exit(code)
}
