import { readFileSync } from 'node:fs'
import type { Server } from 'node:http'
import { homedir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { type HttpWay, listenOnLoopback, serveHttp } from './api/http.ts'
import { Page } from './api/page.ts'
import { type HeldDataFolder, holdDataFolder } from './data-folder.ts'
import { type HeadlessArguments, headlessUsage, readHeadlessArguments } from './headless-arguments.ts'
import { explainStartFailure } from './start-failure.ts'
import { readBootstrapToken } from './tokens/bootstrap-token.ts'
import { logUnexpected } from './unexpected.ts'
import { type Application, startApplication } from './wiring.ts'

/** What has to be closed at the end, as far as the start got. */
interface Opened {
  held?: HeldDataFolder
  server?: Server
  application?: Application
  http?: HttpWay
}

/** Ends the process even when something does not let go: a supervisor's patience is 5 s. */
const endWithinMs = 4_500

const given = readHeadlessArguments(process.argv.slice(2))
if (given === null) {
  process.stderr.write(headlessUsage)
  process.exitCode = 2
} else {
  await run(given)
}

async function run({ dataFolder, port, needsWindowCode }: HeadlessArguments): Promise<void> {
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
    // Both take seconds; the services are closed after them, since the last answers still need them.
    await Promise.all([opened.http?.close(), opened.application?.stopDeploys()])
    await opened.application?.close()
    opened.held?.release()
  } catch (error) {
    opened.application?.log.error({ error }, 'could not end in order')
    process.exit(1)
  }
  process.exit(code)
}
