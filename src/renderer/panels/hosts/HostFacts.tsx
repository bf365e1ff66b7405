import { Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { EngineInfo, Host } from '../../../contract/host.ts'
import { formatNumber } from '../../format.ts'
import { CopyValue } from '../../ui/CopyValue.tsx'
import { type Fact, Facts } from '../../ui/Facts.tsx'
import { ExactTime } from '../../ui/Time.tsx'
import { useRegion } from '../../ui/use-locale.ts'
import { useSizeText } from '../../ui/use-size-text.ts'
import classes from './hosts.module.css'
import { LastSeen } from './LastSeen.tsx'
import { needsTrust } from './TrustButton.tsx'
import { isAway, isInTrouble, LOCAL_HOST } from './use-hosts.ts'

/** What is known of a host: its engine, and how it is reached. */
export function HostFacts({ host }: { readonly host: Host }) {
  const { t } = useTranslation('hosts')
  const engine = useEngineFacts(host.engine)
  const way = useWayFacts(host)
  const since = { label: t('since'), value: <ExactTime at={host.since} /> }
  return (
    <div className={classes['facts']}>
      {host.engine !== null && isAway(host) ? (
        <Text size="sm" c="dimmed" className={classes['waits']} component="p">
          <span>{t('asLastSeen')}</span>
          {isInTrouble(host) ? null : <LastSeen host={host} />}
        </Text>
      ) : null}
      <Facts facts={[...engine, since, ...way]} />
    </div>
  )
}

function useEngineFacts(engine: EngineInfo | null): readonly Fact[] {
  const { t } = useTranslation(['hosts', 'shell'])
  const locale = useRegion()
  const sizeText = useSizeText()
  if (engine === null) return []
  const none = t('shell:none')
  return [
    { label: t(`product.${engine.product}`), value: engine.version },
    { label: t('api'), value: engine.apiVersion },
    { label: t('platform'), value: `${engine.os}/${engine.arch}` },
    { label: t('cpus'), value: engine.cpus === null ? none : formatNumber(locale, engine.cpus) },
    { label: t('memory'), value: engine.memoryBytes === null ? none : sizeText(engine.memoryBytes) },
  ]
}

function useWayFacts(host: Host): readonly Fact[] {
  const { t } = useTranslation(['hosts', 'shell'])
  const reach = useReachText(host)
  const { endpoint, identityFile, hostKey, statsWay } = host
  // A key in question stands where it is asked about, not among what is known.
  const hasOwnKey = hostKey !== null && host.state !== 'refused' && !needsTrust(host)
  return [
    {
      label: t('endpoint'),
      value: endpoint === null ? t('shell:none') : <code>{endpoint}</code>,
      isWide: true,
    },
    ...(reach === null ? [] : [{ label: t('reach.label'), value: reach, isWide: true }]),
    ...(identityFile === null ? [] : [{ label: t('identityFile'), value: <code>{identityFile}</code> }]),
    { label: t('stats.label'), value: t(statsWay === null ? 'stats.none' : `stats.${statsWay}`) },
    ...(hasOwnKey
      ? [
          {
            label: t('hostKey'),
            value: (
              <>
                <CopyValue value={hostKey.fingerprint} />{' '}
                <span className={classes['keyType']}>{hostKey.type}</span>
              </>
            ),
            isFull: true,
          },
        ]
      : []),
  ]
}

/** By which way requests reach the engine; null for this computer, where there is nothing in between. */
function useReachText({ id, kind, sshWay, tls, endpoint }: Host): string | null {
  const { t } = useTranslation('hosts')
  if (id === LOCAL_HOST) return null
  switch (kind) {
    case 'local':
      return null
    case 'ssh':
      return t(`reach.${sshWay ?? 'ssh'}`)
    case 'tcp':
      return t(tls === null && isLoopback(endpoint) ? 'reach.tcp' : 'reach.tls')
  }
}

function isLoopback(endpoint: string | null): boolean {
  return endpoint !== null && /^tcp:\/\/(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:|$)/.test(endpoint)
}
