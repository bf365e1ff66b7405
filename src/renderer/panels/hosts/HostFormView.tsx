import { Fieldset, Group, SimpleGrid, Stack, TextInput } from '@mantine/core'
import { type FormEvent, type ReactNode, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { AddressField } from './AddressField.tsx'
import { ConnectionTest } from './ConnectionTest.tsx'
import type { HostField } from './host-fields.ts'
import classes from './host-form.module.css'
import type { HostForm } from './use-host-form.ts'

interface HostFormViewProps {
  readonly form: HostForm
  readonly isNew: boolean
  /** A failure that belongs to no field. */
  readonly failure: ReactNode
  readonly buttons: ReactNode
  readonly onSubmit: () => void
}

/** The fields of a host, with a test of the way to it before anything is kept. */
export function HostFormView({ form, isNew, failure, buttons, onSubmit }: HostFormViewProps) {
  const { t } = useTranslation('hosts')
  const element = useRef<HTMLFormElement>(null)
  const { errors, refusals } = form
  useEffect(() => {
    if (refusals === 0) return
    element.current?.querySelector<HTMLElement>('[data-field][aria-invalid="true"]')?.focus()
  }, [refusals])

  const submit = (event: FormEvent) => {
    event.preventDefault()
    onSubmit()
  }
  const input = (field: HostField, label: string, description?: string) => (
    <TextInput
      label={label}
      {...(description === undefined ? {} : { description })}
      data-field={field}
      autoComplete="off"
      spellCheck={false}
      value={form.fields[field]}
      error={errors[field]}
      required={field === 'name'}
      onChange={(event) => form.set(field, event.currentTarget.value)}
    />
  )
  return (
    <form ref={element} onSubmit={submit} noValidate className={classes['form']}>
      <Stack gap="lg">
        <AddressField form={form} isPicked={isNew} />
        {input('name', t('form.name.label'), t('form.name.help'))}
        {form.isTcp ? (
          <Fieldset legend={t('form.tls.label')} className={classes['files'] ?? ''}>
            <p className={classes['filesHelp']}>{t('form.tls.help')}</p>
            <SimpleGrid cols={{ base: 1, sm: 3 }}>
              {input('ca', t('form.tls.ca'))}
              {input('cert', t('form.tls.cert'))}
              {input('key', t('form.tls.key'))}
            </SimpleGrid>
          </Fieldset>
        ) : (
          input('identityFile', t('form.identityFile.label'), t('form.identityFile.help'))
        )}
        <ConnectionTest form={form} />
        {failure}
        <Group gap="xs">{buttons}</Group>
      </Stack>
    </form>
  )
}
