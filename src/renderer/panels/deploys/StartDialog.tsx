import { Button, Checkbox, Group, Modal, Stack, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { WhenAway } from '../../../contract/deploy.ts'
import type { Workload } from '../../../contract/workload.ts'
import { useApi } from '../../connection.ts'
import { fieldIssues } from '../../failure.ts'
import { findField } from '../../schema-form/read-schema.ts'
import { sourceScope, useFieldText } from '../../schema-form/use-field-text.ts'
import { FailureNote } from '../../ui/Notes.tsx'
import { useFailureText } from '../../ui/use-failure-text.ts'
import { useLast } from '../../ui/use-last.ts'
import { useSingleMutation } from '../../ui/use-single-mutation.ts'
import { referenceOf } from '../apps/find-workloads.ts'
import { AwayNote, useWhenAway } from './AwayNote.tsx'
import { useSourceField } from './use-config-text.ts'

interface StartDialogProps {
  /** The app to deploy; null while the dialog is closed. */
  readonly workload: Workload | null
  readonly onClose: () => void
}

/** Asks which reference to deploy: the app's own, or another one, once or from now on. */
export function StartDialog({ workload, onClose }: StartDialogProps) {
  const { t } = useTranslation(['deploys', 'shell'])
  const shown = useLast(workload)
  return (
    <Modal
      opened={workload !== null}
      onClose={onClose}
      title={t('start.title', { name: shown?.name ?? '' })}
      closeButtonProps={{ 'aria-label': t('shell:actions.close') }}
    >
      {shown === null ? null : <StartForm key={shown.id} workload={shown} onClose={onClose} />}
    </Modal>
  )
}

function StartForm({ workload, onClose }: { readonly workload: Workload; readonly onClose: () => void }) {
  const { t } = useTranslation(['deploys', 'shell'])
  // As it was when the dialog was opened: against news that arrive meanwhile, what stands in the field would count as typed.
  const [own] = useState(() => referenceOf(workload))
  const [reference, setReference] = useState(own)
  const [isKept, setKept] = useState(true)
  const start = useStart(workload, onClose)
  const error = useReferenceError(workload.sourceKind, start.error)
  const failureText = useFailureText()
  const isOther = reference.trim() !== own
  const whenAway = useWhenAway(workload.hostId)

  const submit = (event: FormEvent) => {
    event.preventDefault()
    start.send({ reference: reference.trim(), isOther, isKept, whenAway })
  }
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        <TextInput
          label={t('start.reference')}
          description={t('start.referenceHelp')}
          value={reference}
          onChange={(event) => {
            setReference(event.currentTarget.value)
            start.reset()
          }}
          error={error}
          // Typing takes the error away; it must not take away the one that is still to come.
          readOnly={start.isBusy}
          spellCheck={false}
          data-autofocus
        />
        <Checkbox
          label={t('start.keep')}
          description={t('start.keepHelp')}
          checked={isKept}
          onChange={(event) => setKept(event.currentTarget.checked)}
          disabled={!isOther || start.isBusy}
        />
        <AwayNote hostId={workload.hostId} />
        {start.isError && error === null ? <FailureNote text={failureText.ofError(start.error)} /> : null}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {t('shell:actions.cancel')}
          </Button>
          <Button type="submit" loading={start.isBusy} disabled={reference.trim() === ''}>
            {whenAway === 'queue' ? t('start.queue') : t('start.confirm')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

interface StartRequest {
  readonly reference: string
  readonly isOther: boolean
  readonly isKept: boolean
  readonly whenAway: WhenAway
}

/** Keeps the reference first, when asked to: what is refused there must not be deployed. */
function useStart(workload: Workload, onSuccess: () => void) {
  const api = useApi()
  return useSingleMutation({
    mutationFn: async ({ reference, isOther, isKept, whenAway }: StartRequest) => {
      if (isOther && isKept) await api.workloads.update.call({ id: workload.id, source: { reference } })
      return api.deploys.start.call({
        id: workload.id,
        whenAway,
        ...(isOther && !isKept ? { reference } : {}),
      })
    },
    onSuccess,
  })
}

function useReferenceError(kind: string, error: unknown): string | null {
  const schema = useSourceField(kind)
  const text = useFieldText(sourceScope(kind))
  const issue = fieldIssues(error).find(({ path }) => path === 'reference' || path === 'source.reference')
  if (issue === undefined) return null
  const field = schema === null ? null : findField(schema, 'reference')
  return (field === null ? null : text.refused(field)) ?? issue.message
}
