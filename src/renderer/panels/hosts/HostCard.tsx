import { Button, Group, Title } from '@mantine/core'
import { IconPencil, IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Host } from '../../../contract/host.ts'
import { AdminOnly } from '../../ui/WithReason.tsx'
import { AttemptsTable } from './AttemptsTable.tsx'
import { CheckButton } from './CheckButton.tsx'
import { DiskUse } from './DiskUse.tsx'
import { HostFacts } from './HostFacts.tsx'
import { HostStateMark } from './HostStateMark.tsx'
import { HostTrouble } from './HostTrouble.tsx'
import classes from './hosts.module.css'
import { RemoveDialog } from './RemoveDialog.tsx'
import { Unfolding } from './Unfolding.tsx'
import { useNameOfHost } from './use-host-name.ts'
import { isInTrouble, LOCAL_HOST } from './use-hosts.ts'
import { useKeptFocus } from './use-kept-focus.ts'

/** One host: how it stands, how it is reached, and what can be done with it. */
export function HostCard({ host }: { readonly host: Host }) {
  const { t } = useTranslation('hosts')
  const name = useNameOfHost()(host)
  const isLocal = host.id === LOCAL_HOST
  const hasTrouble = isInTrouble(host)
  const { heading, within } = useKeptFocus(!hasTrouble)
  return (
    <section className={classes['card']} aria-label={name} {...within}>
      <div className={classes['cardHead']}>
        <Title order={2} ref={heading} tabIndex={-1} className={classes['cardTitle']}>
          {name}
        </Title>
        <span role="status">
          <HostStateMark state={host.state} />
        </span>
        <Group gap="xs" className={classes['cardActions']}>
          {hasTrouble ? null : <CheckButton hostId={host.id} />}
          {isLocal ? null : <ChangeButtons host={host} />}
        </Group>
      </div>
      {hasTrouble ? <HostTrouble host={host} isAtHome /> : null}
      <HostFacts host={host} />
      <div className={classes['unfoldings']}>
        <Unfolding title={t('disk.show')}>
          <DiskUse host={host} />
        </Unfolding>
        {isLocal && !hasTrouble ? (
          <Unfolding title={t('attempts.title')}>
            <AttemptsTable attempts={host.attempts} />
          </Unfolding>
        ) : null}
      </div>
    </section>
  )
}

function ChangeButtons({ host }: { readonly host: Host }) {
  const { t } = useTranslation('hosts')
  const [isRemoving, setRemoving] = useState(false)
  const { name } = host
  return (
    <>
      <AdminOnly>
        <Button
          component="a"
          href={`#/hosts/${host.id}/edit`}
          variant="default"
          leftSection={<IconPencil size={16} aria-hidden />}
          aria-label={t('editName', { name })}
        >
          {t('edit')}
        </Button>
      </AdminOnly>
      <AdminOnly>
        <Button
          variant="default"
          leftSection={<IconTrash size={16} aria-hidden />}
          aria-label={t('remove.openName', { name })}
          onClick={() => setRemoving(true)}
        >
          {t('remove.open')}
        </Button>
      </AdminOnly>
      <RemoveDialog host={host} isOpen={isRemoving} onClose={() => setRemoving(false)} />
    </>
  )
}
