import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { extname, join } from 'node:path'
import { chromium, type Page } from '@playwright/test'
import react from '@vitejs/plugin-react'
import { build } from 'vite'
import { chromiumArguments, findChromium } from '../../scripts/test-parts/chromium.ts'

export const scenes = ['drawing', 'charts', 'containers'] as const
export type Scene = (typeof scenes)[number]

export interface ChartTimes {
  readonly browser: string
  readonly updateMs: Readonly<Record<Scene, readonly number[]>>
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
    await page.waitForFunction('window.measureUpdates !== undefined')
    const updateMs = { drawing: [], charts: [], containers: [] } as Record<Scene, number[]>
    for (const scene of scenes) {
      updateMs[scene] = await page.evaluate<number[]>(
        `window.measureUpdates(${JSON.stringify(scene)}, ${updates})`,
      )
    }
    return { browser: browser.version(), updateMs }
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
