// Runs a command with the parts that tests need beyond npm:
//   node scripts/with-parts.ts engine registry chromium -- <command> [argument …]
import process from 'node:process'
import { endWithNpm } from './end-with-npm.ts'
import { type PartName, partNames } from './test-parts/packages.ts'
import { type Parts, startParts } from './test-parts/parts.ts'
import { runCommand } from './test-parts/run-command.ts'

const separator = process.argv.indexOf('--')
const names = process.argv.slice(2, separator)
const command = process.argv.slice(separator + 1)

const usage = 'usage: node scripts/with-parts.ts [engine] [registry] [chromium] -- <command> [argument …]'

endWithNpm()
if (separator < 0 || command.length === 0 || !names.every(isPartName)) {
  console.error(usage)
  process.exitCode = 2
} else {
  process.exitCode = await runWithParts(names.filter(isPartName), command)
}

function isPartName(name: string): name is PartName {
  return (partNames as readonly string[]).includes(name)
}

async function runWithParts(parts: readonly PartName[], argv: readonly string[]): Promise<number> {
  let stopAsked = false
  const onSignal = () => {
    stopAsked = true
  }
  // From before the first part is started until after the last one is down: a signal never leaves a part behind.
  process.on('SIGINT', onSignal)
  process.on('SIGTERM', onSignal)
  let started: Parts | null = null
  try {
    started = await startParts(parts)
    return stopAsked ? 130 : await runCommand(argv, { environment: started.environment })
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    return 1
  } finally {
    await started?.stop()
  }
}
