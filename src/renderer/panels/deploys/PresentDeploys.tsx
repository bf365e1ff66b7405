import { Stack } from '@mantine/core'
import { DeployProgress } from './DeployProgress.tsx'
import { useHistory } from './use-history.ts'
import { WaitingDeploy } from './WaitingDeploy.tsx'

/** The deploys of an app that go on now, or wait for its host; nothing while there are none. */
export function PresentDeploys({ workloadId }: { readonly workloadId: string }) {
  const { deploys } = useHistory(workloadId)
  const running = deploys.filter(({ outcome }) => outcome === 'running')
  const waiting = deploys.filter(({ outcome, waitsForHost }) => outcome === 'queued' && waitsForHost)
  if (running.length + waiting.length === 0) return null
  return (
    <Stack gap="sm">
      {running.map((deploy) => (
        <DeployProgress key={deploy.id} deploy={deploy} />
      ))}
      {waiting.map((deploy) => (
        <WaitingDeploy key={deploy.id} deploy={deploy} />
      ))}
    </Stack>
  )
}
