import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useApi } from '../../connection.ts'
import { formatNumber } from '../../format.ts'
import type { ConfigEntry } from '../../schema-form/config-entries.ts'
import type { GroupField } from '../../schema-form/field.ts'
import { readSchema } from '../../schema-form/read-schema.ts'
import { behaviourScope, sourceScope, useFieldText } from '../../schema-form/use-field-text.ts'
import { useRegion } from '../../ui/use-locale.ts'

/** The fields of a kind of source; null while they are being read and for a kind that is not known here. */
export function useSourceField(kind: string): GroupField | null {
  const sources = useQuery(useApi().sources.list.queryOptions())
  const source = sources.data?.find((candidate) => candidate.kind === kind)
  return useMemo(() => (source === undefined ? null : readSchema(source.schema, source.sample)), [source])
}

/** Words for the lines of a configuration. */
export function useConfigText(kind: string) {
  const { t } = useTranslation('apps')
  const locale = useRegion()
  const sourceText = useFieldText(sourceScope(kind))
  const behaviourText = useFieldText(behaviourScope)

  const label = ({ part, field, name, index, groups }: ConfigEntry): string => {
    const text = part === 'source' ? sourceText : behaviourText
    if (field !== null && index !== null) {
      return capitalised(t('field.item', { label: text.item(field), index: index + 1 }), locale)
    }
    const own = field === null ? name : text.label(field)
    const group = groups.at(-1)
    return group === undefined || part === 'behaviour'
      ? own
      : t('field.entry', { group: text.label(group), label: own })
  }
  const value = ({ part, field }: ConfigEntry, stored: unknown): string => {
    if (Array.isArray(stored) && stored.length === 0) return t('field.notSet')
    if (typeof stored === 'number' && field === null) return formatNumber(locale, stored)
    const text = part === 'source' ? sourceText : behaviourText
    return text.value(field?.kind === 'list' ? field.item : field, stored)
  }
  return { label, value }
}

function capitalised(text: string, locale: string): string {
  return text.charAt(0).toLocaleUpperCase(locale) + text.slice(1)
}
