import { useTranslation } from 'react-i18next'
import { ToneMark } from '../../ui/ToneMark.tsx'
import { hostLook } from './host-look.ts'
import classes from './hosts.module.css'
import { LastSeen } from './LastSeen.tsx'
import { useHostName } from './use-host-name.ts'
import { isInTrouble, useHost } from './use-hosts.ts'

interface HostPlaceProps {
  readonly hostId: string
  /** The mark stands behind the name instead of below it. */
  readonly isInLine?: boolean
}

/** Where an app is: the host's name and, while the host is away, when it was last seen. */
export function HostPlace({ hostId, isInLine = false }: HostPlaceProps) {
  const name = useHostName(hostId)
  return (
    <span className={isInLine ? classes['placeInLine'] : classes['place']}>
      <span className={classes['placeName']}>{name}</span>
      <AwayMark hostId={hostId} />
    </span>
  )
}

/** Says of a host that is away how it stands and when it was last seen; nothing of one that is there. */
export function AwayMark({ hostId }: { readonly hostId: string }) {
  const { t } = useTranslation('hosts')
  const host = useHost(hostId)
  if (host === undefined || !isInTrouble(host)) return null
  const look = hostLook(host.state)
  const state = t(`state.${host.state}`)
  return (
    <span className={classes['away']}>
      <ToneMark tone="quiet" icon={look.icon} title={state}>
        <span className="visually-hidden">{state}, </span>
        <LastSeen host={host} />
      </ToneMark>
    </span>
  )
}
