import type { KeyboardEvent, PointerEvent } from 'react'
import { useTranslation } from 'react-i18next'
import type { ChartModel } from './chart-model.ts'
import type { ChartRow } from './chart-rows.ts'
import { instantAt, nearest, type Plot, plotInset, xOf } from './plot.ts'
import { Readout } from './Readout.tsx'
import { readingsOf } from './readings.ts'
import { lineLook } from './series-look.ts'
import classes from './stats.module.css'
import { usePace } from './use-stats.ts'
import { useStatsText } from './use-stats-text.ts'

interface ChartCursorProps {
  readonly model: ChartModel
  readonly plot: Plot
  readonly height: number
  readonly title: string
  readonly color: string
  readonly cursor: number | null
  readonly onCursor: (ts: number | null) => void
}

/** A line that follows the pointer or the arrow keys, with the exact values where it stands. */
export function ChartCursor({ model, plot, height, title, color, cursor, onCursor }: ChartCursorProps) {
  const { t } = useTranslation('stats')
  const text = useStatsText()
  const { intervalMs } = usePace()
  const { measured } = model
  const at = cursor === null ? null : rowAt(model, cursor)
  const readings = at === null ? [] : readingsOf(at, model, t)
  const time = cursor === null ? '' : text.bucket(at?.ts ?? Math.round(cursor), model.bucketMs, intervalMs)
  const spoken =
    cursor === null
      ? t('chart.cursorOff')
      : [time, ...readings.map(({ name, value }) => `${name} ${text.value(model.measure, value)}`)].join(', ')
  const box = {
    left: plotInset.left,
    top: plotInset.top,
    width: plot.width,
    height: height - plotInset.top - plotInset.bottom,
  }
  const x = cursor === null ? 0 : xOf(plot, at?.ts ?? cursor)
  const isInside = cursor !== null && x >= 0 && x <= plot.width
  return (
    <>
      <input
        type="range"
        className={classes['hold']}
        style={box}
        aria-label={t('chart.cursor', { title })}
        aria-valuetext={spoken}
        min={model.from}
        max={model.to}
        step="any"
        value={at?.ts ?? cursor ?? model.to}
        onChange={(event) => onCursor(Number(event.currentTarget.value))}
        onKeyDown={(event) => {
          const next = moved(event, measured, at)
          if (next === undefined) return
          event.preventDefault()
          onCursor(next)
        }}
        onPointerMove={(event) => onCursor(instantAt(plot, pointerX(event)))}
        onPointerLeave={() => onCursor(null)}
        onBlur={() => onCursor(null)}
        // The pointer needs no thumb to drag: the line is where it is.
        onMouseDown={(event) => event.preventDefault()}
      />
      <span className={classes['focus']} style={box} />
      {isInside ? (
        <>
          <span
            className={classes['cursor']}
            style={{ left: box.left + x, top: box.top, height: box.height }}
          />
          {readings
            .filter(({ kind }) => kind !== 'maximum')
            .map(({ name, index, value }) => (
              <span
                key={name}
                className={classes['dot']}
                style={{
                  left: box.left + x,
                  top: box.top + box.height * (1 - value / model.axis.max),
                  background: index === null ? color : lineLook(index).color,
                }}
              />
            ))}
          <Readout
            time={time}
            readings={readings}
            measure={model.measure}
            style={{
              top: box.top,
              ...(x > plot.width / 2
                ? { right: plotInset.right + plot.width - x + 12 }
                : { left: box.left + x + 12 }),
            }}
          />
        </>
      ) : null}
    </>
  )
}

/** The row that the cursor stands on; null within a gap. */
function rowAt({ measured, gapMs }: ChartModel, cursor: number): ChartRow | null {
  const index = nearest(measured, cursor)
  const row = index === null ? undefined : measured[index]
  return row === undefined || Math.abs(row.ts - cursor) > gapMs / 2 ? null : row
}

function pointerX(event: PointerEvent<HTMLElement>): number {
  return event.clientX - event.currentTarget.getBoundingClientRect().left
}

/** Where a key moves the cursor to; undefined when the key is none of ours. */
function moved(
  { key }: KeyboardEvent,
  measured: readonly ChartRow[],
  at: ChartRow | null,
): number | null | undefined {
  const last = measured.length - 1
  const index = at === null ? measured.length : measured.indexOf(at)
  const tsOf = (wanted: number) => measured[Math.min(Math.max(wanted, 0), last)]?.ts ?? null
  switch (key) {
    case 'ArrowLeft':
    case 'ArrowDown':
      return tsOf(index - 1)
    case 'ArrowRight':
    case 'ArrowUp':
      return tsOf(index + 1)
    case 'PageDown':
      return tsOf(index - 10)
    case 'PageUp':
      return tsOf(index + 10)
    case 'Home':
      return tsOf(0)
    case 'End':
      return tsOf(last)
    case 'Escape':
      return null
    default:
      return undefined
  }
}
