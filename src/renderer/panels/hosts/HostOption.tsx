import { useTranslation } from 'react-i18next'
import type { Host } from '../../../contract/host.ts'
import { ToneMark } from '../../ui/ToneMark.tsx'
import { hostLook } from './host-look.ts'
import classes from './hosts.module.css'

interface HostOptionProps {
  readonly label: string
  /** Left out for a choice that is no host. */
  readonly host: Host | undefined
}

/** A host in a list to choose from, with its state where that is worth a word. */
export function HostOption({ label, host }: HostOptionProps) {
  const { t } = useTranslation('hosts')
  if (host === undefined) return <>{label}</>
  const look = hostLook(host.state)
  return (
    <span className={classes['option']}>
      <span>{label}</span>
      {host.state === 'online' ? null : (
        <ToneMark tone={look.tone} icon={look.icon}>
          {t(`state.${host.state}`)}
        </ToneMark>
      )}
    </span>
  )
}
