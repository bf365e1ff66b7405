import { z } from 'zod'
import { hostErrorCodeSchema } from './errors.ts'

export const hostStateSchema = z.enum(['online', 'offline', 'untrusted', 'refused', 'connecting'])
export type HostState = z.infer<typeof hostStateSchema>

/** One place where an engine was looked for, and what was found there. */
export const hostAttemptSchema = z.object({
  origin: z.enum(['DOCKER_HOST', 'context', 'socket']).describe('Why this place was looked at'),
  name: z.string().describe('Name of the variable, the context or the product'),
  endpoint: z.string().describe('Address without credentials, such as unix:///var/run/docker.sock'),
  result: z.union([z.literal('answered'), hostErrorCodeSchema]),
})
export type HostAttempt = z.infer<typeof hostAttemptSchema>

export const engineInfoSchema = z.object({
  version: z.string(),
  apiVersion: z.string().describe('The API version in use, negotiated'),
  os: z.string(),
  arch: z.string(),
  product: z.enum(['docker', 'podman']),
})
export type EngineInfo = z.infer<typeof engineInfoSchema>

export const hostSchema = z.object({
  id: z.string(),
  name: z.string(),
  state: hostStateSchema,
  reason: hostErrorCodeSchema.nullable(),
  since: z.int().describe('When the host came into this state'),
  endpoint: z.string().nullable(),
  engine: engineInfoSchema.nullable().describe('The engine as last seen'),
  attempts: z.array(hostAttemptSchema).describe('What was looked for at the last search, in order'),
})
export type Host = z.infer<typeof hostSchema>
