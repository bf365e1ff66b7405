import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { createInterface } from 'node:readline'
import { expect, onTestFinished, test } from 'vitest'
import { projectFolder } from '../build-state.ts'
import { startEngine } from './engine.ts'
import { askEngine, callEngine } from './engine-api.ts'
import { baseImage, ensureBaseImage, pushWebImage, testEngine } from './images.ts'
import { isAlive, readIdentity } from './part-folder.ts'
import { startRegistry } from './registry.ts'
import { startSshAgent } from './sshd.ts'

const withParts = join(projectFolder, 'scripts/with-parts.ts')

/** Runs a command with an engine of its own; it prints the engine's address first. A command that waits for its
 *  input to end goes, whatever else is killed, with this process. */
function runWithEngine(command: string) {
  const { SLIPWAY_TEST_ENGINE: _outer, ...environment } = process.env
  const child = spawn(
    process.execPath,
    [withParts, 'engine', '--', 'sh', '-c', `echo "$SLIPWAY_TEST_ENGINE"; ${command}`],
    { stdio: ['pipe', 'pipe', 'ignore'], env: environment },
  )
  const ended = once(child, 'exit').then(([code]) => code as number | null)
  const endpoint = once(createInterface({ input: child.stdout }), 'line').then(([line]) => String(line))
  return { child, ended, endpoint }
}

function folderOf(endpoint: string): string {
  return dirname(endpoint.replace('unix://', ''))
}

test('an engine runs beside another one and takes its containers along when it ends', async () => {
  const engine = await startEngine()
  expect(engine.endpoint).not.toBe(testEngine())
  await ensureBaseImage(engine.endpoint)
  const container = { Image: baseImage, Cmd: ['sleep', '1000'] }
  await askEngine(engine.endpoint, 'POST', '/containers/create?name=neighbour', container)
  await askEngine(engine.endpoint, 'POST', '/containers/neighbour/start')

  await engine.stop()

  expect(existsSync(folderOf(engine.endpoint))).toBe(false)
  expect((await callEngine(testEngine(), 'GET', '/_ping')).status).toBe(200)
})

test('an engine that is paused has its containers again after its restart', async () => {
  const engine = await startEngine()
  onTestFinished(() => engine.stop())
  await ensureBaseImage(engine.endpoint)
  await askEngine(engine.endpoint, 'POST', '/containers/create?name=kept', { Image: baseImage })

  await engine.pause()
  await expect(callEngine(engine.endpoint, 'GET', '/_ping')).rejects.toThrow()
  await engine.restart()

  expect((await callEngine(engine.endpoint, 'GET', '/containers/kept/json')).status).toBe(200)
})

test('the next start removes the engine that a killed run left behind', async () => {
  const run = runWithEngine('cat >/dev/null')
  const left = await run.endpoint
  run.child.kill('SIGKILL')
  await run.ended
  run.child.stdin.end()
  expect((await callEngine(left, 'GET', '/_ping')).status).toBe(200)

  await (await startEngine()).stop()

  expect(existsSync(folderOf(left))).toBe(false)
})

test('the next SSH agent takes the place of one that a killed run left behind', async () => {
  const part = join(projectFolder, 'scripts/test-parts/sshd.ts')
  const script = `const { startSshAgent } = await import(${JSON.stringify(part)})
    console.log((await startSshAgent([])).socket)
    setInterval(() => undefined, 1_000)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const [line] = await once(createInterface({ input: child.stdout }), 'line')
  const folder = dirname(String(line))
  const left = readIdentity(join(folder, 'agent.json'))
  child.kill('SIGKILL')
  await once(child, 'exit')

  await (await startSshAgent([])).stop()

  expect(left === null || isAlive(left)).toBe(false)
  expect(existsSync(folder)).toBe(false)
})

test('a run with parts ends with the exit code of its command and leaves nothing behind', async () => {
  const run = runWithEngine('exit 7')

  expect(await run.ended).toBe(7)
  expect(existsSync(folderOf(await run.endpoint))).toBe(false)
})

test('a run with parts that is told to end ends its command and takes the parts down', async () => {
  const run = runWithEngine('exec cat >/dev/null')
  const endpoint = await run.endpoint

  run.child.kill('SIGTERM')

  expect(await run.ended).toBe(143)
  expect(existsSync(folderOf(endpoint))).toBe(false)
})

test('a registry with a password takes images from those who know it, and from nobody else', async () => {
  const credentials = { user: 'ann', password: 'a b$c' }
  const registry = await startRegistry({ auth: credentials })
  onTestFinished(() => registry.stop())
  const image = { reference: `${registry.address}/web:1`, body: 'hello' }

  await expect(pushWebImage(image)).rejects.toThrow()
  const wrong = { ...credentials, password: 'guessed' }
  await expect(pushWebImage(image, { credentials: wrong })).rejects.toThrow()

  expect(await pushWebImage(image, { credentials })).toMatchObject({ reference: image.reference })
})

test('a registry keeps its images and its port while it is paused, and may be restarted twice', async () => {
  const registry = await startRegistry()
  onTestFinished(() => registry.stop())
  await pushWebImage({ reference: `${registry.address}/web:1`, body: 'hello' })

  await registry.pause()
  await expect(fetch(`http://${registry.address}/v2/`)).rejects.toThrow()
  await registry.restart()
  await registry.restart()

  const tags = await fetch(`http://${registry.address}/v2/web/tags/list`)
  expect(await tags.json()).toEqual({ name: 'web', tags: ['1'] })
  await registry.stop()
  await expect(fetch(`http://${registry.address}/v2/`)).rejects.toThrow()
})
