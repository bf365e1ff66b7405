import { cleanup } from '@testing-library/react'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { page } from 'vitest/browser'
import { Failure } from '../../../contract/failure.ts'
import type { WorkloadCreate } from '../../../contract/workload.ts'
import { fakeSlipway } from '../../testing/fake-slipway.ts'
import { imageSource, sampleSchema } from '../../testing/image-source.ts'
import { sampleWorkload } from '../../testing/samples.ts'
import { show } from '../../testing/show.tsx'

afterEach(cleanup)

const field = (name: string) => page.getByRole('textbox', { name, exact: true })
const add = () => page.getByRole('button', { name: 'Add app' }).click()

function open(create: (input: WorkloadCreate) => ReturnType<typeof sampleWorkload>, start = vi.fn()) {
  const shop = sampleWorkload({ name: 'shop' })
  show({ client: fakeSlipway({ workloads: () => [shop], create, start }), at: '/apps/new' })
  return start
}

describe('the form for an app', () => {
  it('sends what was typed, complete with the defaults of the schema, and deploys it', async () => {
    const create = vi.fn((_input: WorkloadCreate) => sampleWorkload({ name: 'shop' }))
    const start = open(create)
    await field('Name').fill('shop')
    await field('Image reference').fill('shop/web:1')
    await page.getByRole('button', { name: 'Add port' }).click()
    await field('Container port').fill('8080')
    await page.getByRole('button', { name: /^More/ }).click()
    await field('Command').fill('sh -c "echo hello"')
    await page.getByRole('switch', { name: 'Healthcheck' }).click()
    await field('Test').fill('CMD true')
    await field('Memory limit').fill('256')
    await page.getByRole('button', { name: 'Add and deploy' }).click()
    await expect.element(page.getByRole('heading', { name: 'shop' })).toBeVisible()
    expect(create).toHaveBeenCalledOnce()
    expect(create.mock.calls[0]?.[0]).toMatchObject({
      name: 'shop',
      sourceKind: 'image',
      source: {
        reference: 'shop/web:1',
        command: ['sh', '-c', 'echo hello'],
        ports: [{ container: 8080, host: null, hostIp: '127.0.0.1', protocol: 'tcp' }],
        restart: 'unless-stopped',
        healthcheck: { test: ['CMD', 'true'], intervalMs: 30_000, retries: 3 },
        memoryBytes: 268_435_456,
        cpus: null,
      },
      gate: { settleMs: 7_000, timeoutMs: 120_000 },
    })
    expect(start).toHaveBeenCalledExactlyOnceWith({ id: 'shop', whenAway: 'fail' })
  })

  it('offers the images of this computer for an app that takes its image from here', async () => {
    const origin = { type: 'string', enum: ['registry', 'computer'], default: 'registry' }
    const properties = { ...sampleSchema.properties, origin }
    const image = {
      imageId: 'sha256:1',
      platform: 'linux/amd64',
      bytes: 1,
      createdAt: 1,
      reference: 'shop/web:built-here',
    }
    const sources = [{ ...imageSource, schema: { ...sampleSchema, properties } }]
    show({ client: fakeSlipway({ sources, hostCalls: { images: () => [image] } }), at: '/apps/new' })
    await page.getByRole('button', { name: /^More/ }).click()
    await page.getByRole('combobox', { name: 'Take the image from' }).click()
    await page.getByRole('option', { name: 'From this computer' }).click()
    const reference = page.getByRole('combobox', { name: 'Image reference' })
    await expect.element(reference).toHaveAttribute('list')
    const list = document.getElementById(reference.element().getAttribute('list') ?? '')
    expect([...(list?.querySelectorAll('option') ?? [])].map(({ value }) => value)).toEqual([
      'shop/web:built-here',
    ])
  })

  it('enters durations in the unit that is chosen', async () => {
    const create = vi.fn((_input: WorkloadCreate) => sampleWorkload({ name: 'shop' }))
    open(create)
    await field('Name').fill('shop')
    await field('Image reference').fill('shop/web:1')
    await page.getByRole('button', { name: /^More/ }).click()
    await page.getByRole('combobox', { name: 'Settle time: unit' }).selectOptions('min')
    await field('Settle time').fill('1.5')
    await add()
    await expect.poll(() => create.mock.calls[0]?.[0].gate?.settleMs).toBe(90_000)
  })

  it('marks what is missing and puts the focus there', async () => {
    const create = vi.fn(() => sampleWorkload())
    open(create)
    await add()
    await expect.element(field('Name')).toHaveFocus()
    await expect.element(field('Name')).toHaveAccessibleDescription(/Fill this in/)
    await expect.element(field('Image reference')).toHaveAccessibleDescription(/Fill this in/)
    await expect.element(page.getByText('2 fields need your attention')).toBeVisible()
    expect(create).not.toHaveBeenCalled()
  })

  it('puts the objections of the server at their fields, and loses nothing', async () => {
    open(() => {
      throw new Failure('invalid_input', {
        path: 'source.healthcheck.test.0',
        issues: [{ path: 'source.healthcheck.test.0', message: 'Begin with CMD.' }],
      })
    })
    await field('Name').fill('shop')
    await field('Image reference').fill('shop/web:1')
    await page.getByRole('button', { name: /^More/ }).click()
    await page.getByRole('switch', { name: 'Healthcheck' }).click()
    await field('Test').fill('true')
    await page.getByRole('button', { name: /^More/ }).click()
    await add()
    // The field was folded away again: it is unfolded to be seen.
    await expect.element(field('Test')).toHaveFocus()
    await expect.element(field('Test')).toHaveAccessibleDescription(/Begin with CMD or CMD-SHELL/)
    await expect.element(field('Name')).toHaveValue('shop')
    await expect.element(field('Image reference')).toHaveValue('shop/web:1')
  })

  it('puts the focus on what is still wrong when it is sent again', async () => {
    open(() => sampleWorkload())
    await add()
    await expect.element(field('Name')).toHaveFocus()
    await field('Name').fill('shop')
    await add()
    await expect.element(field('Image reference')).toHaveFocus()
  })

  it('leaves no error of a removed row at the row that takes its place', async () => {
    open(() => sampleWorkload())
    await page.getByRole('button', { name: 'Add port' }).click()
    await page.getByRole('button', { name: 'Add port' }).click()
    await field('Container port').nth(1).fill('8080')
    await add()
    await expect.element(field('Container port').first()).toHaveAttribute('aria-invalid', 'true')
    await page.getByRole('button', { name: 'Remove port 1' }).click()
    await expect.element(field('Container port')).toHaveValue('8080')
    await expect.element(field('Container port')).not.toHaveAttribute('aria-invalid', 'true')
    await expect.element(page.getByRole('button', { name: 'Add port' })).toHaveFocus()
  })

  it('says so when the app was added but its deploy was refused', async () => {
    open(
      () => sampleWorkload({ name: 'shop' }),
      vi.fn(() => {
        throw new Failure('internal')
      }),
    )
    await field('Name').fill('shop')
    await field('Image reference').fill('shop/web:1')
    await page.getByRole('button', { name: 'Add and deploy' }).click()
    await expect
      .element(page.getByRole('alert').filter({ hasText: 'shop was added, but its deploy did not start' }))
      .toMatchTextContent('Something failed inside Slipway')
    await expect.element(page.getByRole('heading', { name: 'shop' })).toBeVisible()
  })

  it('leads back to the list from the form of an app that does not exist', async () => {
    show({ client: fakeSlipway(), at: '/apps/none/edit' })
    await expect.element(page.getByText('This could not be loaded')).toBeVisible()
    const back = page.getByRole('main').getByRole('link', { name: 'Apps', exact: true })
    await expect.element(back).toHaveAttribute('href', '#/apps')
  })

  it('says at the name that it is taken', async () => {
    open(({ name }) => {
      throw new Failure('name_taken', { name })
    })
    await field('Name').fill('shop')
    await field('Image reference').fill('shop/web:1')
    await add()
    await expect.element(field('Name')).toHaveFocus()
    await expect.element(field('Name')).toHaveAccessibleDescription(/Another app is called “shop”/)
  })

  it('creates one app, however often it is clicked', async () => {
    const create = vi.fn((_input: WorkloadCreate) => sampleWorkload({ name: 'shop' }))
    open(create)
    await field('Name').fill('shop')
    await field('Image reference').fill('shop/web:1')
    await page.getByRole('button', { name: 'Add app' }).dblClick()
    await expect.element(page.getByRole('heading', { name: 'shop' })).toBeVisible()
    expect(create).toHaveBeenCalledOnce()
  })
})
