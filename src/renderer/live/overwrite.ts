import type { Query, QueryClient, QueryKey } from '@tanstack/react-query'

/** Writes news over what was read below a key. An answer on its way may be older than the news and would undo it:
 *  it is dropped and asked for anew. */
export function overwrite(queries: QueryClient, queryKey: QueryKey, write: () => void): void {
  const underway = queries.getQueryCache().findAll({ queryKey, fetchStatus: 'fetching' })
  const dropped = underway.filter((query) => !isReadingOn(query))
  for (const query of dropped) void query.cancel({ revert: true })
  write()
  for (const query of dropped) readAgain(queries, query)
  for (const query of underway.filter(isReadingOn)) {
    // Somebody asked for older entries, and gets them; only then is the whole read again.
    const again = () => readAgain(queries, query)
    query.promise?.then(again, again)
  }
}

function readAgain(queries: QueryClient, query: Query): void {
  void queries.invalidateQueries({ queryKey: query.queryKey, exact: true })
}

/** Whether a further page is being read, rather than all that is known. */
function isReadingOn(query: Query): boolean {
  return query.state.fetchMeta?.fetchMore !== undefined
}
