import { z } from 'zod'
import { labelPrefix } from './labels.ts'

const everyAddress = ['0.0.0.0', '::']
const minMemoryBytes = 6 * 1024 * 1024

/** What can be handed to a process: no NUL, no half of a character. */
const textSchema = z
  .string()
  .refine(
    (text) => !text.includes('\0') && text.isWellFormed(),
    'This has a character that no process can be given.',
  )

const wordsSchema = z
  .array(textSchema)
  .min(1)
  .refine(([first]) => first !== '', 'Begin with the name of a program.')

const portSchema = z.strictObject({
  container: z.int().min(1).max(65_535).meta({ title: 'Container port' }),
  host: z
    .int()
    .min(1)
    .max(65_535)
    .nullable()
    .default(null)
    .meta({ title: 'Host port', description: 'Leave empty for any free port.' }),
  hostIp: z.union([z.ipv4(), z.ipv6()]).default('127.0.0.1').meta({
    title: 'Host address',
    description: '127.0.0.1 is reachable from the host alone, 0.0.0.0 from its network.',
  }),
  protocol: z.enum(['tcp', 'udp', 'sctp']).default('tcp').meta({ title: 'Protocol' }),
})
export type Port = z.infer<typeof portSchema>

const healthcheckSchema = z.strictObject({
  test: z
    .array(textSchema)
    .min(1)
    .refine(isHealthTest, 'Begin with CMD or CMD-SHELL and give a command after it, or give NONE alone.')
    .meta({ title: 'Test', description: 'CMD and its words, or CMD-SHELL and one line, or NONE.' }),
  intervalMs: z.int().min(1).max(86_400_000).default(30_000).meta({ title: 'Interval' }),
  timeoutMs: z.int().min(1).max(86_400_000).default(30_000).meta({ title: 'Time limit of one test' }),
  retries: z.int().min(1).max(1_000).default(3).meta({ title: 'Failures in a row until unhealthy' }),
  startPeriodMs: z.int().min(0).max(86_400_000).default(0).meta({ title: 'Time to start' }),
})

const labelKeySchema = textSchema
  .min(1)
  .max(256)
  .refine((key) => !key.startsWith(labelPrefix), `Labels that begin with ${labelPrefix} are Slipway's own.`)

/** How a container is made, whatever its image came from. */
export const containerFields = {
  command: wordsSchema
    .nullable()
    .default(null)
    .meta({ title: 'Command', description: 'Leave empty for the command of the image.' }),
  entrypoint: wordsSchema
    .nullable()
    .default(null)
    .meta({ title: 'Entrypoint', description: 'Leave empty for the entrypoint of the image.' }),
  ports: z.array(portSchema).max(200).default([]).superRefine(refuseTwice).meta({ title: 'Ports' }),
  restart: z
    .enum(['no', 'always', 'unless-stopped', 'on-failure'])
    .default('unless-stopped')
    .meta({ title: 'Restart' }),
  labels: z.record(labelKeySchema, textSchema.max(10_000)).default({}).meta({ title: 'Labels' }),
  healthcheck: healthcheckSchema
    .nullable()
    .default(null)
    .meta({ title: 'Healthcheck', description: 'Leave empty for the healthcheck of the image.' }),
  memoryBytes: z
    .int()
    .min(minMemoryBytes, 'Give at least 6 MiB; the engine takes no less.')
    .nullable()
    .default(null)
    .meta({ title: 'Memory limit' }),
  cpus: z.number().min(0.01).max(1_024).nullable().default(null).meta({ title: 'CPU limit' }),
  network: z
    .string()
    .regex(/^[a-zA-Z0-9][a-zA-Z0-9_.-]*$/, 'Give the name of one network.')
    .max(128)
    .nullable()
    .default(null)
    .meta({ title: 'Network' }),
  user: z
    .string()
    .regex(/^[^\s\p{Cc}]+$/u, 'Give a name or a number, and a group after a colon if needed.')
    .max(256)
    .nullable()
    .default(null)
    .meta({ title: 'User' }),
  workingDir: textSchema
    .startsWith('/', 'Give an absolute path within the container.')
    .max(4_096)
    .nullable()
    .default(null)
    .meta({ title: 'Working folder' }),
}

const containerFieldsSchema = z.strictObject(containerFields)
export type ContainerFields = z.infer<typeof containerFieldsSchema>

function isHealthTest(test: readonly string[]): boolean {
  const [form, ...rest] = test
  if (form === 'NONE') return rest.length === 0
  if (form === 'CMD-SHELL') return rest.length === 1
  return form === 'CMD' && rest.length > 0
}

/** Two bindings of one host port can never both hold, nor one of all addresses beside one of a single address. */
function refuseTwice(ports: readonly Port[], context: z.RefinementCtx): void {
  for (const [index, port] of ports.entries()) {
    if (ports.slice(0, index).some((earlier) => collide(earlier, port))) {
      context.addIssue({ code: 'custom', path: [index, 'host'], message: 'This host port is given twice.' })
    }
  }
}

function collide(one: Port, other: Port): boolean {
  if (one.host === null || one.host !== other.host || one.protocol !== other.protocol) return false
  return one.hostIp === other.hostIp || [one, other].some(({ hostIp }) => everyAddress.includes(hostIp))
}
