import { type ChildProcess, spawn } from 'node:child_process'
import process from 'node:process'

export interface CommandOptions {
  readonly environment?: Readonly<Record<string, string>>
}

/** Runs a command on our terminal and hands SIGINT and SIGTERM on to it. Resolves to its exit code,
 *  128 + the signal's number when a signal ended it, as a shell counts. */
export async function runCommand(command: readonly string[], options: CommandOptions = {}): Promise<number> {
  const [file = '', ...argv] = command
  const child = spawn(file, argv, { stdio: 'inherit', env: { ...process.env, ...options.environment } })
  const stopForwarding = forwardSignals(child)
  try {
    return await new Promise((resolve, reject) => {
      child.on('error', reject)
      child.on('exit', (code, signal) => resolve(code ?? 128 + signalNumber(signal)))
    })
  } finally {
    stopForwarding()
  }
}

/** Hands SIGINT and SIGTERM on to a child, and keeps them from ending this process before it. Returns how to stop. */
export function forwardSignals(child: ChildProcess): () => void {
  const forward = (signal: NodeJS.Signals) => {
    // A terminal sends Ctrl-C to the child as well, and a second one would cut its orderly end short.
    if (signal === 'SIGTERM' || !process.stdin.isTTY) child.kill(signal)
  }
  process.on('SIGINT', forward)
  process.on('SIGTERM', forward)
  return () => {
    process.off('SIGINT', forward)
    process.off('SIGTERM', forward)
  }
}

function signalNumber(signal: NodeJS.Signals | null): number {
  if (signal === 'SIGINT') return 2
  return signal === 'SIGKILL' ? 9 : 15
}
