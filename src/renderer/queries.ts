import { ORPCError } from '@orpc/client'
import { QueryClient } from '@tanstack/react-query'

const RETRIES = 2

/** What has been read stays true until an event says otherwise, so nothing is read again by the clock.
 *  `networkMode: 'always'`: the application is on this computer, whether the computer is online or not. */
export function createQueries(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        networkMode: 'always',
        staleTime: Number.POSITIVE_INFINITY,
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
        // An answer, even a refusal, is final; only silence is asked again.
        retry: (count, error) => !(error instanceof ORPCError) && count < RETRIES,
        retryDelay: (attempt) => 300 * 2 ** attempt,
      },
      mutations: { networkMode: 'always', retry: false },
    },
  })
}
