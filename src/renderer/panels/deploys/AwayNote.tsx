import { IconClockPause } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { WhenAway } from '../../../contract/deploy.ts'
import { Callout } from '../../ui/Callout.tsx'
import { useFailureText } from '../../ui/use-failure-text.ts'
import { LastSeen } from '../hosts/LastSeen.tsx'
import { useHostName } from '../hosts/use-host-name.ts'
import { isAway, useHost } from '../hosts/use-hosts.ts'
import classes from './waiting.module.css'

/** What a deploy that is asked for now does: it begins at once, or waits while its host is away. */
export function useWhenAway(hostId: string): WhenAway {
  const host = useHost(hostId)
  return host !== undefined && isAway(host) ? 'queue' : 'fail'
}

/** Says that the host is away, why, and that the deploy waits for it; nothing while the host is there. */
export function AwayNote({ hostId }: { readonly hostId: string }) {
  const { t } = useTranslation('deploys')
  const host = useHost(hostId)
  const name = useHostName(hostId)
  const failureText = useFailureText()
  if (host === undefined || !isAway(host)) return null
  return (
    <Callout tone="warn" icon={IconClockPause} title={t('away.title', { name })} isQuiet>
      <div className={classes['reasons']}>
        {host.reason === null ? null : <span>{failureText.ofCode(host.reason).title}</span>}
        <LastSeen host={host} />
      </div>
      <div className={classes['note']}>{t('away.text')}</div>
    </Callout>
  )
}
