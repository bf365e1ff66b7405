import { expect, it } from 'vitest'
import { z } from 'zod'
import { workloadCreateSchema } from '../../contract/workload.ts'
import { behaviourField } from './behaviour.ts'
import type { Field } from './field.ts'
import { findField, readSchema } from './read-schema.ts'

const contract = readSchema(z.toJSONSchema(workloadCreateSchema, { io: 'input' }), undefined)
const paths = ['gate.settleMs', 'gate.timeoutMs', 'stopTimeoutMs', 'historyLimit', 'imageLimit']
const boundsOf = (field: Field | null) =>
  field?.kind === 'number' ? [field.min, field.max, field.isInteger, field.fallback] : null

it.each(paths)('%s has the bounds and the default of the contract', (path) => {
  const bounds = boundsOf(findField(behaviourField, path))
  expect(bounds).not.toBeNull()
  expect(bounds).toEqual(boundsOf(findField(contract, path)))
})
