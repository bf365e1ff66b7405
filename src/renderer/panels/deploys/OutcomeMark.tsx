import { useTranslation } from 'react-i18next'
import type { DeployOutcome } from '../../../contract/deploy.ts'
import { ToneMark } from '../../ui/ToneMark.tsx'
import { outcomeLook } from './outcome-look.ts'

export function OutcomeMark({ outcome }: { readonly outcome: DeployOutcome }) {
  const { t } = useTranslation('deploys')
  const look = outcomeLook(outcome)
  return (
    <ToneMark tone={look.tone} icon={look.icon} isTurning={outcome === 'running'}>
      {t(`outcome.${outcome}`)}
    </ToneMark>
  )
}
