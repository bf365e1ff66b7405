import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { useApi } from '../../connection.ts'
import { ToneMark } from '../../ui/ToneMark.tsx'
import { hostLook } from '../hosts/host-look.ts'
import { LOCAL_HOST } from '../hosts/use-hosts.ts'
import classes from './shell.module.css'

/** How it stands with the engine on this computer, from every screen. */
export function EngineState() {
  const { t } = useTranslation('shell')
  const hosts = useQuery(useApi().hosts.list.queryOptions())
  const state = hosts.data?.find(({ id }) => id === LOCAL_HOST)?.state
  const look = hostLook(state ?? 'connecting')
  const word = t(`engine.${state ?? 'unknown'}`)
  return (
    <Link href="/hosts" className={classes['engine']} aria-label={t('engine.name', { state: word })}>
      <span className={classes['engineLabel']}>{t('engine.label')}</span>
      <span role="status">
        <ToneMark tone={look.tone} icon={look.icon} isTurning={state === 'connecting'}>
          {word}
        </ToneMark>
      </span>
    </Link>
  )
}
