import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import process from 'node:process'
import { askEngine, callEngine, getFromEngine } from './engine-api.ts'
import { findStaticBusybox } from './packages.ts'
import { packTar } from './tar.ts'

/** A busybox and nothing else; on a test engine without any pull. */
export const baseImage = 'slipway-test/base:1'

export interface WebImage {
  /** Registry, name and tag, such as 127.0.0.1:5055/web:1. */
  readonly reference: string
  /** What its HTTP server on port 8080 answers. */
  readonly body: string
  /** `exits`: ends at once with exit code 3; `unhealthy`: serves, but its healthcheck fails;
   *  `healthy`: serves, with a healthcheck that passes once it does; `deaf`: ignores SIGTERM;
   *  `busy`: serves, and keeps a core busy. */
  readonly variant?: 'plain' | 'exits' | 'unhealthy' | 'healthy' | 'deaf' | 'busy'
  readonly env?: Readonly<Record<string, string>>
  /** Megabytes of random bytes in a layer of its own, so that a pull takes long enough to be watched. */
  readonly ballastMegabytes?: number
}

export interface Credentials {
  readonly user: string
  readonly password: string
}

export interface BuildOptions {
  /** The engine that builds; the run's own when left out. */
  readonly engine?: string
}

export interface PushOptions extends BuildOptions {
  readonly credentials?: Credentials
  /** Leaves the image on the engine; otherwise a deploy has to pull it. */
  readonly keepLocal?: boolean
}

export interface PushedImage {
  readonly reference: string
  readonly digest: string
  readonly imageId: string
}

/** The engine of this test run; throws outside of one. */
export function testEngine(): string {
  return required('SLIPWAY_TEST_ENGINE')
}

/** Address of the registry of this test run, as host:port; throws outside of one. */
export function testRegistry(): string {
  return required('SLIPWAY_TEST_REGISTRY')
}

function required(name: string): string {
  const value = process.env[name]
  if (value === undefined || value === '') {
    throw new Error(`${name} is not set: start this through scripts/with-parts.ts, as npm test does.`)
  }
  return value
}

/** Makes the base image on an engine, unless it is there. */
export async function ensureBaseImage(engine: string): Promise<void> {
  const present = await callEngine(engine, 'GET', `/images/${baseImage}/json`)
  if (present.status === 200) return
  const busybox = findStaticBusybox()
  if (busybox === null)
    throw new Error('The base image needs a static busybox: apt-get install busybox-static')
  const commands = [
    'sh',
    'cat',
    'echo',
    'env',
    'false',
    'httpd',
    'kill',
    'ls',
    'nc',
    'rm',
    'sleep',
    'touch',
    'true',
  ]
  const root = packTar([
    { path: 'bin/' },
    { path: 'bin/busybox', content: readFileSync(busybox) },
    ...[...commands, 'wget'].map((name) => ({ path: `bin/${name}`, linkTo: 'busybox' })),
    { path: 'etc/' },
    {
      path: 'etc/passwd',
      content: 'root:x:0:0:root:/:/bin/sh\nnobody:x:65534:65534::/:/bin/sh\n',
      mode: 0o644,
    },
    { path: 'etc/group', content: 'root:x:0:\nnogroup:x:65534:\n', mode: 0o644 },
    { path: 'tmp/', mode: 0o1777 },
    { path: 'www/' },
    { path: 'www/index.html', content: 'base', mode: 0o644 },
  ])
  const [repository = '', tag = ''] = baseImage.split(':')
  const changes = ['CMD ["/bin/sh"]', 'ENV PATH=/bin']
    .map((line) => `&changes=${encodeURIComponent(line)}`)
    .join('')
  const progress = await askEngine(
    engine,
    'POST',
    `/images/create?fromSrc=-&repo=${repository}&tag=${tag}${changes}`,
    root,
  )
  failOnErrorIn(progress, 'import of the base image')
}

