import { useTranslation } from 'react-i18next'
import type { WorkloadState } from '../../../contract/workload.ts'
import { ToneMark } from '../../ui/ToneMark.tsx'
import { workloadLook } from './workload-look.ts'

export function StateMark({ state }: { readonly state: WorkloadState }) {
  const { t } = useTranslation('apps')
  const look = workloadLook(state)
  return (
    <ToneMark tone={look.tone} icon={look.icon} isTurning={state === 'starting'}>
      {t(`state.${state}`)}
    </ToneMark>
  )
}
