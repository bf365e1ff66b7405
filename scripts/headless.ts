// npm run headless -- --data-dir DIR --port N: builds if needed, then becomes the application without a window.
// It runs in this very process, so signals reach it, and standard output is its own.
import { join } from 'node:path'
import process from 'node:process'
import { pathToFileURL } from 'node:url'
import { ensureBuilt, projectFolder } from './build-state.ts'

try {
  await ensureBuilt()
  await import(pathToFileURL(join(projectFolder, 'out/main/headless.js')).href)
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
