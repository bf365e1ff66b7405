import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SourceKind } from '../../../contract/source.ts'
import type { Workload, WorkloadCreate } from '../../../contract/workload.ts'
import { fieldIssues, hasCode } from '../../failure.ts'
import { behaviourField } from '../../schema-form/behaviour.ts'
import type { GroupField } from '../../schema-form/field.ts'
import {
  type FormNode,
  type GroupNode,
  type PlacedProblem,
  placeIssue,
  readNode,
  toNode,
} from '../../schema-form/node.ts'
import { findField, readSchema } from '../../schema-form/read-schema.ts'
import {
  behaviourScope,
  type FieldText,
  sourceScope,
  useFieldText,
} from '../../schema-form/use-field-text.ts'

export type FormErrors = Readonly<Record<string, string>>

/** What the form sends: the fields of a workload that people enter. */
export type AppFields = Pick<WorkloadCreate, 'name' | 'sourceKind' | 'source'> &
  Omit<Partial<WorkloadCreate>, 'name' | 'sourceKind' | 'source'>

/** The state of the form for an app: what stands in its fields, and what is wrong with it. */
export function useAppForm(source: SourceKind, workload: Workload | null) {
  const { t } = useTranslation('apps')
  const schema = useMemo(() => readSchema(source.schema, source.sample), [source])
  const [name, setName] = useState(workload?.name ?? '')
  const [sourceNode, setSource] = useState(() => groupOf(schema, workload?.source))
  const [behaviourNode, setBehaviour] = useState(() => groupOf(behaviourField, workload ?? undefined))
  const [errors, setErrors] = useState<FormErrors>({})
  // How often the form was refused: the errors may well be the same as the time before.
  const [refusals, setRefusals] = useState(0)
  const sourceText = useFieldText(sourceScope(source.kind))
  const behaviourText = useFieldText(behaviourScope)

  const mark = (found: FormErrors): boolean => {
    setErrors(found)
    const isRefused = Object.keys(found).length > 0
    if (isRefused) setRefusals((count) => count + 1)
    return isRefused
  }

  /** The fields to send, or null after marking what is not valid. */
  const read = (): AppFields | null => {
    const readSource = readNode(sourceNode)
    const readBehaviour = readNode(behaviourNode)
    const found: FormErrors = {
      ...(name.trim() === '' ? { name: t('form.required') } : {}),
      ...wordsFor('source.', readSource.problems, sourceText),
      ...wordsFor('', readBehaviour.problems, behaviourText),
    }
    if (mark(found)) return null
    return {
      ...objectOf(readBehaviour.value),
      name: name.trim(),
      sourceKind: source.kind,
      source: objectOf(readSource.value),
    }
  }

  /** Puts the server's objections at their fields; false when there are none that belong to a field. */
  const refuse = (error: unknown): boolean => {
    const found = hasCode(error, 'name_taken')
      ? { name: t('form.name.taken', { name: name.trim() }) }
      : Object.fromEntries(
          fieldIssues(error).flatMap(({ path, message }) => {
            const place = placeOf(path)
            return place === null ? [] : [[place, wordsForIssue(place, message)] as const]
          }),
        )
    return mark(found)
  }

  const placeOf = (path: string): string | null => {
    if (path === 'name') return path
    if (path === 'source' || !path.startsWith('source.')) return placeIssue(behaviourNode, path)
    const place = placeIssue(sourceNode, path.slice('source.'.length))
    return place === null ? null : `source.${place}`
  }
  const wordsForIssue = (place: string, message: string): string => {
    if (place === 'name') return t('form.name.invalid')
    const isSource = place.startsWith('source.')
    const field = findField(
      isSource ? schema : behaviourField,
      withoutNumbers(place.replace(/^source\./, '')),
    )
    const own = field === null ? null : (isSource ? sourceText : behaviourText).refused(field)
    return own ?? message
  }

  return {
    schema,
    name,
    setName,
    sourceNode,
    setSource: (node: FormNode) => setSource((known) => (node.kind === 'group' ? node : known)),
    behaviourNode,
    setBehaviour: (node: FormNode) => setBehaviour((known) => (node.kind === 'group' ? node : known)),
    sourceText,
    behaviourText,
    errors,
    refusals,
    /** Takes away the errors at a path and below it. */
    clearErrors: (path: string) =>
      setErrors((known) =>
        Object.fromEntries(
          Object.entries(known).filter(([place]) => place !== path && !place.startsWith(`${path}.`)),
        ),
      ),
    read,
    refuse,
  }
}
export type AppForm = ReturnType<typeof useAppForm>

function groupOf(schema: GroupField, value: unknown): GroupNode {
  const node = toNode(schema, value)
  if (node.kind === 'group') return node
  throw new Error('A group of fields did not become a group of nodes.')
}

function wordsFor(prefix: string, problems: readonly PlacedProblem[], text: FieldText): FormErrors {
  return Object.fromEntries(
    problems.map(({ path, field, problem }) => [`${prefix}${path}`, text.problem(field, problem)]),
  )
}

function withoutNumbers(path: string): string {
  return path
    .split('.')
    .filter((step) => !/^\d+$/.test(step))
    .join('.')
}

function objectOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}
