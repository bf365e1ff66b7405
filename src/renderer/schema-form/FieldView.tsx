import { Select, Switch, Textarea, TextInput } from '@mantine/core'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import type { FieldViewProps } from './form-context.ts'
import { GroupView } from './GroupView.tsx'
import { ListView } from './ListView.tsx'
import { NumberView } from './NumberView.tsx'
import type { FormNode } from './node.ts'
import { RecordView } from './RecordView.tsx'
import { useFieldProps } from './use-field-props.ts'

/** Draws one field by its kind. */
export function FieldView(props: FieldViewProps) {
  const { node, ...rest } = props
  switch (node.kind) {
    case 'text':
      return <TextView node={node} {...rest} />
    case 'number':
      return <NumberView node={node} {...rest} />
    case 'choice':
      return <ChoiceView node={node} {...rest} />
    case 'switch':
      return <SwitchView node={node} {...rest} />
    case 'words':
      return <WordsView node={node} {...rest} />
    case 'json':
      return <JsonView node={node} {...rest} />
    case 'list':
      return <ListView node={node} {...rest} />
    case 'record':
      return <RecordView node={node} {...rest} />
    case 'group':
      return <GroupView node={node} {...rest} />
  }
}

type Of<Kind extends FormNode['kind']> = FieldViewProps<Extract<FormNode, { kind: Kind }>>

function TextView({ node, path, onChange, isCompact }: Of<'text'>) {
  const { props, suggestions } = useFieldProps(node.field, path, isCompact)
  const listId = useId()
  return (
    <>
      <TextInput
        {...props}
        {...(suggestions.length === 0 ? {} : { list: listId })}
        value={node.text}
        spellCheck={false}
        onChange={(event) => onChange({ ...node, text: event.currentTarget.value })}
      />
      {suggestions.length === 0 ? null : (
        <datalist id={listId}>
          {suggestions.map((value) => (
            <option key={value} value={value} />
          ))}
        </datalist>
      )}
    </>
  )
}

function ChoiceView({ node, path, onChange, isCompact }: Of<'choice'>) {
  const { props, text, touch } = useFieldProps(node.field, path, isCompact)
  return (
    <Select
      {...props}
      value={node.option}
      clearable={node.field.isNullable}
      data={node.field.options.map((option) => ({ value: option, label: text.option(node.field, option) }))}
      onChange={(option) => {
        touch()
        onChange({ ...node, option })
      }}
    />
  )
}

function SwitchView({ node, path, onChange, isCompact }: Of<'switch'>) {
  const { props } = useFieldProps(node.field, path, isCompact)
  return (
    <Switch
      {...props}
      aria-label={props.label}
      checked={node.isOn}
      onChange={(event) => onChange({ ...node, isOn: event.currentTarget.checked })}
    />
  )
}

function WordsView({ node, path, onChange, isCompact }: Of<'words'>) {
  const { t } = useTranslation('apps')
  const { props } = useFieldProps(node.field, path, isCompact)
  const { description, ...rest } = props
  return (
    <TextInput
      {...rest}
      description={
        description === undefined ? undefined : (
          <>
            <span>{description}</span> <span>{t('field.words')}</span>
          </>
        )
      }
      value={node.line}
      spellCheck={false}
      onChange={(event) => onChange({ ...node, line: event.currentTarget.value })}
    />
  )
}

function JsonView({ node, path, onChange, isCompact }: Of<'json'>) {
  const { props } = useFieldProps(node.field, path, isCompact)
  return (
    <Textarea
      {...props}
      autosize
      minRows={3}
      spellCheck={false}
      value={node.text}
      onChange={(event) => onChange({ ...node, text: event.currentTarget.value })}
    />
  )
}
