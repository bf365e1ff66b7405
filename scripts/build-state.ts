import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import process from 'node:process'
import { setTimeout as pause } from 'node:timers/promises'

export const projectFolder = resolve(import.meta.dirname, '..')

const inputs = ['src', 'locales', 'electron.vite.config.ts', 'package.json', 'package-lock.json']
const outputs = [
  'out/main/index.js',
  'out/main/headless.js',
  'out/preload/index.cjs',
  'out/renderer/index.html',
]

/** Builds unless what was built is newer than every source. The build's own words go to the error output. */
export async function ensureBuilt(): Promise<void> {
  if (isBuilt(projectFolder)) return
  const release = await takeBuildLock()
  try {
    // Whoever held the lock before has built it perhaps.
    if (!isBuilt(projectFolder)) build()
  } finally {
    release()
  }
}

/** Whether every output in `folder` is there and newer than every input. */
export function isBuilt(folder: string): boolean {
  const built = outputs.map((path) => modifiedAt(join(folder, path)))
  const newestInput = Math.max(...inputs.map((path) => newestBelow(join(folder, path))))
  return built.every((time) => time !== null && time >= newestInput)
}

function build(): void {
  console.error('Building Slipway …')
  const result = spawnSync(
    process.execPath,
    [join(projectFolder, 'node_modules/electron-vite/bin/electron-vite.js'), 'build'],
    {
      cwd: projectFolder,
      stdio: ['ignore', 'pipe', 'pipe'],
      encoding: 'utf8',
      env: { ...process.env, NODE_ENV: 'production' },
    },
  )
  if (result.status === 0) return
  throw new Error(`The build failed:\n${result.stdout}\n${result.stderr}`)
}

function modifiedAt(path: string): number | null {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? null
}

/** A folder counts with its own time too: that is what changes when a file in it is deleted. */
function newestBelow(path: string): number {
  const stat = statSync(path, { throwIfNoEntry: false })
  if (stat === undefined) return 0
  if (!stat.isDirectory()) return stat.mtimeMs
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => newestBelow(join(path, name))))
}

/** Two starts at the same time must not write the same files at the same time. */
async function takeBuildLock(): Promise<() => void> {
  const folder = join(projectFolder, 'node_modules/.cache')
  const lock = join(folder, 'slipway-build.lock')
  mkdirSync(folder, { recursive: true })
  while (!tryLock(lock)) {
    if (!isRunning(Number(readIfThere(lock)))) rmSync(lock, { force: true })
    await pause(100)
  }
  return () => rmSync(lock, { force: true })
}

function tryLock(lock: string): boolean {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' })
    return true
  } catch {
    return false
  }
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

function isRunning(pid: number): boolean {
  try {
    return pid > 0 && process.kill(pid, 0)
  } catch {
    return false
  }
}
