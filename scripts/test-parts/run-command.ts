import { type ChildProcess, spawn } from 'node:child_process'
import process from 'node:process'

const endingSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

export interface CommandOptions {
  readonly environment?: Readonly<Record<string, string>>
}

/** Runs a command on our terminal and hands the signals on to it that end a program. Resolves to its exit code,
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

/** Hands the signals that end a program on to a child, and keeps them from ending this process before it. Returns how to stop.
 *  @param options.isOwnGroup the child leads a process group of its own: no signal reaches it but through us. It gets one,
 *  since Electron takes a second one as the order to drop everything. */
export function forwardSignals(
  child: ChildProcess,
  options: { readonly isOwnGroup: boolean } = { isOwnGroup: false },
): () => void {
  let isTold = false
  const forward = (signal: NodeJS.Signals) => {
    // A terminal sends Ctrl-C to its whole group, and a second one would cut the child's orderly end short.
    const isReached = options.isOwnGroup ? isTold : signal !== 'SIGTERM' && process.stdin.isTTY
    if (!isReached) isTold = child.kill(signal)
  }
  for (const signal of endingSignals) process.on(signal, forward)
  return () => {
    for (const signal of endingSignals) process.off(signal, forward)
  }
}

function signalNumber(signal: NodeJS.Signals | null): number {
  if (signal === 'SIGINT') return 2
  if (signal === 'SIGHUP') return 1
  return signal === 'SIGKILL' ? 9 : 15
}
