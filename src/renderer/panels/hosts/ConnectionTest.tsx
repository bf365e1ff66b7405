import { Button } from '@mantine/core'
import { IconPlugConnected } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { HostCreate } from '../../../contract/host.ts'
import { useApi } from '../../connection.ts'
import { FailureNote } from '../../ui/Notes.tsx'
import { useFailureText } from '../../ui/use-failure-text.ts'
import { AdminOnly } from '../../ui/WithReason.tsx'
import classes from './host-form.module.css'
import { TestSteps } from './TestSteps.tsx'
import type { HostForm } from './use-host-form.ts'

/** Tries the way that stands in the form, step by step; nothing is kept. What was found counts for that way alone. */
export function ConnectionTest({ form }: { readonly form: HostForm }) {
  const { t } = useTranslation('hosts')
  const api = useApi()
  const failureText = useFailureText()
  const isPlaced = useRef(false)
  const test = useMutation({
    mutationFn: async ({ way }: { readonly way: Omit<HostCreate, 'name'>; readonly mark: string }) =>
      await api.hosts.test.call(way),
    onError: (error) => {
      isPlaced.current = form.refuse(error)
    },
  })
  const { name: _name, ...typed } = form.fields
  const mark = JSON.stringify(typed)
  const isOfNow = test.variables?.mark === mark
  const start = () => {
    const way = test.isPending ? null : form.readWay()
    if (way !== null) test.mutate({ way, mark })
  }
  return (
    <section aria-label={t('test.title')} className={classes['test']}>
      <AdminOnly>
        <Button
          type="button"
          variant="default"
          leftSection={<IconPlugConnected size={16} aria-hidden />}
          loading={test.isPending}
          onClick={start}
        >
          {test.isSuccess && isOfNow ? t('form.testAgain') : t('form.test')}
        </Button>
      </AdminOnly>
      {test.isPending ? (
        <p role="status" className={classes['testSummary']}>
          {t('test.running')}
        </p>
      ) : null}
      {test.isSuccess && isOfNow ? <TestSteps result={test.data} /> : null}
      {test.isError && isOfNow && !isPlaced.current ? (
        <FailureNote text={failureText.ofError(test.error)} />
      ) : null}
    </section>
  )
}
