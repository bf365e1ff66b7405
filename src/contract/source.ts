import { z } from 'zod'

/** A source kind as the screens and the API see it. */
export const sourceKindSchema = z.object({
  kind: z.string(),
  schema: z.record(z.string(), z.unknown()).describe('JSON Schema (2020-12) of the configuration'),
  sample: z.record(z.string(), z.unknown()).describe('A complete configuration that is valid'),
  rollback: z.boolean().describe('Whether an earlier deploy can be replayed'),
})
export type SourceKind = z.infer<typeof sourceKindSchema>
