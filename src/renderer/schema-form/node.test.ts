import { describe, expect, it } from 'vitest'
import { sampleConfig, sampleSchema } from '../testing/image-source.ts'
import { type FormNode, placeIssue, readNode, toNode } from './node.ts'
import { readSchema } from './read-schema.ts'

const root = readSchema(sampleSchema, sampleConfig)

/** The form with other contents in one of its fields. */
function withField(name: string, change: (node: FormNode) => FormNode, value: unknown = {}): FormNode {
  const form = toNode(root, value)
  if (form.kind !== 'group') throw new Error('The root is a group.')
  return { ...form, nodes: form.nodes.map((node) => (node.field.name === name ? change(node) : node)) }
}
const problemsOf = (node: FormNode) => readNode(node).problems.map(({ path, problem }) => [path, problem.key])

describe('an empty form', () => {
  it('holds the defaults of the schema', () => {
    expect(readNode(toNode(root, undefined)).value).toEqual({
      ...sampleConfig,
      reference: '',
      ports: [],
    })
  })

  it('lacks what is required and nothing else', () => {
    expect(problemsOf(toNode(root, undefined))).toEqual([['reference', 'required']])
  })
})

describe('a filled form', () => {
  const config = {
    ...sampleConfig,
    command: ['sh', '-c', 'echo "hello there"'],
    ports: [{ container: 8080, host: null, hostIp: '127.0.0.1', protocol: 'udp' }],
    labels: { team: 'web' },
    healthcheck: { test: ['CMD', 'true'], intervalMs: 1_000, retries: 3 },
    memoryBytes: 268_435_456,
    extra: { nested: [1, 2] },
  }

  it('gives back what was put in', () => {
    expect(readNode(toNode(root, config))).toEqual({ value: config, problems: [] })
  })

  it('names a problem by the path of its field', () => {
    const ports = [{ container: null }, { container: 70_000, host: 1.5 }]
    expect(problemsOf(toNode(root, { ...config, ports }))).toEqual([
      ['ports.0.container', 'required'],
      ['ports.1.container', 'max'],
      ['ports.1.host', 'integer'],
    ])
  })

  it('refuses a value at an excluded bound', () => {
    expect(problemsOf(toNode(root, { ...config, cpus: 0 }))).toEqual([['cpus', 'moreThan']])
  })

  it('refuses a command whose quotation mark stays open', () => {
    const form = withField(
      'command',
      (node) => (node.kind === 'words' ? { ...node, line: 'sh -c "echo' } : node),
      config,
    )
    expect(problemsOf(form)).toEqual([['command', 'quotes']])
  })

  it('refuses two labels of one name, and a value without a name', () => {
    const rows = (names: readonly string[]) =>
      withField(
        'labels',
        (node) =>
          node.kind === 'record'
            ? { ...node, rows: names.map((name, index) => ({ key: String(index), name, value: 'x' })) }
            : node,
        config,
      )
    expect(problemsOf(rows(['a', 'a']))).toEqual([['labels', 'duplicateKey']])
    expect(problemsOf(rows(['']))).toEqual([['labels', 'required']])
  })

  it('refuses JSON that is none', () => {
    const form = withField('extra', (node) => (node.kind === 'json' ? { ...node, text: '{' } : node), config)
    expect(problemsOf(form)).toEqual([['extra', 'json']])
  })

  it('sends null for a group that is switched off, and keeps what was typed', () => {
    const form = withField(
      'healthcheck',
      (node) => (node.kind === 'group' ? { ...node, isOn: false } : node),
      config,
    )
    expect(readNode(form).value).toMatchObject({ healthcheck: null })
    const again =
      form.kind === 'group' ? form.nodes.find(({ field }) => field.name === 'healthcheck') : undefined
    expect(again?.kind === 'group' && readNode({ ...again, isOn: true }).value).toEqual(config.healthcheck)
  })
})

describe('placeIssue', () => {
  const form = toNode(root, { ...sampleConfig, command: ['a', 'b'], labels: { x: 'y' } })

  it.each([
    ['reference', 'reference'],
    ['ports.0.container', 'ports.0.container'],
    ['command.1', 'command'],
    ['labels.x', 'labels'],
    ['ports.7.host', 'ports'],
    ['healthcheck.test', 'healthcheck'],
  ])('shows an error at %s at the field %s', (path, place) => {
    expect(placeIssue(form, path)).toBe(place)
  })

  it('has no place for what the form does not show', () => {
    expect(placeIssue(form, 'hostId')).toBeNull()
  })
})
