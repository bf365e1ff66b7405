import { useQueryClient } from '@tanstack/react-query'
import { createContext, type ReactNode, use, useEffect, useState } from 'react'
import type { SlipwayEvent } from '../../contract/event.ts'
import type { SlipwayClient } from '../client.ts'
import { useApi } from '../connection.ts'
import { applyEvent } from './apply-event.ts'
import { followEvents } from './follow-events.ts'
import { WorkloadRefresher } from './refresh-workloads.ts'

const LiveContext = createContext(true)

/** Whether news arrive as they happen; false while the connection is being restored. */
export function useIsLive(): boolean {
  return use(LiveContext)
}

interface LiveUpdatesProps {
  readonly client: SlipwayClient
  readonly onEvent: (event: SlipwayEvent) => void
  readonly children: ReactNode
}

/** Keeps everything below up to date from one event stream. */
export function LiveUpdates({ client, onEvent, children }: LiveUpdatesProps) {
  const queries = useQueryClient()
  const api = useApi()
  const [isLive, setLive] = useState(true)

  useEffect(() => {
    const stop = new AbortController()
    const refresher = new WorkloadRefresher(queries, api)
    const listener = {
      onOpen: () => {
        setLive(true)
        // What happened between the first reading and now came with no event.
        void queries.invalidateQueries()
      },
      onEvent: (event: SlipwayEvent) => {
        onEvent(event)
        applyEvent(queries, api, event, (workloadId) => refresher.add(workloadId))
      },
      onLost: () => setLive(false),
    }
    void followEvents(client, listener, stop.signal)
    return () => {
      stop.abort()
      refresher.stop()
    }
  }, [client, queries, api, onEvent])

  return <LiveContext value={isLive}>{children}</LiveContext>
}
