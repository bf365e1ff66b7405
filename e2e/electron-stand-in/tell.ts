import process from 'node:process'

/** A line on the error output, which the test keeps. */
export function tell(line: string): void {
  process.stderr.write(`${line}\n`)
}
