import { resolve } from 'node:path'
import react from '@vitejs/plugin-react'
import { playwright } from '@vitest/browser-playwright'
import { defineConfig } from 'vitest/config'
import { chromiumArguments, findChromium } from './scripts/test-parts/chromium.ts'

const electronAbsent = resolve(import.meta.dirname, 'scripts/test-parts/electron-absent.ts')
const chromium = findChromium()

export default defineConfig({
  test: {
    projects: [
      {
        // Needs nothing but npm.
        resolve: { alias: { electron: electronAbsent } },
        test: {
          name: 'unit',
          environment: 'node',
          include: ['src/**/*.test.ts', 'scripts/**/*.test.ts', 'e2e/**/*.test.ts'],
          exclude: ['**/*.integration.test.ts'],
        },
      },
      {
        // Needs a Docker Engine and a registry of its own: npm run test:integration brings them.
        resolve: { alias: { electron: electronAbsent } },
        test: {
          name: 'integration',
          environment: 'node',
          include: ['src/**/*.integration.test.ts', 'scripts/**/*.integration.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
          // The files share one engine, and some of them prune it.
          fileParallelism: false,
        },
      },
      {
        // The same tests, with the engine reached over SSH.
        resolve: { alias: { electron: electronAbsent } },
        test: {
          name: 'integration-ssh',
          environment: 'node',
          env: { SLIPWAY_TEST_WAY: 'ssh' },
          include: [
            'src/main/dispatch/*.integration.test.ts',
            'src/main/docker/docker-engine.integration.test.ts',
            'src/main/sources/**/*.integration.test.ts',
            'src/main/stats/app-stats.integration.test.ts',
          ],
          testTimeout: 60_000,
          hookTimeout: 120_000,
          fileParallelism: false,
          // After those on the engine's socket: they share the engine.
          sequence: { groupOrder: 1 },
        },
      },
      {
        // Needs a Chromium: npm run test:components brings it.
        plugins: [react()],
        // All that the screens import is bundled before the first test: what is found later reloads the page under it.
        optimizeDeps: { entries: ['src/renderer/**/*.{ts,tsx}'] },
        test: {
          name: 'components',
          include: ['src/renderer/**/*.test.tsx'],
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({
              launchOptions: {
                args: [...chromiumArguments],
                ...(chromium === null ? {} : { executablePath: chromium }),
              },
              contextOptions: { locale: 'en-GB', reducedMotion: 'reduce' },
            }),
            instances: [{ browser: 'chromium', viewport: { width: 1280, height: 800 } }],
          },
        },
      },
    ],
  },
})
