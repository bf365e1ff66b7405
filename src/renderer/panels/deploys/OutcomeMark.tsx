import { IconClockPause } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Deploy, DeployOutcome } from '../../../contract/deploy.ts'
import { ToneMark } from '../../ui/ToneMark.tsx'
import { outcomeLook } from './outcome-look.ts'
import { useWaitsFor } from './use-waits-for.ts'

export function OutcomeMark({ outcome }: { readonly outcome: DeployOutcome }) {
  const { t } = useTranslation('deploys')
  const look = outcomeLook(outcome)
  return (
    <ToneMark tone={look.tone} icon={look.icon} isTurning={outcome === 'running'}>
      {t(`outcome.${outcome}`)}
    </ToneMark>
  )
}

/** The outcome of a deploy, or the host that it waits for. */
export function DeployMark({ deploy }: { readonly deploy: Deploy }) {
  const { t } = useTranslation('deploys')
  const name = useWaitsFor(deploy)
  if (name === null) return <OutcomeMark outcome={deploy.outcome} />
  return (
    <ToneMark tone="warn" icon={IconClockPause}>
      {t('waiting.mark', { name })}
    </ToneMark>
  )
}
