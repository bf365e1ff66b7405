import { spawn } from 'node:child_process'
import process from 'node:process'

export interface CommandOptions {
  readonly environment?: Readonly<Record<string, string>>
}

/** Runs a command on our terminal and hands SIGINT and SIGTERM on to it. Resolves to its exit code,
 *  128 + the signal's number when a signal ended it, as a shell counts. */
export async function runCommand(command: readonly string[], options: CommandOptions = {}): Promise<number> {
  const [file = '', ...argv] = command
  const child = spawn(file, argv, { stdio: 'inherit', env: { ...process.env, ...options.environment } })
  // A terminal sends Ctrl-C to the child as well; it is caught here so that what comes after the child still runs.
  const forward = (signal: NodeJS.Signals) => {
    if (signal === 'SIGTERM' || !process.stdin.isTTY) child.kill(signal)
  }
  process.on('SIGINT', forward)
  process.on('SIGTERM', forward)
  try {
    return await new Promise((resolve, reject) => {
      child.on('error', reject)
      child.on('exit', (code, signal) => resolve(code ?? 128 + signalNumber(signal)))
    })
  } finally {
    process.off('SIGINT', forward)
    process.off('SIGTERM', forward)
  }
}

function signalNumber(signal: NodeJS.Signals | null): number {
  if (signal === 'SIGINT') return 2
  return signal === 'SIGKILL' ? 9 : 15
}
