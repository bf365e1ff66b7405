import { Code, Table, Text } from '@mantine/core'
import { IconCircleCheckFilled, IconCircleX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { HostAttempt } from '../../../contract/host.ts'
import { ToneMark } from '../../ui/ToneMark.tsx'
import classes from './hosts.module.css'

/** Every place where the engine was looked for, in order, and what was found there. */
export function AttemptsTable({ attempts }: { readonly attempts: readonly HostAttempt[] }) {
  const { t } = useTranslation('hosts')
  if (attempts.length === 0) return <Text c="dimmed">{t('attempts.none')}</Text>
  return (
    <Table className={classes['attempts']} aria-label={t('attempts.title')}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('attempts.origin')}</Table.Th>
          <Table.Th>{t('attempts.name')}</Table.Th>
          <Table.Th>{t('attempts.endpoint')}</Table.Th>
          <Table.Th>{t('attempts.result')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {attempts.map((attempt) => (
          <Table.Tr key={`${attempt.origin} ${attempt.name} ${attempt.endpoint}`}>
            <Table.Td>{t(`attempts.origins.${attempt.origin}`)}</Table.Td>
            <Table.Td>{attempt.name}</Table.Td>
            <Table.Td>
              <Code>{attempt.endpoint}</Code>
            </Table.Td>
            <Table.Td>
              {attempt.result === 'answered' ? (
                <ToneMark tone="good" icon={IconCircleCheckFilled}>
                  {t('attempts.results.answered')}
                </ToneMark>
              ) : (
                <ToneMark tone={attempt.result === 'engine_not_found' ? 'quiet' : 'bad'} icon={IconCircleX}>
                  {t(`attempts.results.${attempt.result}`)}
                </ToneMark>
              )}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  )
}
