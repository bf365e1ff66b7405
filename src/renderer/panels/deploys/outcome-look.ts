import {
  type Icon,
  IconArrowBackUp,
  IconBan,
  IconCircleCheckFilled,
  IconCircleXFilled,
  IconClockHour4,
  IconLoader2,
  IconPlayerSkipForward,
  IconPlugX,
} from '@tabler/icons-react'
import type { DeployOutcome } from '../../../contract/deploy.ts'
import type { Tone } from '../../ui/ToneMark.tsx'

const looks: Readonly<Record<DeployOutcome, { readonly tone: Tone; readonly icon: Icon }>> = {
  queued: { tone: 'quiet', icon: IconClockHour4 },
  running: { tone: 'active', icon: IconLoader2 },
  succeeded: { tone: 'good', icon: IconCircleCheckFilled },
  failed: { tone: 'bad', icon: IconCircleXFilled },
  rolled_back: { tone: 'bad', icon: IconArrowBackUp },
  cancelled: { tone: 'quiet', icon: IconBan },
  superseded: { tone: 'quiet', icon: IconPlayerSkipForward },
  interrupted: { tone: 'warn', icon: IconPlugX },
}

export function outcomeLook(outcome: DeployOutcome): { readonly tone: Tone; readonly icon: Icon } {
  return looks[outcome]
}
