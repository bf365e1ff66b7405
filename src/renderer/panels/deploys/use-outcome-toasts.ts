import { notifications } from '@mantine/notifications'
import { useQueryClient } from '@tanstack/react-query'
import type { TFunction } from 'i18next'
import { useCallback, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { Deploy } from '../../../contract/deploy.ts'
import type { SlipwayEvent } from '../../../contract/event.ts'
import { useApi } from '../../connection.ts'
import { isFinished } from '../../live/apply-event.ts'
import { type FailureText, useFailureText } from '../../ui/use-failure-text.ts'

const SUCCESS_MS = 4_000
const FAILURE_MS = 12_000

/** Says how each deploy ended, once, wherever in the window one is; screen readers hear it as an alert. */
export function useOutcomeToasts(): (event: SlipwayEvent) => void {
  const { t } = useTranslation('deploys')
  const api = useApi()
  const queries = useQueryClient()
  const failureText = useFailureText()
  const told = useRef(new Set<string>())

  const tell = (deploy: Deploy) => {
    if (!isFinished(deploy) || told.current.has(deploy.id)) return
    told.current.add(deploy.id)
    const workloads = queries.getQueryData(api.workloads.list.queryKey())
    const workload =
      workloads?.find(({ id }) => id === deploy.workloadId) ??
      queries.getQueryData(api.workloads.get.queryKey({ input: { id: deploy.workloadId } }))
    if (workload === undefined) return
    const cause = deploy.errorCode === null ? null : failureText.ofCode(deploy.errorCode)
    notifications.show(toastOf(t, deploy, workload.name, cause))
  }

  const latest = useRef(tell)
  latest.current = tell
  return useCallback((event) => {
    if (event.type === 'deploy.changed') latest.current(event.deploy)
  }, [])
}

function toastOf(t: TFunction<'deploys'>, deploy: Deploy, name: string, cause: FailureText | null) {
  const words = { name, seq: deploy.seq }
  switch (deploy.outcome) {
    case 'succeeded':
      return {
        color: 'teal',
        message:
          deploy.kind === 'rollback' ? t('toast.rollbackSucceeded', words) : t('toast.succeeded', words),
        autoClose: SUCCESS_MS,
      }
    case 'failed':
    case 'rolled_back':
    case 'interrupted':
      return {
        color: 'red',
        title: t(`toast.${deploy.outcome}`, words),
        message: cause?.title,
        autoClose: FAILURE_MS,
      }
    default:
      return {
        color: 'gray',
        message: t(deploy.outcome === 'superseded' ? 'toast.superseded' : 'toast.cancelled', words),
        autoClose: SUCCESS_MS,
      }
  }
}
