import { Button, Collapse, Group, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconChevronDown } from '@tabler/icons-react'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import type { Host } from '../../../contract/host.ts'
import { useFailureText } from '../../ui/use-failure-text.ts'
import { AttemptsTable } from './AttemptsTable.tsx'
import { CheckButton } from './CheckButton.tsx'
import { hostLook } from './host-look.ts'
import classes from './hosts.module.css'
import { KeyConflict } from './KeyConflict.tsx'
import { LastSeen } from './LastSeen.tsx'
import { NextAttempt } from './NextAttempt.tsx'
import { TrustButton } from './TrustButton.tsx'
import { UnlockButton } from './UnlockButton.tsx'
import { useHostName } from './use-host-name.ts'
import { LOCAL_HOST } from './use-hosts.ts'

interface HostTroubleProps {
  readonly host: Host
  /** What else is on the screen that needs a word: the apps, which stay visible. */
  readonly note?: string
  /** On the screen of the hosts, where the host's name stands above. */
  readonly isAtHome?: boolean
  /** Whether it is shown from the start where an engine was looked for. */
  readonly isUnfolded?: boolean
}

/** A host that cannot be used now: what is wrong, what to do, and what Slipway does about it by itself. */
export function HostTrouble({ host, note, isAtHome = false, isUnfolded = isAtHome }: HostTroubleProps) {
  const { t } = useTranslation('hosts')
  const name = useHostName(host.id)
  const { title, remedy } = useFailureText().ofCode(host.reason ?? 'host_unreachable')
  const isLocal = host.id === LOCAL_HOST
  const heading = isLocal || isAtHome ? title : t('trouble.title', { name, title })
  const look = hostLook(host.state)
  const IconShape = look.icon
  return (
    <section className={classes['trouble']} data-state={host.state} role="alert" aria-label={heading}>
      <IconShape size={24} stroke={1.7} className={classes['troubleIcon']} aria-hidden />
      <Stack gap="xs" className={classes['troubleText']}>
        <Text fw={620} size="lg">
          {heading}
        </Text>
        <Text>{remedy}</Text>
        <KeyConflict host={host} />
        <p className={classes['waits']}>
          <LastSeen host={host} />
          {host.nextAttemptAt === null ? null : <NextAttempt at={host.nextAttemptAt} />}
        </p>
        <OwnAttempts host={host} />
        {note === undefined ? null : (
          <Text c="dimmed" size="sm">
            {note}
          </Text>
        )}
        {isLocal ? (
          <LocalActions host={host} isOpen={isUnfolded} />
        ) : (
          <Group gap="xs" mt={4}>
            <TrustButton host={host} />
            <UnlockButton host={host} />
            <CheckButton hostId={host.id} />
            {isAtHome ? null : (
              <Button component={Link} href="/hosts" variant="subtle" color="gray">
                {t('trouble.open')}
              </Button>
            )}
          </Group>
        )}
      </Stack>
    </section>
  )
}

/** What Slipway does about it by itself; where the time of the next attempt stands, that says it. */
function OwnAttempts({ host }: { readonly host: Host }) {
  const { t } = useTranslation('hosts')
  if (host.state !== 'offline' || host.nextAttemptAt !== null) return null
  return (
    <Text c="dimmed" size="sm">
      {t(host.id === LOCAL_HOST ? 'noEngine.auto' : 'trouble.auto')}
    </Text>
  )
}

function LocalActions({ host, isOpen }: { readonly host: Host; readonly isOpen: boolean }) {
  const { t } = useTranslation('hosts')
  const [isShown, { toggle }] = useDisclosure(isOpen)
  const listId = useId()
  return (
    <>
      <Group gap="xs" mt={4}>
        <CheckButton hostId={host.id} />
        <Button
          variant="subtle"
          color="gray"
          aria-expanded={isShown}
          aria-controls={listId}
          rightSection={<IconChevronDown size={16} className={classes['chevron']} aria-hidden />}
          onClick={toggle}
        >
          {isShown ? t('noEngine.hide') : t('noEngine.show')}
        </Button>
      </Group>
      <Collapse expanded={isShown} id={listId}>
        <AttemptsTable attempts={host.attempts} />
      </Collapse>
    </>
  )
}
