import { formatClock, formatDateTime, formatDuration, formatMinute, formatRelative } from '../format.ts'
import { useRegion } from './use-locale.ts'
import { useNow } from './use-now.ts'

interface MomentProps {
  readonly at: number
}

/** How long ago, with the exact time on hover. */
export function RelativeTime({ at }: MomentProps) {
  const locale = useRegion()
  const now = useNow('ten-seconds')
  return (
    <time dateTime={new Date(at).toISOString()} title={formatDateTime(locale, at)}>
      {formatRelative(locale, at, now)}
    </time>
  )
}

export function ExactTime({ at }: MomentProps) {
  const locale = useRegion()
  return <time dateTime={new Date(at).toISOString()}>{formatDateTime(locale, at)}</time>
}

/** Date and time to the minute, with the exact time on hover. */
export function MinuteTime({ at }: MomentProps) {
  const locale = useRegion()
  return (
    <time dateTime={new Date(at).toISOString()} title={formatDateTime(locale, at)}>
      {formatMinute(locale, at)}
    </time>
  )
}

/** How long something took. */
export function Duration({ durationMs }: { readonly durationMs: number }) {
  return <>{formatDuration(useRegion(), durationMs)}</>
}

/** How long something has been going on, ticking. */
export function Elapsed({ since }: { readonly since: number }) {
  const locale = useRegion()
  const now = useNow('second')
  return <>{formatClock(locale, now - since)}</>
}
