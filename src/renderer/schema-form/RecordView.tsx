import { ActionIcon, Button, Input, TextInput } from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { FieldViewProps } from './form-context.ts'
import { newKey, type RecordNode } from './node.ts'
import classes from './schema-form.module.css'
import { useFieldProps } from './use-field-props.ts'

/** Names with a text each. */
export function RecordView({ node, path, onChange }: FieldViewProps<RecordNode>) {
  const { t } = useTranslation('apps')
  const { props, text, touch } = useFieldProps(node.field, path)
  const addButton = useRef<HTMLButtonElement>(null)
  const label = text.item(node.field)
  const set = (rows: RecordNode['rows']) => onChange({ ...node, rows })
  const remove = (key: string) => {
    touch()
    set(node.rows.filter((row) => row.key !== key))
    // The button that had the focus goes with its row.
    addButton.current?.focus()
  }
  const put = (key: string, part: { readonly name: string } | { readonly value: string }) =>
    set(node.rows.map((row) => (row.key === key ? { ...row, ...part } : row)))
  return (
    <fieldset
      className={classes['fieldset']}
      data-path={props['data-path']}
      tabIndex={-1}
      onInput={props.onInput}
    >
      <legend className={classes['legend']}>{props.label}</legend>
      {props.description === undefined ? null : <Input.Description>{props.description}</Input.Description>}
      {node.rows.map(({ key, name, value }, index) => (
        <div key={key} className={classes['row']}>
          <div className={classes['pair']}>
            <TextInput
              aria-label={t('field.keyOf', { label, index: index + 1 })}
              placeholder={t('field.key')}
              value={name}
              spellCheck={false}
              onChange={(event) => put(key, { name: event.currentTarget.value })}
            />
            <TextInput
              aria-label={t('field.valueOf', { label, index: index + 1 })}
              placeholder={t('field.value')}
              value={value}
              spellCheck={false}
              onChange={(event) => put(key, { value: event.currentTarget.value })}
            />
          </div>
          <ActionIcon
            size={34}
            aria-label={t('field.remove', { label, index: index + 1 })}
            onClick={() => remove(key)}
          >
            <IconTrash size={16} aria-hidden />
          </ActionIcon>
        </div>
      ))}
      {props.error === undefined ? null : <Input.Error>{props.error}</Input.Error>}
      <Button
        ref={addButton}
        variant="default"
        size="xs"
        className={classes['add']}
        leftSection={<IconPlus size={14} aria-hidden />}
        onClick={() => set([...node.rows, { key: newKey(), name: '', value: '' }])}
      >
        {t('field.add', { label })}
      </Button>
    </fieldset>
  )
}
