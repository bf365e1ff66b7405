import { useQuery } from '@tanstack/react-query'

/** The drawing of charts, which is fetched when the first chart is shown: nothing else needs its library. */
export function useChartPart() {
  return useQuery({
    queryKey: ['stats', 'chart-part'],
    queryFn: async () => await import('./TimeChart.tsx'),
    structuralSharing: false,
    gcTime: Number.POSITIVE_INFINITY,
  })
}
