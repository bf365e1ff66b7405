import { parseArgs } from 'node:util'

export const topics = ['deploys', 'gap', 'ledger', 'stats-store', 'stats-engine', 'ssh', 'chart'] as const
export type Topic = (typeof topics)[number]

export interface BenchOptions {
  readonly rounds: number
  readonly only: readonly Topic[]
  /** Samples of each operation of the ledger and of the store of stats. */
  readonly samples: number
  /** Where to write all results with every sample; null for nowhere. */
  readonly json: string | null
  /** Whether to print what Slipway asked of the engine in one deploy of each kind. */
  readonly trace: boolean
}

export const usage = `usage: npm run bench -- [--rounds N] [--only ${topics.join('|')}]… [--samples N] [--trace] [--json FILE]`

/** @throws Error with a sentence for the terminal */
export function readOptions(argv: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      rounds: { type: 'string', default: '15' },
      only: { type: 'string', multiple: true, default: [...topics] },
      samples: { type: 'string', default: '5000' },
      json: { type: 'string' },
      trace: { type: 'boolean', default: false },
    },
  })
  const unknown = values.only.find((name) => !isTopic(name))
  if (unknown !== undefined) throw new Error(`--only ${unknown}: there are ${topics.join(', ')}`)
  return {
    rounds: count('--rounds', values.rounds),
    only: values.only.filter(isTopic),
    samples: count('--samples', values.samples),
    json: values.json ?? null,
    trace: values.trace,
  }
}

function isTopic(name: string): name is Topic {
  return (topics as readonly string[]).includes(name)
}

function count(name: string, text: string): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 1) throw new Error(`${name} ${text}: give a whole number from 1 on`)
  return value
}
