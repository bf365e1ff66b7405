import { createContext, use } from 'react'
import type { Role } from '../contract/token.ts'
import type { SlipwayApi } from './client.ts'

export interface Connection {
  readonly api: SlipwayApi
  readonly role: Role
}

export const ConnectionContext = createContext<Connection | null>(null)

export function useConnection(): Connection {
  const connection = use(ConnectionContext)
  if (connection === null) throw new Error('A screen was drawn outside of its ConnectionContext.')
  return connection
}

export function useApi(): SlipwayApi {
  return useConnection().api
}

export function useIsAdmin(): boolean {
  return useConnection().role === 'admin'
}
