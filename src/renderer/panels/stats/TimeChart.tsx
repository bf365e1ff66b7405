import { memo, useMemo } from 'react'
import { Area, CartesianGrid, ComposedChart, Line, ReferenceLine, XAxis, YAxis } from 'recharts'
import type { ChartRow } from './chart-rows.ts'
import { plotInset } from './plot.ts'
import { lineLook } from './series-look.ts'
import type { ValueAxis } from './value-axis.ts'

export interface TimeChartProps {
  readonly rows: readonly ChartRow[]
  /** How many lines beside the average; their values stand in each row, in this order. */
  readonly seriesCount: number
  readonly from: number
  readonly to: number
  readonly width: number
  readonly height: number
  readonly timeTicks: readonly number[]
  readonly timeText: (ts: number) => string
  readonly axis: ValueAxis
  readonly valueText: (value: number) => string
  readonly limitText: string
  /** A CSS colour of the average and its maximum. */
  readonly color: string
}

/* Recharts takes a new object for a new setting, and computes everything anew for it: what stays the same is the same object. */
const AXIS_TEXT = { fill: 'var(--tone-quiet)', fontSize: 11 }
const AXIS_LINE = { stroke: 'var(--line-strong)' }
const MARGIN = { top: plotInset.top, right: plotInset.right, bottom: 0, left: 0 }

/** The drawing of one measure over time. It is only drawn anew for new samples: whatever follows the pointer lies above it. */
export const TimeChart = memo(function TimeChart(props: TimeChartProps) {
  const { rows, seriesCount, from, to, width, height, axis, limitText, color } = props
  const timeDomain = useMemo(() => [from, to], [from, to])
  // Single samples have no maximum beside themselves.
  const hasBand = useMemo(() => rows.some(({ band }) => band !== null && band[1] > band[0]), [rows])
  const valueDomain = useMemo(() => [0, axis.max], [axis.max])
  return (
    <ComposedChart width={width} height={height} data={rows} margin={MARGIN} accessibilityLayer={false}>
      <CartesianGrid vertical={false} stroke="var(--line)" />
      <XAxis
        dataKey="ts"
        type="number"
        domain={timeDomain}
        allowDataOverflow
        ticks={props.timeTicks}
        interval={0}
        tickFormatter={props.timeText}
        tick={AXIS_TEXT}
        tickLine={AXIS_LINE}
        axisLine={AXIS_LINE}
        tickSize={4}
        tickMargin={4}
        height={plotInset.bottom}
      />
      <YAxis
        type="number"
        domain={valueDomain}
        allowDataOverflow
        ticks={axis.ticks}
        interval={0}
        tickFormatter={props.valueText}
        tick={AXIS_TEXT}
        tickLine={false}
        axisLine={false}
        width={plotInset.left}
      />
      {axis.limit === null ? null : (
        <ReferenceLine
          y={axis.limit.at}
          stroke="var(--chart-limit)"
          strokeDasharray="6 4"
          strokeWidth={1.5}
          label={{
            value: limitText,
            position: 'insideTopRight',
            fill: 'var(--chart-limit)',
            fontSize: 11,
            offset: 4,
          }}
        />
      )}
      {hasBand ? (
        <Area
          dataKey="band"
          type="linear"
          stroke="none"
          fill={color}
          fillOpacity={0.2}
          connectNulls={false}
          isAnimationActive={false}
          activeDot={false}
          dot={false}
        />
      ) : null}
      {seriesCount > 0 ? null : <Line dataKey="average" stroke={color} {...plainLine} />}
      {Array.from({ length: seriesCount }, (_, index) => {
        const look = lineLook(index)
        return (
          <Line
            key={look.key}
            dataKey={look.value}
            stroke={look.color}
            strokeDasharray={look.dashes}
            {...plainLine}
          />
        )
      })}
    </ComposedChart>
  )
})

/** Round ends make a dot of a sample that stands alone between two gaps. */
const plainLine = {
  type: 'linear',
  strokeWidth: 1.75,
  strokeLinecap: 'round',
  connectNulls: false,
  isAnimationActive: false,
  dot: false,
  activeDot: false,
} as const
