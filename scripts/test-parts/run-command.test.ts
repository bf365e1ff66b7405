import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import process from 'node:process'
import { createInterface } from 'node:readline'
import { describe, expect, it } from 'vitest'

const module = JSON.stringify(join(import.meta.dirname, 'run-command.ts'))

/** Tells of each signal, and ends when its input does. */
const child = `
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => console.log(signal))
  process.stdin.on('data', (text) => console.log(String(text).trim()))
  process.stdin.on('end', () => process.exit(0))
  console.log('ready')`

/** Starts such a child in a group of its own, hands signals on to it, and ends with it. */
const parent = `
  import { spawn } from 'node:child_process'
  import { forwardSignals } from ${module}
  const child = spawn(process.execPath, ['--eval', ${JSON.stringify(child)}], {
    stdio: 'inherit',
    detached: true,
  })
  forwardSignals(child, { isOwnGroup: true })
  child.on('exit', (code) => process.exit(code))`

describe.runIf(process.platform !== 'win32')('signals handed on', () => {
  it('reach a child of a group of its own once, however often the whole group of its parent gets them', async () => {
    const started = spawn(process.execPath, ['--input-type=module', '--eval', parent], {
      stdio: ['pipe', 'pipe', 'inherit'],
      detached: true,
    })
    const lines: string[] = []
    createInterface({ input: started.stdout }).on('line', (line) => lines.push(line))
    const exited = once(started, 'close')
    await expect.poll(() => lines, { timeout: 10_000 }).toEqual(['ready'])
    const group = -(started.pid ?? Number.NaN)

    process.kill(group, 'SIGTERM')
    await expect.poll(() => lines, { timeout: 10_000 }).toEqual(['ready', 'SIGTERM'])
    process.kill(group, 'SIGTERM')
    process.kill(group, 'SIGINT')
    process.kill(group, 'SIGHUP')
    started.stdin.write('asked\n')
    await expect.poll(() => lines, { timeout: 10_000 }).toContain('asked')
    started.stdin.end()

    expect(await exited).toEqual([0, null])
    expect(lines).toEqual(['ready', 'SIGTERM', 'asked'])
  })
})
