import process from 'node:process'

const lookEveryMs = 200

/** Ends this process in order when npm is told to end. npm passes SIGTERM on to the shell that it starts scripts with,
 *  and that shell dies of it without telling anybody; all that is to be noticed is that the parent has gone. */
export function endWithNpm(): void {
  if (process.env['npm_lifecycle_event'] === undefined || process.platform === 'win32') return
  const parent = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(timer)
    process.kill(process.pid, 'SIGTERM')
  }, lookEveryMs)
  timer.unref()
}
