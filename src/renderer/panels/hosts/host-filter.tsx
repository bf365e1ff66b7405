import { createContext, type ReactNode, use, useMemo, useState } from 'react'
import { useHosts } from './use-hosts.ts'

const STORAGE_KEY = 'slipway.host'

interface HostFilter {
  /** The host whose apps are listed; null for those of all hosts. */
  readonly hostId: string | null
  readonly choose: (hostId: string | null) => void
}

const HostFilterContext = createContext<HostFilter | null>(null)

/** Which host's apps are listed. It holds in this window, also after it is loaded anew. */
export function HostFilterProvider({ children }: { readonly children: ReactNode }) {
  const [chosen, setChosen] = useState(() => sessionStorage.getItem(STORAGE_KEY))
  const hosts = useHosts()
  // One that was removed is no choice any more.
  const hostId = hosts.length > 1 && hosts.some(({ id }) => id === chosen) ? chosen : null
  const filter = useMemo(
    () => ({
      hostId,
      choose: (next: string | null) => {
        setChosen(next)
        if (next === null) sessionStorage.removeItem(STORAGE_KEY)
        else sessionStorage.setItem(STORAGE_KEY, next)
      },
    }),
    [hostId],
  )
  return <HostFilterContext value={filter}>{children}</HostFilterContext>
}

export function useHostFilter(): HostFilter {
  const filter = use(HostFilterContext)
  if (filter === null) throw new Error('A screen was drawn outside of its HostFilterProvider.')
  return filter
}
