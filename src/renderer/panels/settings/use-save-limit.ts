import { useDebouncedCallback } from '@mantine/hooks'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useApi } from '../../connection.ts'
import { putSettings } from '../../live/apply-event.ts'
import { useFailureText } from '../../ui/use-failure-text.ts'

const SAVE_AFTER_MS = 600

/** The number being typed, saved once the typing pauses. */
export function useSaveLimit(saved: number) {
  const api = useApi()
  const queries = useQueryClient()
  const failureText = useFailureText()
  const [draft, setDraft] = useState<number | string | null>(null)
  const save = useMutation(
    api.settings.update.mutationOptions({
      onSuccess: (settings) => {
        putSettings(queries, api, settings)
        // What was typed while this was being saved is still to be saved.
        setDraft((known) => (known === settings.maxDeploysPerHost ? null : known))
      },
      // One after another: the last answer is that of the last number.
      scope: { id: 'maxDeploysPerHost' },
    }),
  )
  const commit = useDebouncedCallback((value: number | string | null) => {
    const sent = save.isPending ? (save.variables.maxDeploysPerHost ?? saved) : saved
    if (typeof value === 'number' && value !== sent) save.mutate({ maxDeploysPerHost: value })
    else if (value === '') setDraft(null)
  }, SAVE_AFTER_MS)
  return {
    value: draft ?? saved,
    change: (value: number | string) => {
      setDraft(value)
      commit(value)
    },
    commit: () => commit.flush(),
    error: save.isError ? failureText.ofError(save.error).title : null,
    isSaved: save.isSuccess && draft === null,
  }
}
