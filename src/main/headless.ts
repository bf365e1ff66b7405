import { readFileSync } from 'node:fs'
import type { Server } from 'node:http'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { type HttpWay, listenOnLoopback, serveHttp } from './api/http.ts'
import { Page } from './api/page.ts'
import { type HeldDataFolder, holdDataFolder } from './data-folder.ts'
import { explainStartFailure } from './start-failure.ts'
import { readBootstrapToken } from './tokens/bootstrap-token.ts'
import { logUnexpected } from './unexpected.ts'
import { type Application, startApplication } from './wiring.ts'

interface Arguments {
  readonly dataFolder: string
  readonly port: number
  readonly needsWindowCode: boolean
}

/** What has to be closed at the end, as far as the start got. */
interface Opened {
  held?: HeldDataFolder
  server?: Server
  application?: Application
  http?: HttpWay
}

const usage = `Usage: slipway-headless --data-dir DIR [--port N] [--window-code]

  --data-dir DIR   where Slipway keeps its data
  --port N         port on 127.0.0.1; 0, the default, takes any that is free
  --window-code    also print an address that opens one browser window
`

/** Ends the process even when something does not let go: a supervisor's patience is 5 s. */
const endWithinMs = 4_500

const given = readArguments(process.argv.slice(2))
if (given === null) {
  process.stderr.write(usage)
  process.exitCode = 2
} else {
  await run(given)
}

function readArguments(args: readonly string[]): Arguments | null {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        'data-dir': { type: 'string' },
        port: { type: 'string', default: '0' },
        'window-code': { type: 'boolean', default: false },
      },
    })
    const { 'data-dir': folder = '', port, 'window-code': needsWindowCode } = values
    if (folder === '' || !/^\d{1,5}$/.test(port) || Number(port) > 65_535) return null
    return { dataFolder: resolve(folder), port: Number(port), needsWindowCode }
  } catch {
    return null
  }
}

async function run({ dataFolder, port, needsWindowCode }: Arguments): Promise<void> {
  const opened: Opened = {}
  try {
    opened.held = holdDataFolder(dataFolder)
    opened.server = await listenOnLoopback(port)
    opened.application = await startApplication({
      dataDir: dataFolder,
      env: process.env,
      home: homedir(),
      version: readVersion(),
    })
    const { services, log } = opened.application
    const page = new Page(join(import.meta.dirname, '../renderer'))
    opened.http = serveHttp({ server: opened.server, services, log, page })
  } catch (error) {
    process.stderr.write(`${explainStartFailure(error, dataFolder)}\n`)
    await end(opened, 1)
    return
  }
  const { http, application } = opened
  logUnexpected(application.log, () => void end(opened, 1))
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const)
    process.once(signal, () => void end(opened, 0))
  // Whoever reads the lines may have gone; that is no reason to end.
  process.stdout.on('error', () => undefined)
  print('SLIPWAY_READY', { url: http.url, token: readBootstrapToken(dataFolder) })
  if (needsWindowCode) print('SLIPWAY_WINDOW', { url: `${http.url}/#code=${http.createWindowCode()}` })
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

async function end(opened: Opened, code: number): Promise<void> {
  setTimeout(() => process.exit(1), endWithinMs).unref()
  try {
    await opened.http?.close()
    await opened.application?.close()
    opened.held?.release()
  } finally {
    process.exit(code)
  }
}
