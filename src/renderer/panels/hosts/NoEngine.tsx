import { Button, Collapse, Group, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconChevronDown, IconPlugConnectedX } from '@tabler/icons-react'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import type { Host } from '../../../contract/host.ts'
import { useFailureText } from '../../ui/use-failure-text.ts'
import { AttemptsTable } from './AttemptsTable.tsx'
import { CheckButton } from './CheckButton.tsx'
import classes from './hosts.module.css'

interface NoEngineProps {
  readonly host: Host
  /** What else is on the screen that needs a word: the apps, which stay visible. */
  readonly note?: string
  readonly isOpen?: boolean
}

/** A host whose engine does not answer: what is wrong, what to do, and where it was looked for. */
export function NoEngine({ host, note, isOpen = false }: NoEngineProps) {
  const { t } = useTranslation('hosts')
  const [isShown, { toggle }] = useDisclosure(isOpen)
  const listId = useId()
  const { title, remedy } = useFailureText().ofCode(host.reason ?? 'host_unreachable')
  return (
    <section className={classes['noEngine']} role="alert" aria-label={title}>
      <IconPlugConnectedX size={24} stroke={1.7} className={classes['noEngineIcon']} aria-hidden />
      <Stack gap="xs" className={classes['noEngineText']}>
        <Text fw={620} size="lg">
          {title}
        </Text>
        <Text>{remedy}</Text>
        <Text c="dimmed" size="sm">
          {t('noEngine.auto')}
        </Text>
        {note === undefined ? null : (
          <Text c="dimmed" size="sm">
            {note}
          </Text>
        )}
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
      </Stack>
    </section>
  )
}
