import { cleanup } from '@testing-library/react'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { Failure } from '../../../contract/failure.ts'
import { defaultSettings, type Settings } from '../../../contract/settings.ts'
import type { StatsHistory, StatsHistoryInput, StatsNow, StatsPoint } from '../../../contract/stats.ts'
import { type FakeSlipway, fakeSlipway } from '../../testing/fake-slipway.ts'
import { offlineHost, sampleDeploy, sampleWorkload } from '../../testing/samples.ts'
import { show } from '../../testing/show.tsx'
import { sampleContainer, sampleHistory, sampleNow, samplePoint } from '../../testing/stats-samples.ts'

const MEBIBYTE = 1_048_576
const INTERVAL = 15_000
/** The chart's part of the application is fetched when the first chart is shown. */
const FETCHED = { timeout: 10_000 }

afterEach(() => {
  cleanup()
  sessionStorage.clear()
})

/** One point every 15 seconds up to the end of the window, but for those that `isMissing`. */
function everyRound(to: number, count: number, isMissing = (_index: number) => false): StatsPoint[] {
  return Array.from({ length: count }, (_, index) =>
    samplePoint(to - (count - index) * INTERVAL, {
      cpuPercent: 30.25,
      cpuPercentMax: 41.5,
      memoryBytes: 1_234.5 * MEBIBYTE,
      memoryBytesMax: 1_300 * MEBIBYTE,
    }),
  ).filter((_, index) => !isMissing(index))
}

interface Showing {
  readonly history?: (input: StatsHistoryInput) => Partial<StatsHistory>
  readonly now?: Partial<StatsNow>
  readonly settings?: Partial<Settings>
  readonly fake?: FakeSlipway
}

/** Opens the page of an app with this history. */
function open({
  history = ({ to = 0 }) => ({ points: everyRound(to, 240) }),
  now = {},
  settings = {},
  fake,
}: Showing = {}) {
  const current = sampleDeploy({ seq: 1, current: true })
  const read = vi.fn((input: StatsHistoryInput) => sampleHistory(input, history(input)))
  show({
    at: '/apps/web',
    client: fakeSlipway({
      workloads: () => [sampleWorkload({ current, lastDeploy: current })],
      deploys: [current],
      settings: { ...defaultSettings, ...settings },
      stats: { history: read, now: () => sampleNow(now) },
      ...fake,
    }),
  })
  return { read }
}

const panel = page.getByRole('region', { name: 'CPU and memory', exact: true })
const cpu = panel.getByRole('region', { name: 'CPU', exact: true })
const memory = panel.getByRole('region', { name: 'Memory', exact: true })
const cursor = panel.getByRole('slider', { name: 'CPU: time on the chart' })

async function drawn(): Promise<void> {
  await expect.poll(() => document.querySelectorAll('.recharts-surface').length, FETCHED).toBe(2)
}

/** How many pieces each line of a chart has: what a gap tears is two. */
function piecesIn(chart: typeof cpu): readonly number[] {
  const lines = [...chart.element().querySelectorAll('.recharts-line-curve')]
  return lines.map((line) => (line.getAttribute('d') ?? '').split('M').length - 1)
}

function ticksOf(chart: typeof cpu): readonly string[] {
  const ticks = chart.element().querySelectorAll('.recharts-xAxis-tick-labels text, .recharts-xAxis text')
  return [...new Set([...ticks].map(({ textContent }) => textContent ?? ''))]
}

/** Intl puts no-break spaces of several kinds between numbers and units. */
const plain = (text: string | null) => (text ?? '').replaceAll(/[\u00a0\u202f]/g, ' ')

