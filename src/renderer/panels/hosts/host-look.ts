import {
  type Icon,
  IconAlertTriangle,
  IconCircleCheckFilled,
  IconLoader2,
  IconPlugConnectedX,
  IconShieldX,
} from '@tabler/icons-react'
import type { HostState } from '../../../contract/host.ts'
import type { Tone } from '../../ui/ToneMark.tsx'

const looks: Readonly<Record<HostState, { readonly tone: Tone; readonly icon: Icon }>> = {
  online: { tone: 'good', icon: IconCircleCheckFilled },
  offline: { tone: 'bad', icon: IconPlugConnectedX },
  untrusted: { tone: 'warn', icon: IconAlertTriangle },
  refused: { tone: 'bad', icon: IconShieldX },
  connecting: { tone: 'quiet', icon: IconLoader2 },
}

export function hostLook(state: HostState): { readonly tone: Tone; readonly icon: Icon } {
  return looks[state]
}
