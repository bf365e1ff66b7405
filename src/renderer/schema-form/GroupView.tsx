import { Input, Switch } from '@mantine/core'
import { type FieldViewProps, useFormContext } from './form-context.ts'
import { type GroupNode, join } from './node.ts'
import classes from './schema-form.module.css'
import { useFieldProps } from './use-field-props.ts'

/** Fields that belong together; a group that may be absent has a switch. */
export function GroupView({ node, path, onChange }: FieldViewProps<GroupNode>) {
  const { props, touch } = useFieldProps(node.field, path)
  return (
    <fieldset className={classes['fieldset']} data-path={props['data-path']} tabIndex={-1}>
      {node.field.isNullable ? (
        <Switch
          label={props.label}
          // Its label holds the description too, which belongs to the description alone.
          aria-label={props.label}
          description={props.description}
          checked={node.isOn}
          onChange={(event) => {
            touch()
            onChange({ ...node, isOn: event.currentTarget.checked })
          }}
        />
      ) : (
        <legend className={classes['legend']}>{props.label}</legend>
      )}
      {props.error === undefined ? null : <Input.Error>{props.error}</Input.Error>}
      {node.isOn ? (
        <div className={node.field.isNullable ? classes['nested'] : undefined}>
          <GroupFields node={node} path={path} onChange={onChange} />
        </div>
      ) : null}
    </fieldset>
  )
}

interface GroupFieldsProps extends FieldViewProps<GroupNode> {
  /** Which of the fields to draw; all when left out. */
  readonly isShown?: (name: string) => boolean
  /** One below the other, each over the whole width. */
  readonly isSingleColumn?: boolean
}

export function GroupFields(props: GroupFieldsProps) {
  const { node, path, onChange, isShown = () => true, isSingleColumn = false } = props
  const { Field } = useFormContext()
  return (
    <div className={classes['grid']}>
      {node.nodes.map((member, index) =>
        isShown(member.field.name) ? (
          <div
            key={member.field.name}
            className={isSingleColumn || isWide(member.kind) ? classes['wide'] : undefined}
          >
            <Field
              node={member}
              path={join(path, member.field.name)}
              onChange={(next) => onChange({ ...node, nodes: node.nodes.with(index, next) })}
            />
          </div>
        ) : null,
      )}
    </div>
  )
}

const wideKinds = new Set<string>(['words', 'list', 'record', 'group', 'json'])

function isWide(kind: string): boolean {
  return wideKinds.has(kind)
}
