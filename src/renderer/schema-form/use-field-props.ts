import { useTranslation } from 'react-i18next'
import type { Field } from './field.ts'
import { useFormContext } from './form-context.ts'
import { join } from './node.ts'
import { writeWords } from './words.ts'

/** What every input of a form has: label, help, error, placeholder, and the path by which it is found to get the focus. */
export function useFieldProps(field: Field, path: string, isCompact = false) {
  const { t } = useTranslation('apps')
  const { text, prefix, errors, suggestions, onTouch } = useFormContext()
  const whole = join(prefix, path)
  const help = isCompact ? null : text.help(field)
  const placeholder = text.placeholder(field) ?? sampleText(field)
  const error = errors[whole]
  return {
    text,
    path: whole,
    suggestions: suggestions?.[whole] ?? [],
    /** For a change that comes with no input event: it takes away the errors of this field and of all below it. */
    touch: () => onTouch(whole),
    props: {
      label: text.label(field),
      'data-path': whole,
      onInput: () => onTouch(whole),
      ...(help === null ? {} : { description: help }),
      ...(error === undefined ? {} : { error }),
      ...(field.isRequired && !field.isNullable ? { required: true } : {}),
      ...(placeholder === null
        ? {}
        : { placeholder: isCompact ? placeholder : t('field.example', { value: placeholder }) }),
    },
  }
}

/** The sample's value as a hint, where a hint can stand. */
function sampleText({ kind, sample }: Field): string | null {
  if (kind === 'text' && typeof sample === 'string' && sample !== '') return sample
  if (kind === 'words' && Array.isArray(sample) && sample.length > 0) {
    return writeWords(sample.filter((word) => typeof word === 'string'))
  }
  return null
}