/** Builds a small image of an HTTP server. Its first process ends at once on SIGTERM. Resolves to the image's id. */
export async function buildWebImage(image: WebImage, options: BuildOptions = {}): Promise<string> {
  const engine = options.engine ?? testEngine()
  await ensureBaseImage(engine)
  const context = packTar([
    { path: 'Dockerfile', content: dockerfileOf(image), mode: 0o644 },
    { path: 'index.html', content: image.body, mode: 0o644 },
    { path: 'ballast', content: randomBytes((image.ballastMegabytes ?? 0) * 1_048_576), mode: 0o644 },
  ])
  const progress = await askEngine(
    engine,
    'POST',
    `/build?t=${encodeURIComponent(image.reference)}&forcerm=true`,
    context,
  )
  failOnErrorIn(progress, `build of ${image.reference}`)
  const { Id } = await getFromEngine<{ Id: string }>(engine, `/images/${image.reference}/json`)
  return Id
}

/** Builds a web image and pushes it; the engine forgets it then, so that a deploy pulls it. */
export async function pushWebImage(image: WebImage, options: PushOptions = {}): Promise<PushedImage> {
  const engine = options.engine ?? testEngine()
  const imageId = await buildWebImage(image, options)
  const digest = await pushImage(image.reference, options)
  if (options.keepLocal !== true) await askEngine(engine, 'DELETE', `/images/${image.reference}?force=false`)
  return { reference: image.reference, digest, imageId }
}

/** Pushes an image that the engine has under this reference. Resolves to the digest that the registry gave it. */
export async function pushImage(reference: string, options: PushOptions = {}): Promise<string> {
  const engine = options.engine ?? testEngine()
  const colon = reference.lastIndexOf(':')
  const [name, tag] = [reference.slice(0, colon), reference.slice(colon + 1)]
  const progress = await askEngine(engine, 'POST', `/images/${name}/push?tag=${tag}`, undefined, {
    'x-registry-auth': registryAuth(options.credentials),
  })
  failOnErrorIn(progress, `push of ${reference}`)
  const digest = /"Digest":"(sha256:[0-9a-f]{64})"/.exec(progress)?.[1]
  if (digest === undefined) throw new Error(`The push of ${reference} named no digest: ${progress}`)
  return digest
}

/** Value of the header X-Registry-Auth. */
function registryAuth(credentials: Credentials | undefined): string {
  const auth = credentials === undefined ? {} : { username: credentials.user, password: credentials.password }
  // Not Buffer's base64url: that one leaves out the padding, without which older engines read no credentials.
  return Buffer.from(JSON.stringify(auth)).toString('base64').replaceAll('+', '-').replaceAll('/', '_')
}

function dockerfileOf(image: WebImage): string {
  const variant = image.variant ?? 'plain'
  const environment = Object.entries(image.env ?? {}).map(
    ([name, value]) => `ENV ${name}=${JSON.stringify(value).replaceAll('$', '\\$')}`,
  )
  const lines = [
    `FROM ${baseImage}`,
    'COPY index.html /www/index.html',
    ...(image.ballastMegabytes === undefined ? [] : ['COPY ballast /ballast']),
    ...environment,
    'WORKDIR /www',
    'EXPOSE 8080',
    ...healthcheckOf(variant),
    `CMD ${JSON.stringify(['/bin/sh', '-c', commandOf(variant)])}`,
  ]
  return `${lines.join('\n')}\n`
}

function healthcheckOf(variant: NonNullable<WebImage['variant']>): string[] {
  const timing = 'HEALTHCHECK --interval=200ms --timeout=2s --retries=2'
  if (variant === 'unhealthy') return [`${timing} CMD ["/bin/false"]`]
  if (variant === 'healthy')
    return [`${timing} CMD ["/bin/wget", "-q", "-O", "/dev/null", "http://127.0.0.1:8080/"]`]
  return []
}

function commandOf(variant: NonNullable<WebImage['variant']>): string {
  if (variant === 'exits') return 'echo "nothing to do"; exit 3'
  // Signals that have no handler do not reach the first process of a container.
  if (variant === 'deaf') return "trap '' TERM; httpd -f -p 8080 -h /www & wait; sleep 3600"
  const idle = "trap 'exit 0' TERM INT; httpd -f -p 8080 -h /www & wait"
  return variant === 'busy' ? `while :; do :; done & ${idle}` : idle
}

/** Builds, imports and pushes answer 200 and tell their failure in the stream. */
function failOnErrorIn(progress: string, what: string): void {
  const error = /"error":"((?:[^"\\]|\\.)*)"/.exec(progress)?.[1]
  if (error !== undefined) throw new Error(`The ${what} failed: ${error}`)
}
