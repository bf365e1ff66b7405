import { readFileSync } from 'node:fs'
import { availableParallelism, loadavg, release, totalmem } from 'node:os'
import process from 'node:process'
import Database from 'better-sqlite3'
import { getFromEngine } from '../scripts/test-parts/engine-api.ts'
import { tryProgram } from './command.ts'
import type { Compose } from './deployers/compose.ts'

/** What the numbers depend on beside Slipway: kinds and versions, nothing that names the machine. */
export interface Surroundings {
  readonly cores: number
  readonly memoryGiB: number
  readonly kernel: string
  readonly node: string
  readonly sqlite: string
  readonly slipway: string
  readonly engine: string
  readonly dockerCli: string
  readonly compose: string
}

export async function describeSurroundings(engine: string, compose: Compose | null): Promise<Surroundings> {
  const answer = await getFromEngine<{ Version: string; ApiVersion: string }>(engine, '/version')
  const cli = await tryProgram(['docker', '--version'])
  const db = new Database(':memory:')
  const sqlite = String(db.prepare('SELECT sqlite_version()').pluck().get())
  db.close()
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
    version: string
  }
  return {
    cores: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    kernel: /^[0-9.]+/.exec(release())?.[0] ?? release(),
    node: process.versions.node,
    sqlite,
    slipway: version,
    engine: `${answer.Version} (API ${answer.ApiVersion})`,
    dockerCli: /version ([^,\s]+)/.exec(cli ?? '')?.[1] ?? 'none',
    compose: compose === null ? 'none' : `${compose.argv.join(' ')} ${compose.version}`,
  }
}

export function surroundingsLines(of: Surroundings): string[] {
  return [
    `machine   ${of.cores} cores, ${of.memoryGiB} GiB, Linux ${of.kernel}`,
    `engine    Docker Engine ${of.engine}, docker CLI ${of.dockerCli}, ${of.compose}`,
    `slipway   ${of.slipway}, Node ${of.node}, SQLite ${of.sqlite}`,
  ]
}

/** How many processes wanted a processor in the last minute; more than there are cores, and every number is about them too. */
export function loadLine(when: string): string {
  const [lastMinute = 0] = loadavg()
  return `load      ${lastMinute.toFixed(1)} ${when}`
}
