import { traverseContractProcedures } from '@orpc/server'
import { contract } from '../../contract/contract.ts'

/** One REST operation: what can be said of a request before it is handed to its procedure. */
export interface RestRoute {
  readonly procedure: readonly string[]
  readonly method: string
  /** Names of the path's parameters. */
  readonly parameters: readonly string[]
  /** Whether fields come in a JSON body; otherwise they come in the query. */
  readonly takesBody: boolean
}

interface RoutePattern {
  readonly path: RegExp
  readonly route: RestRoute
}

const patterns = collectPatterns()

/** The operations at a path below /api, by method; empty when there are none. */
export function findRoutes(path: string): ReadonlyMap<string, RestRoute> {
  const found = patterns.filter((pattern) => pattern.path.test(path))
  return new Map(found.map(({ route }) => [route.method, route]))
}

function collectPatterns(): RoutePattern[] {
  const collected: RoutePattern[] = []
  traverseContractProcedures({ router: contract, path: [] }, ({ contract: procedure, path }) => {
    const { method = 'POST', path: template = `/${path.join('/')}` } = procedure['~orpc'].route
    const parameters = [...template.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)
    collected.push({
      path: new RegExp(`^${template.replaceAll(/\{\w+\}/g, '[^/]+')}$`),
      route: { procedure: path, method, parameters, takesBody: method !== 'GET' && method !== 'DELETE' },
    })
  })
  return collected
}
