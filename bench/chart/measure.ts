import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { extname, join } from 'node:path'
import { chromium, type Page } from '@playwright/test'
import react from '@vitejs/plugin-react'
import { build } from 'vite'
import { chromiumArguments, findChromium } from '../../scripts/test-parts/chromium.ts'

export const scenes = ['drawing', 'charts', 'containers'] as const
export type Scene = (typeof scenes)[number]

export interface SceneTimes {
  readonly scene: Scene
  /** The longest block of each update. */
  readonly blockMs: readonly number[]
  /** What the page's thread itself worked for one update, on average: free of what else the machine does. */
  readonly workMs: number
}

export interface ChartTimes {
  readonly browser: string
  readonly times: readonly SceneTimes[]
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
}

/** Builds the page for production, opens it in the system's Chromium, and times so many updates of each scene. */
export async function measureCharts(updates: number): Promise<ChartTimes> {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-bench-chart-'))
  try {
    await build({
      root: import.meta.dirname,
      configFile: false,
      mode: 'production',
      logLevel: 'error',
      plugins: [react()],
      build: {
        outDir: folder,
        minify: true,
        rolldownOptions: { input: join(import.meta.dirname, 'page.html') },
      },
    })
    return await measureIn(folder, updates)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function measureIn(folder: string, updates: number): Promise<ChartTimes> {
  const executablePath = findChromium()
  const browser = await chromium.launch({
    ...(executablePath === null ? {} : { executablePath }),
    args: [...chromiumArguments],
  })
  try {
    const page = await browser.newPage({ viewport: { width: 1_440, height: 900 } })
    await serve(page, folder)
    await page.goto('http://charts.invalid/page.html')
    await page.waitForFunction('window.openScene !== undefined')
    const workedMs = await followWork(page)
    const times: SceneTimes[] = []
    for (const scene of scenes) {
      await page.evaluate(`window.openScene(${JSON.stringify(scene)})`)
      const blockMs = await page.evaluate<number[]>(`window.measureUpdates(${updates})`)
      const before = await workedMs()
      await page.evaluate(`window.runUpdates(${updates})`)
      times.push({ scene, blockMs, workMs: ((await workedMs()) - before) / updates })
    }
    return { browser: browser.version(), times }
  } finally {
    await browser.close()
  }
}

/** Answers the page from what was built: a page from a file may load no modules. */
async function serve(page: Page, folder: string): Promise<void> {
  await page.route('http://charts.invalid/**', async (route) => {
    const path = join(folder, new URL(route.request().url()).pathname)
    await route.fulfill({
      body: readFileSync(path),
      contentType: types[extname(path)] ?? 'application/octet-stream',
    })
  })
}

/** How long the page's thread has worked until now, in its own time: what it waits for a processor is left out. */
async function followWork(page: Page): Promise<() => Promise<number>> {
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable', { timeDomain: 'threadTicks' })
  return async () => {
    const { metrics } = await session.send('Performance.getMetrics')
    return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN) * 1_000
  }
}
