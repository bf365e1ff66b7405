import { z } from 'zod'

export const roleSchema = z.enum(['admin', 'viewer'])
export type Role = z.infer<typeof roleSchema>

/** Who calls; `actor` is what the ledger records. */
export interface Caller {
  readonly role: Role
  readonly actor: string
}

export const tokenCreateSchema = z.strictObject({
  name: z.string().trim().min(1).max(100),
  role: roleSchema,
  expiresAt: z.int().positive().nullable().default(null),
})
export type TokenCreate = z.infer<typeof tokenCreateSchema>

export const tokenSchema = z.object({
  id: z.string(),
  name: z.string(),
  role: roleSchema,
  createdAt: z.int(),
  expiresAt: z.int().nullable(),
  lastUsedAt: z.int().nullable(),
})
export type Token = z.infer<typeof tokenSchema>

/** The only answer that ever holds the token itself. */
export const tokenCreatedSchema = tokenSchema.extend({ token: z.string() })
export type TokenCreated = z.infer<typeof tokenCreatedSchema>
