import { Stack, Text, Title } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Host } from '../../../contract/host.ts'
import { Facts } from '../../ui/Facts.tsx'
import { ExactTime } from '../../ui/Time.tsx'
import { ToneMark } from '../../ui/ToneMark.tsx'
import { AttemptsTable } from './AttemptsTable.tsx'
import { CheckButton } from './CheckButton.tsx'
import { hostLook } from './host-look.ts'
import classes from './hosts.module.css'
import { NoEngine } from './NoEngine.tsx'
import { useHostName } from './use-host-name.ts'

export function HostCard({ host }: { readonly host: Host }) {
  const { t } = useTranslation(['hosts', 'shell'])
  const name = useHostName(host.id)
  const look = hostLook(host.state)
  const none = t('shell:none')
  const { engine } = host
  return (
    <section className={classes['card']} aria-label={name}>
      <div className={classes['cardHead']}>
        <Title order={2}>{name}</Title>
        <span role="status">
          <ToneMark tone={look.tone} icon={look.icon} isTurning={host.state === 'connecting'}>
            {t(`state.${host.state}`)}
          </ToneMark>
        </span>
        {host.state === 'online' ? <CheckButton hostId={host.id} /> : null}
      </div>
      {host.state === 'offline' ? <NoEngine host={host} isOpen /> : null}
      <Facts
        facts={[
          {
            label: engine === null ? t('version') : t(`product.${engine.product}`),
            value: engine?.version ?? none,
          },
          { label: t('api'), value: engine?.apiVersion ?? none },
          { label: t('platform'), value: engine === null ? none : `${engine.os}/${engine.arch}` },
          { label: t('endpoint'), value: host.endpoint === null ? none : <code>{host.endpoint}</code> },
          { label: t('since'), value: <ExactTime at={host.since} /> },
        ]}
      />
      {engine !== null && host.state !== 'online' ? (
        <Text size="sm" c="dimmed">
          {t('lastSeen')}
        </Text>
      ) : null}
      {host.state === 'offline' ? null : (
        <Stack gap="xs">
          <Title order={3}>{t('attempts.title')}</Title>
          <AttemptsTable attempts={host.attempts} />
        </Stack>
      )}
    </section>
  )
}
