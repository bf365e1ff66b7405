import { publishedPort, read } from '../../../../scripts/test-parts/application.ts'
import { callEngine } from '../../../../scripts/test-parts/engine-api.ts'
import {
  buildWebImage,
  pushWebImage,
  testEngine,
  testRegistry,
} from '../../../../scripts/test-parts/images.ts'
import { describeSourceConformance, type SourceFixture, type Versions } from '../conformance.ts'
import { type ImageConfig, imageConfigSchema } from './config.ts'
import { imageSource } from './image-source.ts'

async function prepare(): Promise<Versions> {
  const at = (tag: string) => `${testRegistry()}/conformance:${tag}`
  await pushWebImage({ reference: at('one'), body: 'one' })
  await pushWebImage({ reference: at('two'), body: 'two' })
  await pushWebImage({ reference: at('broken'), body: '', variant: 'exits' })
  return { one: at('one'), two: at('two'), broken: at('broken'), missing: at('missing') }
}

const shared = { create: imageSource, prepare } satisfies Partial<SourceFixture<ImageConfig>>

describeSourceConformance('image, with a published port', {
  ...shared,
  configure: async ({ one }) => imageConfigSchema.parse({ reference: one, ...(await port()) }),
  read: ({ config }) => read(`http://127.0.0.1:${config.ports[0]?.host}/`),
})

describeSourceConformance('image, beside the old container', {
  ...shared,
  configure: async ({ one }) => imageConfigSchema.parse({ reference: one }),
  read: async ({ name }) => {
    const address = await addressOf(name)
    return address === '' ? null : read(`http://${address}:8080/`)
  },
})

describeSourceConformance('image, from this computer', {
  create: imageSource,
  prepare: async () => {
    const at = (tag: string) => `slipway-test/conformance:${tag}`
    await buildWebImage({ reference: at('one'), body: 'one' })
    await buildWebImage({ reference: at('two'), body: 'two' })
    await buildWebImage({ reference: at('broken'), body: '', variant: 'exits' })
    return { one: at('one'), two: at('two'), broken: at('broken'), missing: at('missing') }
  },
  configure: async ({ one }) =>
    imageConfigSchema.parse({ reference: one, origin: 'computer', ...(await port()) }),
  read: ({ config }) => read(`http://127.0.0.1:${config.ports[0]?.host}/`),
})

async function port(): Promise<{ ports: object[] }> {
  const { ports } = await publishedPort()
  return { ports }
}

/** On the engine's bridge; empty when there is no such container, or it is down. */
async function addressOf(name: string): Promise<string> {
  const answer = await callEngine(testEngine(), 'GET', `/containers/${name}/json`)
  if (answer.status === 404) return ''
  const found = JSON.parse(answer.text) as { NetworkSettings: { IPAddress: string } }
  return found.NetworkSettings.IPAddress
}
