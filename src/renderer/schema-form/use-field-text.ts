import { useTranslation } from 'react-i18next'
import { formatDuration, formatNumber } from '../format.ts'
import { useLocale, useRegion } from '../ui/use-locale.ts'
import { useSizeText } from '../ui/use-size-text.ts'
import type { Field } from './field.ts'
import type { Problem } from './node.ts'
import { writeWords } from './words.ts'

/** Where the words for a form's fields are: `sources:image.fields` or `apps:form`. */
export interface TextScope {
  readonly namespace: 'sources' | 'apps'
  readonly prefix: string
}

export function sourceScope(kind: string): TextScope {
  return { namespace: 'sources', prefix: `${kind}.fields` }
}
export const behaviourScope: TextScope = { namespace: 'apps', prefix: 'form' }

export interface FieldText {
  readonly label: (field: Field) => string
  readonly help: (field: Field) => string | null
  readonly placeholder: (field: Field) => string | null
  /** What one item of a list is called. */
  readonly item: (field: Field) => string
  readonly option: (field: Field, option: string) => string
  readonly problem: (field: Field, problem: Problem) => string
  /** The screen's own words for a value that the server refused; null when there are none. */
  readonly refused: (field: Field) => string | null
  /** A stored value in words. */
  readonly value: (field: Field | null, value: unknown) => string
}

/** Words for fields that are known only at run time: from the locale files by their path, or else from the schema. */
export function useFieldText(scope: TextScope): FieldText {
  const { t, i18n } = useTranslation('apps')
  const locale = useLocale()
  const region = useRegion()
  const sizeText = useSizeText()

  const find = (key: string): string | null => {
    for (const language of [locale, 'en']) {
      const text: unknown = i18n.getResource(language, scope.namespace, `${scope.prefix}.${key}`)
      if (typeof text === 'string') return text
    }
    return null
  }
  const label = (field: Field) => find(`${field.path}.label`) ?? field.title ?? field.name
  const option = (field: Field, name: string) => find(`${field.path}.options.${name}`) ?? name

  const amount = (field: Field, value: number) => {
    if (field.kind === 'number' && field.quantity === 'duration') return formatDuration(region, value)
    if (field.kind === 'number' && field.quantity === 'bytes') return sizeText(value)
    return formatNumber(region, value)
  }

  const value = (field: Field | null, stored: unknown): string => {
    if (stored === null || stored === undefined || stored === '') return t('field.notSet')
    switch (typeof stored) {
      case 'boolean':
        return stored ? t('field.yes') : t('field.no')
      case 'number':
        return field === null ? formatNumber(region, stored) : amount(field, stored)
      case 'string':
        return field?.kind === 'choice' ? option(field, stored) : stored
      default:
        return compound(field, stored)
    }
  }
  const compound = (field: Field | null, stored: unknown): string => {
    if (isWords(stored)) return stored.length === 0 ? t('field.notSet') : writeWords(stored)
    if (field?.kind !== 'group' || typeof stored !== 'object') return JSON.stringify(stored)
    const values: Readonly<Record<string, unknown>> = { ...stored }
    return field.fields
      .map((member) => t('field.member', { label: label(member), value: value(member, values[member.name]) }))
      .join(' · ')
  }

  const problem = (field: Field, found: Problem): string => {
    // A field's own words say more than its bounds or its pattern do.
    const own = 'value' in found || found.key === 'pattern' ? refused(field) : null
    if (own !== null) return own
    return 'value' in found
      ? t(`form.${found.key}`, { value: amount(field, found.value) })
      : t(`form.${found.key}`)
  }
  const refused = (field: Field) => find(`${field.path}.invalid`)

  return {
    label,
    option,
    problem,
    refused,
    value,
    help: (field) => find(`${field.path}.help`) ?? field.description,
    placeholder: (field) => find(`${field.path}.placeholder`),
    item: (field) => find(`${field.path}.item`) ?? label(field),
  }
}

function isWords(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((word) => typeof word === 'string')
}
