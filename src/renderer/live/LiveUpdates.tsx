import { useQueryClient } from '@tanstack/react-query'
import { createContext, type ReactNode, use, useEffect, useState } from 'react'
import type { SlipwayEvent } from '../../contract/event.ts'
import type { SlipwayClient } from '../client.ts'
import { useApi } from '../connection.ts'
import { applyEvent } from './apply-event.ts'
import { followEvents } from './follow-events.ts'
import { WorkloadRefresher } from './refresh-workloads.ts'

/** A browser drops its connections whenever a network interface comes or goes, as with every container that starts.
 *  What is restored within this time is not worth a word. */
const LOST_AFTER_MS = 1_500

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
    let lost: ReturnType<typeof setTimeout> | undefined
    const markLost = () => {
      lost ??= setTimeout(() => setLive(false), LOST_AFTER_MS)
    }
    const markLive = () => {
      clearTimeout(lost)
      lost = undefined
      setLive(true)
    }
    const listener = {
      onOpen: () => {
        markLive()
        // What happened between the first reading and now came with no event.
        void queries.invalidateQueries()
      },
      onEvent: (event: SlipwayEvent) => {
        onEvent(event)
        applyEvent(queries, api, event, refresher)
      },
      onLost: markLost,
    }
    void followEvents(client, listener, stop.signal, document)
    return () => {
      stop.abort()
      clearTimeout(lost)
      refresher.stop()
    }
  }, [client, queries, api, onEvent])

  return <LiveContext value={isLive}>{children}</LiveContext>
}