describe('the charts of an app', () => {
  it('draw CPU and memory, and say in words what they show', async () => {
    open()
    await drawn()
    expect(piecesIn(cpu)).toEqual([1])
    expect(piecesIn(memory)).toEqual([1])
    await expect
      .element(
        cpu.getByRole('img', {
          name: 'CPU, percent of one core, last hour: now 30.3%, on average 30.3%, at most 41.5%',
        }),
      )
      .toBeVisible()
    await expect
      .element(memory.getByRole('img'))
      .toHaveAccessibleName(
        'Memory, in use, MiB, last hour: now 1,234.5 MiB, on average 1,234.5 MiB, at most 1,300.0 MiB',
      )
  })

  it.each<[string, Showing]>([
    ['does not run', { now: { containers: [] } }],
    ['is not sampled any more', { history: ({ to = 0 }) => ({ points: everyRound(to - 600_000, 60) }) }],
  ])('do not show the last value of an app as that of now when it %s', async (_, showing) => {
    open(showing)
    await drawn()
    await expect
      .element(cpu.getByRole('img'))
      .toHaveAccessibleName('CPU, percent of one core, last hour: on average 30.3%, at most 41.5%')
  })

  it('leave a gap where no sample is', async () => {
    open({ history: ({ to = 0 }) => ({ points: everyRound(to, 60, (index) => index > 20 && index < 30) }) })
    await drawn()
    expect(piecesIn(cpu)).toEqual([2])
    expect(piecesIn(memory)).toEqual([2])
  })

  it('ask for another window, and change their axis', async () => {
    const { read } = open()
    await drawn()
    const before = ticksOf(cpu)
    await panel.getByRole('radiogroup', { name: 'How far back' }).getByText('7 d').click()
    await expect.element(cpu.getByRole('img')).toHaveAccessibleName(/last 7 days/)
    const { from = 0, to = 0, points } = read.mock.lastCall?.[0] ?? {}
    expect(to - from).toBe(7 * 86_400_000)
    expect(points).toBe(300)
    expect(ticksOf(cpu)).not.toEqual(before)
    expect(sessionStorage.getItem('slipway.stats')).toContain('"window":"7d"')
  })

  it('are renewed in place with every round', async () => {
    vi.useFakeTimers({
      toFake: ['setInterval', 'clearInterval', 'setTimeout', 'clearTimeout', 'Date'],
      shouldAdvanceTime: true,
    })
    try {
      const { read } = open()
      await drawn()
      const surface = cpu.element().querySelector('.recharts-surface')
      const asked = read.mock.calls.length
      const end = read.mock.lastCall?.[0].to ?? 0
      await vi.advanceTimersByTimeAsync(INTERVAL)
      await expect.poll(() => read.mock.calls.length).toBeGreaterThan(asked)
      expect((read.mock.lastCall?.[0].to ?? 0) - end).toBeGreaterThanOrEqual(INTERVAL)
      expect(cpu.element().querySelector('.recharts-surface')).toBe(surface)
    } finally {
      vi.useRealTimers()
    }
  })

  it('mark each deploy with its outcome, and lead to its entry', async () => {
    open({
      history: ({ to = 0 }) => ({
        points: everyRound(to, 60),
        deploys: [
          { id: 'deploy-1', seq: 1, kind: 'deploy', outcome: 'succeeded', ts: to - 50 * 60_000 },
          { id: 'deploy-2', seq: 2, kind: 'rollback', outcome: 'failed', ts: to - 10 * 60_000 },
        ],
      }),
    })
    await drawn()
    await expect.element(cpu.getByRole('button', { name: /^Rollback #2: Failed, / })).toBeVisible()
    await cpu.getByRole('button', { name: /^Deploy #1: Succeeded, / }).click()
    await expect.element(page.getByRole('button', { name: 'Details of deploy #1' })).toHaveFocus()
  })

  it('draw the limit where every container has one', async () => {
    const limited = { cpuLimitPercent: 50, memoryLimitBytes: 1_024 * MEBIBYTE }
    open({
      now: {
        containers: [
          sampleContainer(limited),
          sampleContainer({ ...limited, containerId: 'd', name: 'web-2' }),
        ],
      },
    })
    await drawn()
    await expect.element(cpu.getByText('Limit 100%')).toBeVisible()
    await expect.element(memory.getByText('Limit 2,048 MiB')).toBeVisible()
  })

  it('draw no limit where one container has none', async () => {
    open({
      now: {
        containers: [
          sampleContainer({ cpuLimitPercent: 50 }),
          sampleContainer({ containerId: 'd', name: 'web-2' }),
        ],
      },
    })
    await drawn()
    await expect.element(panel.getByRole('table', { name: 'Containers now' })).toBeVisible()
    expect(cpu.element().querySelector('.recharts-reference-line')).toBeNull()
  })

  it.each([
    {
      locale: 'en',
      slider: 'CPU: time on the chart',
      cpuText: '30.3%, Maximum 41.5%',
      memoryText: 'Average1,234.5 MiBMaximum1,300.0 MiB',
    },
    {
      locale: 'ru',
      slider: 'Процессор: время на графике',
      cpuText: '30,3 %, Максимум 41,5 %',
      memoryText: 'Среднее1 234,5 МиБМаксимум1 300,0 МиБ',
    },
  ] as const)(
    'give the exact values at the cursor, in both charts: $locale',
    async ({ locale, slider, cpuText, memoryText }) => {
      open({ settings: { locale } })
      await drawn()
      const handle = page.getByRole('slider', { name: slider })
      await handle.hover()
      expect(plain(handle.element().getAttribute('aria-valuetext'))).toContain(cpuText)
      const readouts = [...document.querySelectorAll('[class*="readout"]')].map((one) =>
        plain(one.textContent),
      )
      expect(readouts).toHaveLength(2)
      expect(readouts[1]).toContain(memoryText)
    },
  )

  it('are read with the arrow keys', async () => {
    open({
      history: ({ to = 0 }) => ({
        points: everyRound(to, 3).map((point, index) => ({
          ...point,
          cpuPercent: index,
          cpuPercentMax: index,
        })),
      }),
    })
    await drawn()
    cursor.element().focus()
    const read = () => cursor.element().getAttribute('aria-valuetext')
    expect(read()).toBe('Use the arrow keys to read the values')
    await userEvent.keyboard('{ArrowLeft}')
    expect(read()).toMatch(/Value 2\.0%$/)
    await userEvent.keyboard('{ArrowLeft}{ArrowLeft}{ArrowLeft}')
    expect(read()).toMatch(/Value 0\.0%$/)
    await userEvent.keyboard('{End}')
    expect(read()).toMatch(/Value 2\.0%$/)
  })

  it('say that nothing was sampled when the cursor stands in a gap', async () => {
    open({ history: ({ to = 0 }) => ({ points: everyRound(to, 240, (index) => index > 10 && index < 230) }) })
    await drawn()
    await cursor.hover()
    await expect.element(panel.getByText('No sample').first()).toBeVisible()
  })

  it('count CPU as a share of the host on request', async () => {
    open({ now: { hostCpus: 8 } })
    await drawn()
    await panel.getByText('Whole host').click()
    await expect
      .element(cpu.getByRole('img'))
      .toHaveAccessibleName(/percent of the host, 8 cores, last hour: now 3\.8%/)
  })

  it('say why CPU cannot be counted as a share of the host', async () => {
    open({ now: { hostCpus: null } })
    await drawn()
    await expect.element(panel.getByRole('radio', { name: 'Whole host' })).toBeDisabled()
    await expect
      .element(panel.getByRole('radiogroup', { name: 'What 100% of CPU is' }))
      .toHaveAccessibleDescription('How many cores the host has is not known yet.')
  })

  it('draw one line per container on request', async () => {
    const { read } = open({
      history: ({ to = 0, by }) => ({
        points: everyRound(to, 60),
        ...(by === undefined
          ? {}
          : {
              series: [
                { service: 'web', containerId: 'aaaaaaaaaa', name: 'web-1', points: everyRound(to, 30) },
                { service: 'web', containerId: 'bbbbbbbbbb', name: 'web-1', points: everyRound(to, 60) },
              ],
            }),
      }),
    })
    await drawn()
    await panel.getByText('By container').click()
    await expect.poll(() => piecesIn(cpu)).toEqual([1, 1])
    expect(read.mock.lastCall?.[0].by).toBe('container')
    await expect
      .element(panel.getByRole('list', { name: 'Lines of the charts' }))
      .toMatchTextContent(/web-1 \(aaaaaa\).*web-1 \(bbbbbb\)/)
  })
})

describe('the colours of the lines', () => {
  it.each(['light', 'dark'])('stand out from the surface by 3 : 1 at least: %s', async (scheme) => {
    open()
    await drawn()
    document.documentElement.setAttribute('data-mantine-color-scheme', scheme)
    const styles = getComputedStyle(panel.element())
    const surface = luminance(styles.getPropertyValue('--surface'))
    const names = ['cpu', 'memory', 'limit', ...[1, 2, 3, 4, 5, 6, 7, 8].map((index) => `series-${index}`)]
    const faint = names.filter((name) => {
      const line = luminance(styles.getPropertyValue(`--chart-${name}`))
      return (Math.max(line, surface) + 0.05) / (Math.min(line, surface) + 0.05) < 3
    })
    document.documentElement.removeAttribute('data-mantine-color-scheme')
    expect(faint).toEqual([])
  })
})

/** Relative luminance of a colour such as #17647f, as WCAG 2 defines it. */
function luminance(color: string): number {
  const hex = color.trim()
  if (!/^#[0-9a-f]{6}$/i.test(hex)) throw new Error(`No colour: ${color}`)
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return share <= 0.040_45 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

describe('the numbers of the charts', () => {
  it('stand in a table too, newest first, with each gap', async () => {
    open({
      history: ({ to = 0 }) => ({
        points: everyRound(to, 5, (index) => index === 2 || index === 3).map((point, index) => ({
          ...point,
          cpuPercent: index + 1,
        })),
      }),
    })
    await drawn()
    await panel.getByText('Table', { exact: true }).click()
    const table = panel.getByRole('table', {
      name: 'CPU in percent of one core, memory in MiB, last hour, newest first',
    })
    const rows = table
      .getByRole('row')
      .elements()
      .map(({ textContent }) => textContent ?? '')
    expect(rows).toHaveLength(5)
    expect(rows[1]).toMatch(/3\.0%41\.5%1,234\.5 MiB1,300\.0 MiB1$/)
    expect(rows[2]).toMatch(/^No samples: /)
    expect(rows[3]).toMatch(/2\.0%41\.5%/)
    expect(rows[4]).toMatch(/1\.0%41\.5%/)
    await expect.element(table.getByRole('columnheader', { name: 'CPU, maximum' })).toBeVisible()
  })

  it('have a gap begin where the bucket before it ends', async () => {
    const noon = new Date().setHours(12, 0, 0, 0)
    const points = [samplePoint(noon), samplePoint(noon + 1_200_000)]
    open({ history: () => ({ bucketMs: 300_000, points }) })
    await panel.getByText('Table', { exact: true }).click()
    await expect.element(panel.getByRole('row', { name: /No samples:.*12:05.*12:20/ })).toBeVisible()
  })

  it('say of a breakdown with more parts than lines that some are left out', async () => {
    open({
      history: ({ to = 0, by }) => ({
        points: everyRound(to, 2),
        ...(by === undefined
          ? {}
          : {
              series: Array.from({ length: 30 }, (_, at) => ({
                service: `part-${at}`,
                containerId: null,
                name: `part-${at}`,
                points: everyRound(to, 2),
              })),
            }),
      }),
    })
    await panel.getByText('By service', { exact: true }).click()
    await expect.element(panel.getByText(/^Shown are 24 of 30:/)).toBeVisible()
    await panel.getByText('Total', { exact: true }).click()
    await expect.element(panel.getByText(/^Shown are/)).not.toBeInTheDocument()
  })

  it('are saved as a file that names the app and the window', async () => {
    open({ history: ({ to = 0 }) => ({ points: everyRound(to, 2) }) })
    await drawn()
    const saved = Promise.withResolvers<{ readonly name: string; readonly text: Promise<string> }>()
    const click = vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (
      this: HTMLAnchorElement,
    ) {
      saved.resolve({
        name: this.download,
        text: fetch(this.href).then(async (answer) => await answer.text()),
      })
    })
    await panel.getByRole('button', { name: 'CSV' }).click()
    const { name, text } = await saved.promise
    click.mockRestore()
    expect(name).toMatch(/^web-1h-\d{8}T\d{6}Z\.csv$/)
    expect((await text).split('\r\n')).toEqual([
      expect.stringMatching(/^time_utc,epoch_ms,/),
      expect.stringMatching(/,30\.25,41\.5,1294467072,1363148800,1$/),
      expect.stringMatching(/,30\.25,41\.5,1294467072,1363148800,1$/),
      '',
    ])
  })

  it('are told of each container as they are now', async () => {
    open({
      now: {
        containers: [
          sampleContainer({ cpuPercent: 12.5, cpuLimitPercent: 50, memoryLimitBytes: 128 * MEBIBYTE }),
          sampleContainer({
            containerId: 'd',
            name: 'web-2',
            cpuPercent: null,
            networkSentBytesPerSecond: null,
          }),
        ],
      },
    })
    const table = panel.getByRole('table', { name: 'Containers now' })
    await expect
      .element(table.getByRole('row', { name: /web-1/ }))
      .toMatchTextContent('web-1 web12.5%64.0 MiBCPU 25.0% of 50%memory 50.0% of 128 MiB2 KiB/s512 B/s0 B/s—')
    await expect
      .element(table.getByRole('row', { name: /web-2/ }))
      .toMatchTextContent('web-2 web—64.0 MiB—2 KiB/s—0 B/s—')
  })
})

describe('where there are no numbers', () => {
  it('says when the first ones come', async () => {
    open({ history: () => ({}), now: { ts: null, containers: [] } })
    await expect.element(panel.getByText('No numbers yet')).toBeVisible()
    await expect.element(panel.getByText(/two rounds of samples: in about 30 seconds/)).toBeVisible()
    await expect
      .element(panel.getByRole('button', { name: 'CSV' }))
      .toHaveAccessibleDescription(/no numbers to save/)
  })

  it('says that none were sampled in the window', async () => {
    open({ history: () => ({}) })
    await expect.element(panel.getByText('No samples in this window')).toBeVisible()
  })

  it('says nothing at all of an app that never ran', async () => {
    open({
      fake: {
        workloads: () => [sampleWorkload({ state: 'never_deployed' })],
        deploys: [],
        stats: {},
      },
    })
    await expect.element(page.getByText('No deploys yet')).toBeVisible()
    await expect.element(panel).not.toBeInTheDocument()
  })

  it('says that the host is away, and when it was last heard of', async () => {
    open({ now: { ts: new Date().setHours(0, 0, 0, 0) }, fake: { host: offlineHost } })
    await expect.element(panel.getByText('Host away; last sample at 00:00')).toBeVisible()
  })

  it('says what went wrong, and reads again on request', async () => {
    const read = vi.fn((_input: StatsHistoryInput): StatsHistory => {
      throw new Failure('internal')
    })
    open({ fake: { stats: { history: read } } })
    await expect.element(panel.getByText('Something failed inside Slipway')).toBeVisible()
    read.mockImplementation((input) => sampleHistory(input, { points: everyRound(input.to ?? 0, 60) }))
    await panel.getByRole('button', { name: 'Try again' }).click()
    await drawn()
  })
})
