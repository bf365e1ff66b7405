import { randomBytes } from 'node:crypto'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type Database from 'better-sqlite3'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { packTar } from '../../../scripts/test-parts/tar.ts'
import { openStore } from '../db/open.ts'
import type { Engine } from '../docker/engine.ts'
import { imageIdOf } from './image-config.ts'
import { Vault } from './vault.ts'
import { VaultIndex } from './vault-index.ts'
import { VaultKeeper } from './vault-keeper.ts'

const log = pino({ level: 'silent' })
const config = Buffer.from(
  JSON.stringify({ os: 'linux', architecture: 'amd64', rootfs: { type: 'layers', diff_ids: [] } }),
)
const manifest = JSON.stringify([{ Config: 'c.json', RepoTags: null, Layers: [] }])
const archive = packTar([
  { path: 'c.json', content: config },
  { path: 'manifest.json', content: manifest },
])

let root: string
let db: Database.Database
let vault: Vault

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'slipway-keeper-'))
  db = openStore(':memory:')
  vault = new Vault(join(root, 'vault'), new VaultIndex(db))
})
afterEach(() => {
  db.close()
  rmSync(root, { recursive: true })
})

/** An engine that gives these bytes for whatever image it is asked for: no real one lies, or never ends. */
function engineGiving(exported: () => AsyncIterable<Uint8Array>): Engine {
  const engine: Pick<Engine, 'inspectImage' | 'exportImage'> = {
    inspectImage: async (id) => ({ id, repoDigests: [], platform: 'linux/amd64', layers: [] }) as never,
    exportImage: exported,
  }
  return engine as Engine
}

async function keep(imageId: string, engine: Engine, limitBytes: number): Promise<void> {
  const keeper = new VaultKeeper({
    vault,
    wanted: () => [{ imageId, hostId: 'edge' }],
    engines: () => [engine],
    limitBytes: () => limitBytes,
    log,
  })
  keeper.advance()
  await keeper.idle()
}

describe('what the vault keeps', () => {
  it('is the image that was asked for, and nothing that a host gives in its place', async () => {
    const engine = engineGiving(async function* () {
      yield archive
    })
    const imageId = imageIdOf(config)
    const another = `sha256:${'a'.repeat(64)}`

    await keep(another, engine, 1_000_000)
    expect(vault.imageIds()).toEqual([])
    await keep(imageId, engine, 1_000_000)
    expect(vault.imageIds()).toEqual([imageId])
  })

  it('never takes much more of the disk than it may, not even for a layer without end', async () => {
    const limitBytes = 1_000_000
    const chunk = randomBytes(100_000)
    const header = packTar([{ path: '1/layer.tar', content: Buffer.alloc(100_000_000) }]).subarray(0, 512)
    let given = 0
    const engine = engineGiving(async function* () {
      yield header
      for (; given < 100_000_000; given += chunk.length) yield chunk
    })

    await keep(imageIdOf(config), engine, limitBytes)

    expect(given).toBeLessThan(10 * limitBytes)
    expect(vault.isEmpty).toBe(true)
    expect(readdirSync(join(root, 'vault'))).toEqual([])
  })
})
