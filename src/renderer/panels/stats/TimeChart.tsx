import { memo, type ReactNode, useMemo } from 'react'
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

// Recharts takes a new object or a new element for a new setting, and computes everything anew for it.
const AXIS_TEXT = { fill: 'var(--tone-quiet)', fontSize: 11 }
const AXIS_LINE = { stroke: 'var(--line-strong)' }
const MARGIN = { top: plotInset.top, right: plotInset.right, bottom: 0, left: 0 }

/** The drawing of one measure over time. It is only drawn anew for new samples: whatever follows the pointer lies above it. */
export const TimeChart = memo(function TimeChart(props: TimeChartProps) {
  const { rows, seriesCount, from, to, width, height, axis, valueText, limitText, color } = props
  const timeDomain = useMemo(() => [from, to], [from, to])
  // Single samples have no maximum beside themselves.
  const hasBand = useMemo(() => rows.some(({ band }) => band !== null && band[1] > band[0]), [rows])
  const isLone = rows.length === 1
  const { max, ticks, limit } = axis
  const limitAt = limit?.at ?? null
  // By their values: the list itself is a new one with every update.
  const tickList = ticks.join(' ')
  const scale = useMemo(
    () => valueScale(max, tickList.split(' ').map(Number), valueText),
    [max, tickList, valueText],
  )
  const limitLine = useMemo(
    () => (limitAt === null ? null : limitAtLine(limitAt, limitText)),
    [limitAt, limitText],
  )
  const lines = useMemo(
    () => (seriesCount > 0 ? seriesLines(seriesCount, isLone) : totalLines(color, hasBand, isLone)),
    [seriesCount, color, hasBand, isLone],
  )
  return (
    <ComposedChart width={width} height={height} data={rows} margin={MARGIN} accessibilityLayer={false}>
      {scale}
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
      {limitLine}
      {lines}
    </ComposedChart>
  )
})

function valueScale(max: number, ticks: readonly number[], valueText: (value: number) => string): ReactNode {
  return (
    <>
      <CartesianGrid vertical={false} stroke="var(--line)" />
      <YAxis
        type="number"
        domain={[0, max]}
        allowDataOverflow
        ticks={ticks}
        interval={0}
        tickFormatter={valueText}
        tick={AXIS_TEXT}
        tickLine={false}
        axisLine={false}
        width={plotInset.left}
      />
    </>
  )
}

function limitAtLine(at: number, text: string): ReactNode {
  return (
    <ReferenceLine
      y={at}
      stroke="var(--chart-limit)"
      strokeDasharray="6 4"
      strokeWidth={1.5}
      label={{ value: text, position: 'insideTopRight', fill: 'var(--chart-limit)', fontSize: 11, offset: 4 }}
    />
  )
}

/** The average, and below it the band up to the maximum. */
function totalLines(color: string, hasBand: boolean, isLone: boolean): ReactNode {
  return (
    <>
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
      <Line dataKey="average" stroke={color} {...plainLine} dot={isLone ? loneDot(color) : false} />
    </>
  )
}

function seriesLines(count: number, isLone: boolean): ReactNode {
  return Array.from({ length: count }, (_, index) => {
    const look = lineLook(index)
    return (
      <Line
        key={look.key}
        dataKey={look.value}
        stroke={look.color}
        strokeDasharray={look.dashes}
        {...plainLine}
        dot={isLone ? loneDot(look.color) : false}
      />
    )
  })
}

/** Recharts always marks the only sample there is: by a ring, which the border of the plot would cut in half. */
function loneDot(color: string): { r: number; fill: string; clipDot: false } {
  return { r: 2, fill: color, clipDot: false }
}

/** Round ends make a dot of a sample that stands alone between two gaps. */
const plainLine = {
  type: 'linear',
  strokeWidth: 1.75,
  strokeLinecap: 'round',
  connectNulls: false,
  isAnimationActive: false,
  activeDot: false,
} as const
