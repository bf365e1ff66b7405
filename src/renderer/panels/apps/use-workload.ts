import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useApi } from '../../connection.ts'

/** One workload; what the list already knows of it is shown at once. */
export function useWorkload(id: string) {
  const api = useApi()
  const queries = useQueryClient()
  return useQuery(
    api.workloads.get.queryOptions({
      input: { id },
      placeholderData: () =>
        queries.getQueryData(api.workloads.list.queryKey())?.find((workload) => workload.id === id),
    }),
  )
}
