import type { Deploy, DeployDetail, WhenAway } from '../../contract/deploy.ts'
import type { SlipwayEvent } from '../../contract/event.ts'
import type {
  Host,
  HostCreate,
  HostDisk,
  HostImage,
  HostPatch,
  HostPrune,
  HostPruned,
  HostTest,
  SshName,
} from '../../contract/host.ts'
import type { Settings, SettingsPatch } from '../../contract/settings.ts'
import type { SourceKind } from '../../contract/source.ts'
import type { StatsHistory, StatsHistoryInput, StatsNow } from '../../contract/stats.ts'
import type { Caller, Token, TokenCreate, TokenCreated } from '../../contract/token.ts'
import type { Workload, WorkloadCreate, WorkloadPatch } from '../../contract/workload.ts'

/** What the handlers need of the application. Expected failures are thrown as `Failure` (src/contract/failure.ts). */
export interface Services {
  readonly version: string
  readonly workloads: {
    list(): Promise<Workload[]>
    get(id: string): Promise<Workload>
    create(input: WorkloadCreate): Promise<Workload>
    update(id: string, patch: WorkloadPatch): Promise<Workload>
    remove(id: string, options: { readonly containers: boolean }): Promise<void>
  }
  readonly deploys: {
    start(
      workloadId: string,
      request: { readonly reference?: string; readonly whenAway?: WhenAway; readonly actor: string },
    ): Promise<string>
    list(
      workloadId: string,
      page: { readonly limit: number; readonly before?: number },
    ): Promise<{ deploys: Deploy[]; next: number | null }>
    get(workloadId: string, deployId: string): Promise<DeployDetail>
    cancel(workloadId: string, deployId: string): Promise<void>
    rollback(
      workloadId: string,
      request: {
        readonly deployId?: string
        readonly config: 'then' | 'now'
        readonly whenAway?: WhenAway
        readonly actor: string
      },
    ): Promise<string>
  }
  readonly hosts: {
    list(): Host[]
    get(id: string): Host
    check(id: string): Promise<Host>
    create(input: HostCreate): Promise<Host>
    update(id: string, patch: HostPatch): Promise<Host>
    remove(id: string): Promise<void>
    trust(id: string, fingerprint: string): Promise<Host>
    unlock(id: string, secret: { readonly passphrase: string; readonly keep: boolean }): Promise<Host>
    test(input: Omit<HostCreate, 'name'>): Promise<HostTest>
    sshNames(): Promise<SshName[]>
    disk(id: string): Promise<HostDisk>
    prune(id: string, parts: HostPrune): Promise<HostPruned>
    images(id: string): Promise<HostImage[]>
  }
  readonly stats: {
    history(input: StatsHistoryInput): StatsHistory
    now(workloadId: string): StatsNow
    overview(): StatsNow[]
  }
  readonly sources: { list(): SourceKind[] }
  readonly tokens: {
    list(): Token[]
    create(input: TokenCreate): TokenCreated
    remove(id: string): void
    /** Null when the token is unknown, expired or revoked. */
    authenticate(token: string): Caller | null
    /** Calls the listener whenever a token has been removed. */
    onRemoved(listener: () => void): void
  }
  readonly settings: {
    get(): Settings
    update(patch: SettingsPatch): Settings
  }
  readonly events: {
    /** Live events in order, with ids that grow; those after `lastEventId` first, or one `resync` when they are gone. */
    stream(
      signal: AbortSignal | undefined,
      lastEventId?: string,
    ): AsyncGenerator<{ readonly id: string; readonly event: SlipwayEvent }, void>
  }
}
