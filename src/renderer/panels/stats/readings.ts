import type { TFunction } from 'i18next'
import type { ChartModel } from './chart-model.ts'
import type { ChartRow } from './chart-rows.ts'

/** One exact value at the cursor. */
export interface Reading {
  readonly kind: 'value' | 'average' | 'maximum' | 'series'
  readonly name: string
  /** The place of its line among those of a breakdown; null for the sum. */
  readonly index: number | null
  readonly value: number
}

/** What a chart shows at one of its rows. Where average and maximum are one sample, they are one value. */
export function readingsOf(
  row: ChartRow,
  { names }: Pick<ChartModel, 'names'>,
  t: TFunction<'stats'>,
): readonly Reading[] {
  if (row.average === null) {
    return names.flatMap((name, index) => {
      const value = row.series[index] ?? null
      return value === null ? [] : [{ kind: 'series' as const, name, index, value }]
    })
  }
  const [average, maximum] = row.band ?? [row.average, row.average]
  if (average === maximum) return [{ kind: 'value', name: t('chart.value'), index: null, value: average }]
  return [
    { kind: 'average', name: t('chart.average'), index: null, value: average },
    { kind: 'maximum', name: t('chart.maximum'), index: null, value: maximum },
  ]
}
