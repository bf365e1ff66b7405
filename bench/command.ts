import { spawn } from 'node:child_process'
import process from 'node:process'

/** Runs a program to its end and resolves to what it printed; throws with its error output when it fails. */
export async function runProgram(
  argv: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<string> {
  const [file = '', ...rest] = argv
  const child = spawn(file, rest, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...environment },
  })
  const output: string[] = []
  const errors: string[] = []
  child.stdout.setEncoding('utf8').on('data', (text: string) => output.push(text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => errors.push(text))
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', resolve)
  })
  if (code !== 0)
    throw new Error(`${argv.join(' ')} failed with exit code ${code}: ${errors.join('').trim()}`)
  return output.join('')
}

/** Null where there is no such program, or where it does not know the command. */
export async function tryProgram(argv: readonly string[]): Promise<string | null> {
  return await runProgram(argv).catch(() => null)
}
