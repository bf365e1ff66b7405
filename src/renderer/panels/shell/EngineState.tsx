import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import type { Host, HostState } from '../../../contract/host.ts'
import { ToneMark } from '../../ui/ToneMark.tsx'
import { hostLook } from '../hosts/host-look.ts'
import { useHosts } from '../hosts/use-hosts.ts'
import { summariseEngines } from './engine-summary.ts'
import classes from './shell.module.css'

/** How it stands with the engines, from every screen: this computer's own, or all hosts in a word. */
export function EngineState() {
  const { t } = useTranslation('shell')
  const hosts = useHosts()
  if (hosts.length > 1) return <SeveralEngines hosts={hosts} />
  const state = hosts[0]?.state
  const word = t(`engine.${state ?? 'unknown'}`)
  return (
    <EngineLink
      label={t('engine.label')}
      name={t('engine.name', { state: word })}
      word={word}
      state={state ?? 'connecting'}
      isTurning={state === 'connecting'}
    />
  )
}

function SeveralEngines({ hosts }: { readonly hosts: readonly Host[] }) {
  const { t } = useTranslation('shell')
  const { state, count } = summariseEngines(hosts)
  const word = state === 'online' ? t('engine.all.online') : t(`engine.some.${state}`, { count })
  return (
    <EngineLink
      label={t('engine.hosts')}
      name={t('engine.hostsName', { state: word })}
      word={word}
      state={state}
      isTurning={state === 'connecting'}
    />
  )
}

interface EngineLinkProps {
  readonly label: string
  readonly name: string
  readonly word: string
  readonly state: HostState
  readonly isTurning: boolean
}

function EngineLink({ label, name, word, state, isTurning }: EngineLinkProps) {
  const look = hostLook(state)
  return (
    <Link href="/hosts" className={classes['engine']} aria-label={name}>
      <span className={classes['engineLabel']}>{label}</span>
      <span role="status">
        <ToneMark tone={look.tone} icon={look.icon} isTurning={isTurning}>
          {word}
        </ToneMark>
      </span>
    </Link>
  )
}
