import { useDebouncedCallback } from '@mantine/hooks'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { SettingsPatch } from '../../../contract/settings.ts'
import { useApi } from '../../connection.ts'
import { putSettings } from '../../live/apply-event.ts'
import { useFailureText } from '../../ui/use-failure-text.ts'
import { type NumberSetting, settingLimits } from './setting-limits.ts'

const SAVE_AFTER_MS = 600

/** The number being typed, saved once the typing pauses; what lies outside its limits is not saved. */
export function useSaveNumber(name: NumberSetting, saved: number) {
  const api = useApi()
  const queries = useQueryClient()
  const failureText = useFailureText()
  const [draft, setDraft] = useState<number | string | null>(null)
  const [isOutside, setOutside] = useState(false)
  const save = useMutation(
    api.settings.update.mutationOptions({
      onSuccess: (settings) => {
        putSettings(queries, api, settings)
        // What was typed while this was being saved is still to be saved.
        setDraft((known) => (known === settings[name] ? null : known))
      },
      // One after another: the last answer is that of the last number.
      scope: { id: name },
    }),
  )
  const send = (value: number) => {
    const patch: SettingsPatch = { [name]: value }
    const sent = save.isPending ? (save.variables[name] ?? saved) : saved
    if (value === sent) setDraft((known) => (known === saved ? null : known))
    else save.mutate(patch)
  }
  const commit = useDebouncedCallback((value: number | string | null) => {
    if (value === '') setDraft(null)
    else if (isAllowed(name, value)) send(value)
    else setOutside(true)
  }, SAVE_AFTER_MS)
  const change = (value: number | string) => {
    setDraft(value)
    setOutside(false)
    commit(value)
  }
  return {
    value: draft ?? saved,
    change,
    commit: () => commit.flush(),
    reset: () => {
      change(settingLimits[name].usual)
      commit.flush()
    },
    /** Whether the typing has paused at a number that cannot be saved. */
    isOutside,
    error: save.isError ? failureText.ofError(save.error).title : null,
    isSaved: save.isSuccess && draft === null,
  }
}

function isAllowed(name: NumberSetting, value: number | string | null): value is number {
  const { min, max } = settingLimits[name]
  return typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max
}
