import type { Deploy, DeployDetail } from '../../contract/deploy.ts'
import type { SlipwayEvent } from '../../contract/event.ts'
import type { Host } from '../../contract/host.ts'
import type { Settings, SettingsPatch } from '../../contract/settings.ts'
import type { SourceKind } from '../../contract/source.ts'
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
      request: { readonly reference?: string; readonly actor: string },
    ): Promise<string>
    list(
      workloadId: string,
      page: { readonly limit: number; readonly before?: number },
    ): Promise<{ deploys: Deploy[]; next: number | null }>
    get(workloadId: string, deployId: string): Promise<DeployDetail>
    cancel(workloadId: string, deployId: string): Promise<void>
    rollback(
      workloadId: string,
      request: { readonly deployId?: string; readonly config: 'then' | 'now'; readonly actor: string },
    ): Promise<string>
  }
  readonly hosts: {
    list(): Host[]
    get(id: string): Host
    check(id: string): Promise<Host>
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
