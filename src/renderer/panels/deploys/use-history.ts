import { useInfiniteQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { Deploy } from '../../../contract/deploy.ts'
import { useApi } from '../../connection.ts'

const PAGE = 30

/** The ledger of one workload, newest first, read on page by page. */
export function useHistory(workloadId: string) {
  const api = useApi()
  const history = useInfiniteQuery(
    api.deploys.list.infiniteOptions({
      input: (before: number | undefined) => ({
        id: workloadId,
        limit: PAGE,
        ...(before === undefined ? {} : { before }),
      }),
      initialPageParam: undefined as number | undefined,
      getNextPageParam: (page) => page.next ?? undefined,
      // Whether an image is at hand changes without an event of ours: somebody prunes.
      refetchOnMount: 'always',
    }),
  )
  const { data } = history
  const deploys: readonly Deploy[] = useMemo(() => data?.pages.flatMap((page) => page.deploys) ?? [], [data])
  return { ...history, deploys }
}
