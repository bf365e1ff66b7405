import type { TFunction } from 'i18next'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Deploy } from '../../../contract/deploy.ts'
import { shortDigest } from '../../format.ts'
import { CopyValue } from '../../ui/CopyValue.tsx'
import type { Fact } from '../../ui/Facts.tsx'
import { Duration, ExactTime } from '../../ui/Time.tsx'
import { durationOf } from './phase-model.ts'
import { useActorText } from './use-actor-text.ts'

/** What an entry records, as labels and values; what it does not have is left out, save what one would look for. */
export function useEntryFacts(deploy: Deploy, deploys: readonly Deploy[], hostName: string): readonly Fact[] {
  const { t } = useTranslation(['deploys', 'shell'])
  const actor = useActorText(deploy.actor)
  const durationMs = durationOf(deploy)
  const none = t('shell:none')
  const entry = (id: string | null) => entryText(t, deploys, id)
  const moment = (at: number | null) => (at === null ? null : <ExactTime at={at} />)

  const facts: readonly (readonly [label: string, value: ReactNode])[] = [
    [t('details.reference'), <CopyValue key="reference" value={deploy.reference} />],
    ...pinnedFacts(t, deploy),
    [t('details.kind'), t(`kind.${deploy.kind}`)],
    [t('details.reason'), t(`reason.${deploy.reason}`)],
    [t('details.actor'), actor],
    [t('details.host'), hostName],
    [t('details.queuedAt'), moment(deploy.queuedAt)],
    [t('details.startedAt'), moment(deploy.startedAt) ?? none],
    [t('details.finishedAt'), moment(deploy.finishedAt) ?? none],
    [t('details.duration'), durationMs === null ? none : <Duration key="duration" durationMs={durationMs} />],
    [t('details.phase'), deploy.phase === null ? none : t(`phase.${deploy.phase}`)],
    [t('details.replacement'), deploy.replacement === null ? none : t(`replacement.${deploy.replacement}`)],
    [t('details.health'), deploy.healthStatus === null ? null : t(`health.${deploy.healthStatus}`)],
    [t('details.exitCode'), deploy.exitCode],
    [t('details.replay'), deploy.outcome === 'succeeded' ? t(`replay.${deploy.replay}`) : null],
    [t('details.rollbackOf'), entry(deploy.rollbackOf)],
    [t('details.previous'), entry(deploy.previousId)],
    [t('details.backup'), deploy.backupId ?? backupText(t, deploy)],
    [t('details.configHash'), deploy.configHash === null ? null : short(deploy.configHash)],
    [t('details.id'), short(deploy.id)],
  ]
  const long = new Set([t('details.reference'), t('details.canonical'), t('details.replacement')])
  return facts
    .filter(([, value]) => value !== null)
    .map(([label, value]) => ({ label, value, isWide: long.has(label) }))
}

function backupText(t: Translate, { backupCode }: Deploy): string {
  return backupCode === null ? t('details.noBackup') : t(`backupCode.${backupCode}`)
}

type Translate = TFunction<['deploys', 'shell']>

function pinnedFacts(t: Translate, { pinned }: Deploy): readonly (readonly [string, ReactNode])[] {
  if (pinned === null) return [[t('details.canonical'), t('history.unresolved')]]
  return [
    [t('details.canonical'), <CopyValue key="canonical" value={pinned.reference} />],
    [t('details.digest'), pinned.digest === null ? t('details.localOnly') : short(pinned.digest)],
    [t('details.imageId'), pinned.imageId === null ? null : short(pinned.imageId)],
    [t('details.platform'), pinned.platform],
  ]
}

function entryText(t: Translate, deploys: readonly Deploy[], id: string | null): string | null {
  if (id === null) return null
  const found = deploys.find((deploy) => deploy.id === id)
  return found === undefined ? t('details.pruned') : t('details.entry', { seq: found.seq })
}

/** Ids and digests in docker's short form, copied whole. */
function short(value: string): ReactNode {
  return <CopyValue value={value} shown={shortDigest(value)} />
}
