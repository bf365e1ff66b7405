import { ActionIcon, Button, Input } from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { type FieldViewProps, useFormContext } from './form-context.ts'
import { emptyNode, type FormNode, join, type ListNode, newKey } from './node.ts'
import classes from './schema-form.module.css'
import { useFieldProps } from './use-field-props.ts'

/** A list of the same thing, one row each. */
export function ListView({ node, path, onChange }: FieldViewProps<ListNode>) {
  const { t } = useTranslation('apps')
  const { props, text, touch } = useFieldProps(node.field, path)
  const addButton = useRef<HTMLButtonElement>(null)
  const item = text.item(node.field)
  const set = (items: ListNode['items']) => onChange({ ...node, items })
  // Errors are found by the number of their row, and another row has that number now.
  const reshape = (items: ListNode['items']) => {
    touch()
    set(items)
  }
  const remove = (key: string) => {
    reshape(node.items.filter((other) => other.key !== key))
    // The button that had the focus goes with its row.
    addButton.current?.focus()
  }
  return (
    <fieldset className={classes['fieldset']} data-path={props['data-path']} tabIndex={-1}>
      <legend className={classes['legend']}>{props.label}</legend>
      {props.description === undefined ? null : <Input.Description>{props.description}</Input.Description>}
      {node.items.map(({ key, node: inner }, index) => (
        <fieldset key={key} className={classes['row']}>
          <legend className="visually-hidden">{t('field.item', { label: item, index: index + 1 })}</legend>
          <RowFields
            node={inner}
            path={join(path, String(index))}
            onChange={(next) =>
              set(node.items.map((other) => (other.key === key ? { key, node: next } : other)))
            }
          />
          <ActionIcon
            size={34}
            className={classes['remove']}
            aria-label={t('field.remove', { label: item, index: index + 1 })}
            onClick={() => remove(key)}
          >
            <IconTrash size={16} aria-hidden />
          </ActionIcon>
        </fieldset>
      ))}
      {props.error === undefined ? null : <Input.Error>{props.error}</Input.Error>}
      <Button
        ref={addButton}
        variant="default"
        size="xs"
        className={classes['add']}
        leftSection={<IconPlus size={14} aria-hidden />}
        onClick={() => reshape([...node.items, { key: newKey(), node: emptyNode(node.field.item) }])}
      >
        {t('field.add', { label: item })}
      </Button>
    </fieldset>
  )
}

interface RowFieldsProps {
  readonly node: FormNode
  readonly path: string
  readonly onChange: (node: FormNode) => void
}

/** The fields of one item side by side; an item that is no group stands alone. */
function RowFields({ node, path, onChange }: RowFieldsProps) {
  const { Field } = useFormContext()
  if (node.kind !== 'group') return <Field node={node} path={path} onChange={onChange} isCompact />
  return (
    <div className={classes['rowFields']}>
      {node.nodes.map((member, index) => (
        <Field
          key={member.field.name}
          node={member}
          path={join(path, member.field.name)}
          isCompact
          onChange={(next) => onChange({ ...node, nodes: node.nodes.with(index, next) })}
        />
      ))}
    </div>
  )
}
