import { startEngine, type TestEngine } from '../scripts/test-parts/engine.ts'
import { expect, test } from './fixtures.ts'
import { Shell } from './pages/shell.ts'

const ownEngine = test.extend<{ engine: TestEngine }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from the pattern what a fixture needs.
  engine: async ({}, use) => {
    const engine = await startEngine()
    await use(engine)
    await engine.stop()
  },
  dockerHost: async ({ engine }, use) => await use(engine.endpoint),
})

ownEngine('notices by itself when the engine goes away and comes back', async ({ app, engine, text }) => {
  const shell = new Shell(app.page, text)
  await expect(shell.engineState).toContainText(text('shell:engine.online'))

  await engine.pause()

  await expect(shell.engineState).toContainText(text('shell:engine.offline'))

  await engine.restart()

  await expect(shell.engineState).toContainText(text('shell:engine.online'))
})
