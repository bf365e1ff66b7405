import {
  type Icon,
  IconAlertTriangleFilled,
  IconCircleCheckFilled,
  IconCircleDashed,
  IconHelpCircle,
  IconLoader2,
  IconPlayerPauseFilled,
  IconPlayerStopFilled,
  IconRotateClockwise,
  IconUnlink,
} from '@tabler/icons-react'
import type { WorkloadState } from '../../../contract/workload.ts'
import type { Tone } from '../../ui/ToneMark.tsx'

const looks: Readonly<Record<WorkloadState, { readonly tone: Tone; readonly icon: Icon }>> = {
  never_deployed: { tone: 'quiet', icon: IconCircleDashed },
  running: { tone: 'good', icon: IconCircleCheckFilled },
  starting: { tone: 'active', icon: IconLoader2 },
  unhealthy: { tone: 'bad', icon: IconAlertTriangleFilled },
  restarting: { tone: 'warn', icon: IconRotateClockwise },
  paused: { tone: 'warn', icon: IconPlayerPauseFilled },
  stopped: { tone: 'quiet', icon: IconPlayerStopFilled },
  missing: { tone: 'bad', icon: IconUnlink },
  unknown: { tone: 'quiet', icon: IconHelpCircle },
}

export function workloadLook(state: WorkloadState): { readonly tone: Tone; readonly icon: Icon } {
  return looks[state]
}
