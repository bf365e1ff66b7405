import { useTranslation } from 'react-i18next'
import type { HostState } from '../../../contract/host.ts'
import { ToneMark } from '../../ui/ToneMark.tsx'
import { hostLook } from './host-look.ts'

export function HostStateMark({ state }: { readonly state: HostState }) {
  const { t } = useTranslation('hosts')
  const look = hostLook(state)
  return (
    <ToneMark tone={look.tone} icon={look.icon} isTurning={state === 'connecting'}>
      {t(`state.${state}`)}
    </ToneMark>
  )
}
