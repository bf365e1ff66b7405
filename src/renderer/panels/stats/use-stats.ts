import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { StatsNow } from '../../../contract/stats.ts'
import { useApi } from '../../connection.ts'
import { settingLimits } from '../settings/setting-limits.ts'
import type { ChartView } from './chart-view.ts'
import { windowMs } from './windows.ts'

/** More points than this in a chart, and its update takes longer than a frame of the screen. */
const MOST_POINTS = 300

export interface Pace {
  readonly intervalMs: number
  /** Whether hosts may be sampled once a minute while nobody looks. */
  readonly isStretched: boolean
}

/** How often new samples come. */
export function usePace(): Pace {
  const settings = useQuery(useApi().settings.get.queryOptions()).data
  return {
    intervalMs: (settings?.statsIntervalSeconds ?? settingLimits.statsIntervalSeconds.usual) * 1_000,
    isStretched: settings?.statsStretch ?? true,
  }
}

const STRETCHED_MS = 60_000

/** How old the last sample may be before it is no longer the present: two rounds, at the slowest pace there is now. */
export function lateAfterMs({ intervalMs, isStretched }: Pace): number {
  return 2 * Math.max(intervalMs, isStretched ? STRETCHED_MS : 0) + intervalMs
}

/** Read anew with every round of samples, and at once when the window comes back into sight; never while it is hidden. */
function useRounds() {
  const { intervalMs } = usePace()
  return {
    refetchInterval: intervalMs,
    refetchIntervalInBackground: false,
    refetchOnWindowFocus: 'always',
    refetchOnMount: 'always',
  } as const
}

/** The history of the window that ends now. While another window is being read, the one before stays in its place.
 *  The present is read with it, so that both tell of the same round. */
export function useStatsHistory(workloadId: string, { window, scope }: Pick<ChartView, 'window' | 'scope'>) {
  const { history, now } = useApi().stats
  return useQuery({
    ...useRounds(),
    // Without its ends: the window slides, and what was read of it is replaced, not added to.
    queryKey: [...history.key({ input: { id: workloadId } }), window, scope],
    queryFn: async ({ signal, client }) => {
      const to = Date.now()
      const input = { id: workloadId, from: to - windowMs(window), to, points: MOST_POINTS }
      const [answer] = await Promise.all([
        history.call(scope === 'total' ? input : { ...input, by: scope }, { signal }),
        client.fetchQuery({ ...now.queryOptions({ input: { id: workloadId } }), staleTime: 0 }),
      ])
      return { ...answer, window, scope }
    },
    placeholderData: keepPreviousData,
  })
}

export type ReadHistory = NonNullable<ReturnType<typeof useStatsHistory>['data']>

/** The workload at the last round, as it was read with its history. */
export function useStatsNow(workloadId: string) {
  return useQuery({
    ...useApi().stats.now.queryOptions({ input: { id: workloadId } }),
    enabled: false,
  })
}

/** Every workload at the last round, by its id. */
export function useStatsOverview(): ReadonlyMap<string, StatsNow> {
  const overview = useQuery({
    ...useApi().stats.overview.queryOptions(),
    ...useRounds(),
    select: byWorkload,
  })
  return overview.data ?? none
}

const none: ReadonlyMap<string, StatsNow> = new Map()

function byWorkload(all: readonly StatsNow[]): ReadonlyMap<string, StatsNow> {
  return new Map(all.map((one) => [one.workloadId, one]))
}
