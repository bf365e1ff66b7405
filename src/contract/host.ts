import { z } from 'zod'
import { hostErrorCodeSchema } from './errors.ts'
import { statsWaySchema } from './stats.ts'

export const hostStateSchema = z.enum(['online', 'offline', 'untrusted', 'refused', 'connecting'])
/** `untrusted`: its key is not known yet; `refused`: the key changed or is revoked, or nobody is let in. */
export type HostState = z.infer<typeof hostStateSchema>

export const hostKindSchema = z.enum(['local', 'ssh', 'tcp'])
export type HostKind = z.infer<typeof hostKindSchema>

/** One place where an engine was looked for, and what was found there. */
export const hostAttemptSchema = z.object({
  origin: z.enum(['DOCKER_HOST', 'context', 'socket', 'configured']).describe('Why this place was looked at'),
  name: z.string().describe('Name of the variable, the context, the product or the host'),
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
  cpus: z.int().nullable().describe('Processors that the engine may use; null when it does not say'),
  memoryBytes: z.number().nullable(),
})
export type EngineInfo = z.infer<typeof engineInfoSchema>

/** The key that a server, or a jump host on the way to it, has shown. */
export const hostKeySchema = z.object({
  server: z.string().describe('As known_hosts names it: edge.lan, or [edge.lan]:2222'),
  type: z.string(),
  fingerprint: z.string().describe('SHA256:…, as ssh-keygen -l prints it'),
  knownFingerprint: z
    .string()
    .nullable()
    .describe('Of the key that was expected instead; null when none was known'),
})
export type HostKey = z.infer<typeof hostKeySchema>

/** How requests reach the engine behind SSH: forwarded to its socket, or through `docker system dial-stdio`. */
export const sshWaySchema = z.enum(['forward', 'dial_stdio'])
export type SshWay = z.infer<typeof sshWaySchema>

/** Files of the client's certificate for tcp://, on this computer. */
export const tlsFilesSchema = z.strictObject({
  ca: z.string().min(1).max(4_096).nullable(),
  cert: z.string().min(1).max(4_096),
  key: z.string().min(1).max(4_096),
})
export type TlsFiles = z.infer<typeof tlsFilesSchema>

export const hostSchema = z.object({
  id: z.string(),
  name: z.string(),
  kind: hostKindSchema,
  state: hostStateSchema,
  reason: hostErrorCodeSchema.nullable(),
  since: z.int().describe('When the host came into this state'),
  lastSeenAt: z.int().nullable().describe('When its engine last answered; null when it never did'),
  endpoint: z.string().nullable().describe('As configured, or as found for this computer'),
  identityFile: z.string().nullable(),
  tls: tlsFilesSchema.nullable(),
  engine: engineInfoSchema.nullable().describe('The engine as last seen'),
  hostKey: hostKeySchema
    .nullable()
    .describe('The key in question while the host is untrusted or refused, else the one in use'),
  sshWay: sshWaySchema.nullable(),
  statsWay: statsWaySchema.nullable().describe('Null until the host has been sampled'),
  nextAttemptAt: z
    .int()
    .nullable()
    .describe('When the next attempt to connect begins; null when none is due'),
  attempts: z.array(hostAttemptSchema).describe('What was looked for at the last search, in order'),
})
export type Host = z.infer<typeof hostSchema>

/** What breaks a line, or turns the direction of what stands beside it. */
const invisible = /[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/u
const hostNameSchema = z
  .string()
  .trim()
  .min(1, 'Give a name.')
  .max(63, 'Give at most 63 characters.')
  .refine((name) => !invisible.test(name), 'Leave out characters that cannot be seen.')
const endpointSchema = z
  .string()
  .trim()
  .min(1, 'Give an address such as ssh://user@host, or a name from ~/.ssh/config.')
  .max(1_000)
  .describe('ssh://user@host[:port], a name from ~/.ssh/config, or tcp://host:2376')
const identityFileSchema = z.string().min(1).max(4_096).nullable()

export const hostCreateSchema = z.strictObject({
  name: hostNameSchema,
  endpoint: endpointSchema,
  identityFile: identityFileSchema.default(null).describe('Private key file, such as ~/.ssh/id_ed25519'),
  tls: tlsFilesSchema
    .nullable()
    .default(null)
    .describe('For tcp://; those of DOCKER_CERT_PATH when left out'),
})
export type HostCreate = z.infer<typeof hostCreateSchema>

export const hostPatchSchema = z.strictObject({
  name: hostNameSchema.optional(),
  endpoint: endpointSchema.optional(),
  identityFile: identityFileSchema.optional(),
  tls: tlsFilesSchema.nullable().optional(),
})
export type HostPatch = z.infer<typeof hostPatchSchema>

/** The steps of a connection in their order. */
export const hostTestSteps = ['name', 'port', 'key', 'auth', 'engine', 'version'] as const
export const hostTestSchema = z.object({
  steps: z.array(
    z.object({
      step: z.enum(hostTestSteps),
      result: z.enum(['passed', 'failed', 'skipped']),
      reason: hostErrorCodeSchema.nullable(),
      detail: z.string().nullable().describe('What was found: an address, a fingerprint, a version'),
    }),
  ),
  hostKey: hostKeySchema.nullable(),
})
export type HostTest = z.infer<typeof hostTestSchema>

/** A name that ~/.ssh/config knows, with what it stands for. */
export const sshNameSchema = z.object({
  name: z.string(),
  hostName: z.string(),
  user: z.string(),
  port: z.int(),
})
export type SshName = z.infer<typeof sshNameSchema>

const diskPartSchema = z.object({
  count: z.int(),
  bytes: z.number(),
  reclaimableBytes: z.number().describe('What a prune would free; kept images are not counted'),
})
export const hostDiskSchema = z.object({
  images: diskPartSchema,
  keptImages: z.object({ count: z.int() }).describe('Images kept for rollback; a prune leaves them'),
  containers: diskPartSchema,
  volumes: diskPartSchema,
  buildCache: diskPartSchema,
})
export type HostDisk = z.infer<typeof hostDiskSchema>

export const hostPruneSchema = z.strictObject({
  images: z.boolean().describe('Images that no container uses, no app asks for and no rollback needs'),
  buildCache: z.boolean(),
})
export type HostPrune = z.infer<typeof hostPruneSchema>

export const hostPrunedSchema = z.object({ removedImages: z.int(), freedBytes: z.number() })
export type HostPruned = z.infer<typeof hostPrunedSchema>

/** An image on a host, for choosing what to send to another one. */
export const hostImageSchema = z.object({
  imageId: z.string(),
  reference: z.string().describe('A tag of it'),
  platform: z.string().nullable(),
  bytes: z.number(),
  createdAt: z.int(),
})
export type HostImage = z.infer<typeof hostImageSchema>
