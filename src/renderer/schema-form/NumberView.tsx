import { NativeSelect, NumberInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocale } from '../ui/use-locale.ts'
import type { FieldViewProps } from './form-context.ts'
import type { FormNode } from './node.ts'
import classes from './schema-form.module.css'
import { type DurationUnit, durationUnits, fromUnit, inUnit, MEBIBYTE, unitFor } from './units.ts'
import { useFieldProps } from './use-field-props.ts'

type NumberViewProps = FieldViewProps<Extract<FormNode, { kind: 'number' }>>

/** A number in the unit that people think in: durations in seconds or minutes, memory in MiB. */
export function NumberView(props: NumberViewProps) {
  switch (props.node.field.quantity) {
    case 'plain':
      return <PlainNumber {...props} />
    case 'bytes':
      return <Bytes {...props} />
    case 'duration':
      return <Duration {...props} />
  }
}

function useDecimals() {
  const locale = useLocale()
  return { decimalSeparator: locale === 'ru' ? ',' : '.', allowedDecimalSeparators: ['.', ','] }
}

function amountOf(value: number | string): number | null {
  if (typeof value === 'number') return value
  const amount = value.trim() === '' ? Number.NaN : Number(value.replace(',', '.'))
  return Number.isNaN(amount) ? null : amount
}

function PlainNumber({ node, path, onChange, isCompact }: NumberViewProps) {
  const { props, touch } = useFieldProps(node.field, path, isCompact)
  const decimals = useDecimals()
  const { field } = node
  return (
    <NumberInput
      {...props}
      {...decimals}
      value={node.amount ?? ''}
      onChange={(value) => {
        touch()
        onChange({ ...node, amount: amountOf(value) })
      }}
      allowDecimal={!field.isInteger}
      allowNegative={field.min === null || field.min < 0}
      step={field.isInteger ? 1 : 0.5}
      // What is typed stays as it is typed; a value out of bounds is explained, not replaced.
      clampBehavior="none"
      hideControls={isCompact === true}
    />
  )
}

function Bytes({ node, path, onChange, isCompact }: NumberViewProps) {
  const { t } = useTranslation('apps')
  const { props, touch } = useFieldProps(node.field, path, isCompact)
  const decimals = useDecimals()
  return (
    <NumberInput
      {...props}
      {...decimals}
      value={node.amount === null ? '' : node.amount / MEBIBYTE}
      onChange={(value) => {
        touch()
        const mebibytes = amountOf(value)
        onChange({ ...node, amount: mebibytes === null ? null : Math.round(mebibytes * MEBIBYTE) })
      }}
      suffix={` ${t('field.mebibytes')}`}
      decimalScale={3}
      step={64}
      allowNegative={false}
      clampBehavior="none"
    />
  )
}

const unitWords = {
  milliseconds: 'field.milliseconds',
  seconds: 'field.seconds',
  minutes: 'field.minutes',
} as const satisfies Record<DurationUnit, string>

function Duration({ node, path, onChange, isCompact }: NumberViewProps) {
  const { t } = useTranslation('apps')
  const { props, text, touch } = useFieldProps(node.field, path, isCompact)
  const decimals = useDecimals()
  const [unit, setUnit] = useState<DurationUnit>(() => unitFor(node.amount))
  return (
    <NumberInput
      {...props}
      {...decimals}
      value={node.amount === null ? '' : inUnit(node.amount, unit)}
      onChange={(value) => {
        touch()
        const amount = amountOf(value)
        onChange({ ...node, amount: amount === null ? null : fromUnit(amount, unit) })
      }}
      allowDecimal={unit !== 'milliseconds'}
      decimalScale={3}
      allowNegative={false}
      clampBehavior="none"
      rightSectionWidth={76}
      rightSection={
        <NativeSelect
          aria-label={t('field.unitOf', { label: text.label(node.field) })}
          variant="unstyled"
          rightSectionWidth={24}
          className={classes['unit']}
          value={unit}
          data={durationUnits.map((value) => ({ value, label: t(unitWords[value]) }))}
          onChange={({ currentTarget: { value } }) =>
            setUnit(durationUnits.find((known) => known === value) ?? unit)
          }
        />
      }
    />
  )
}
