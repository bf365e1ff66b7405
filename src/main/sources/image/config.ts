import { z } from 'zod'
import { containerFields } from '../../containers/fields.ts'
import { parseReference } from '../../docker/reference.ts'

/** Where images come from: the registry that the reference names, or the engine of this computer. */
const origins = ['registry', 'computer'] as const

/** Configuration of the image source: which image, from where, and how its container is made. */
export const imageConfigSchema = z.strictObject({
  reference: z
    .string()
    .trim()
    .max(1_000)
    .superRefine((text, context) => {
      const parsed = parseReference(text)
      if ('problem' in parsed) context.addIssue({ code: 'custom', message: parsed.problem })
    })
    .meta({ title: 'Image', description: 'Such as nginx:1.29 or registry.example.com/shop@sha256:…' }),
  origin: z.enum(origins).default('registry').meta({
    title: 'Take it from',
    description: 'From this computer, it is sent to the host over the connection that is there.',
    essential: true,
  }),
  ...containerFields,
})
export type ImageConfig = z.infer<typeof imageConfigSchema>

export const imageSample: ImageConfig = {
  reference: 'nginx:1.29',
  origin: 'registry',
  command: null,
  entrypoint: null,
  ports: [{ container: 80, host: 8080, hostIp: '127.0.0.1', protocol: 'tcp' }],
  restart: 'unless-stopped',
  labels: {},
  healthcheck: null,
  memoryBytes: null,
  cpus: null,
  network: null,
  user: null,
  workingDir: null,
}
