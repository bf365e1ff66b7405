import {
  type Icon,
  IconCloudDown,
  IconDatabase,
  IconDeviceLaptop,
  IconHammer,
  IconTrashX,
} from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Replay } from '../../../contract/deploy.ts'
import { type Tone, ToneMark } from '../../ui/ToneMark.tsx'

const looks: Readonly<Record<Replay, { readonly tone: Tone; readonly icon: Icon }>> = {
  local: { tone: 'good', icon: IconDatabase },
  vault: { tone: 'good', icon: IconDeviceLaptop },
  registry: { tone: 'active', icon: IconCloudDown },
  rebuild: { tone: 'warn', icon: IconHammer },
  gone: { tone: 'bad', icon: IconTrashX },
}

/** Where a rollback would find its image. */
export function ReplayMark({ replay }: { readonly replay: Replay }) {
  const { t } = useTranslation('deploys')
  return (
    <ToneMark tone={looks[replay].tone} icon={looks[replay].icon}>
      {t(`replay.${replay}`)}
    </ToneMark>
  )
}
