import { lookup } from 'node:dns/promises'
import type { HostErrorCode } from '../../contract/errors.ts'
import { type EngineInfo, type HostKey, type HostTest, hostTestSteps } from '../../contract/host.ts'
import { type CredentialSource, connectEngine } from '../docker/docker-engine.ts'
import type { EngineAddress } from '../docker/endpoint.ts'
import { type SshConnection, SshFailure, type SshTarget } from '../ssh/ssh-connection.ts'
import type { RemoteEndpoint } from './remote-endpoint.ts'
import { sshReason } from './ssh-way.ts'
import { type Way, WayClosed } from './way.ts'

type Step = (typeof hostTestSteps)[number]
type TestedStep = HostTest['steps'][number]

export interface HostTestParts {
  readonly connectSsh: (
    target: SshTarget,
    signal: AbortSignal,
    onStep: (step: Step, detail: string) => void,
  ) => Promise<SshConnection>
  readonly credentials: CredentialSource
  readonly eventLabel: string
}

/** How long the whole test may take. */
const limitMs = 60_000
const engineLimitMs = 10_000

/** What happened up to the end: the details of what passed, and where it ended. */
interface Course {
  readonly passed: Map<Step, string | null>
  failed: { readonly step: Step; readonly reason: HostErrorCode } | null
  hostKey: HostKey | null
}

/** Connects once over SSH and tells of each step; nothing is kept. */
export async function testSshHost(target: SshTarget, parts: HostTestParts): Promise<HostTest> {
  const course: Course = { passed: new Map(), failed: null, hostKey: null }
  const signal = AbortSignal.timeout(limitMs)
  try {
    const connection = await parts.connectSsh(target, signal, (step, detail) =>
      course.passed.set(step, detail),
    )
    course.hostKey = connection.hostKey
    try {
      await testEngine(connection.address, sshReason, course, parts)
    } finally {
      connection.close()
    }
  } catch (error) {
    course.failed = sshFailure(error, signal.aborted)
    if (error instanceof SshFailure) course.hostKey = error.hostKey
  }
  return tell(course)
}

/** Connects once over TCP and tells of each step: `key` is the server's certificate, and `auth` ours. */
export async function testTcpHost(
  { host, isPlain }: Extract<RemoteEndpoint, { kind: 'tcp' }>,
  way: Way,
  parts: HostTestParts,
): Promise<HostTest> {
  const course: Course = { passed: new Map(), failed: null, hostKey: null }
  try {
    course.passed.set('name', await addressesOf(host))
    const { address } = await way.open(AbortSignal.timeout(limitMs))
    await testEngine(address, (error) => way.reasonOf(error), course, parts)
    course.passed.set('port', null)
    if (!isPlain) for (const step of ['key', 'auth'] as const) course.passed.set(step, null)
  } catch (error) {
    if (!(error instanceof WayClosed)) throw error
    course.failed = { step: stepBehind(error.reason), reason: error.reason }
  } finally {
    way.close()
  }
  return tell(course)
}

function sshFailure(error: unknown, isLate: boolean): NonNullable<Course['failed']> {
  if (error instanceof SshFailure) return { step: error.step ?? 'name', reason: error.reason }
  if (error instanceof WayClosed) return { step: stepBehind(error.reason), reason: error.reason }
  if (isLate) return { step: 'port', reason: 'connect_timeout' }
  throw error
}

async function addressesOf(host: string): Promise<string> {
  try {
    const found = await lookup(host, { all: true })
    return found.map(({ address }) => address).join(', ')
  } catch (cause) {
    throw new WayClosed('name_unresolved', null, { cause })
  }
}

async function testEngine(
  address: EngineAddress,
  reasonOf: (error: unknown) => HostErrorCode,
  course: Course,
  { credentials, eventLabel }: HostTestParts,
): Promise<void> {
  try {
    const engine = await connectEngine(address, credentials, { eventLabel, timeoutMs: engineLimitMs })
    course.passed.set('engine', course.passed.get('engine') ?? null)
    course.passed.set('version', describeVersion(engine.info))
    engine.close()
  } catch (error) {
    throw new WayClosed(reasonOf(error), null, { cause: error })
  }
}

function describeVersion({ version, apiVersion }: EngineInfo): string {
  return `${version} (API ${apiVersion})`
}

/** The step at which a connection over TCP ends for a reason. */
function stepBehind(reason: HostErrorCode): Step {
  switch (reason) {
    case 'name_unresolved':
      return 'name'
    case 'port_closed':
    case 'connect_timeout':
      return 'port'
    case 'tls_refused':
      return 'key'
    case 'tls_files_unreadable':
      return 'auth'
    case 'engine_too_old':
      return 'version'
    default:
      return 'engine'
  }
}

function tell({ passed, failed, hostKey }: Course): HostTest {
  const failedAt = failed === null ? hostTestSteps.length : hostTestSteps.indexOf(failed.step)
  const steps = hostTestSteps.map((step, at): TestedStep => {
    if (failed !== null && at === failedAt)
      return { step, result: 'failed', reason: failed.reason, detail: null }
    if (at > failedAt || !passed.has(step)) return { step, result: 'skipped', reason: null, detail: null }
    return { step, result: 'passed', reason: null, detail: passed.get(step) ?? null }
  })
  return { steps, hostKey }
}
