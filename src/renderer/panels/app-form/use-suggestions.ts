import { skipToken, useQuery } from '@tanstack/react-query'
import { useApi } from '../../connection.ts'
import type { GroupNode } from '../../schema-form/node.ts'
import { LOCAL_HOST } from '../hosts/use-hosts.ts'

/** What the fields of a source may be filled with, by path: for one that takes its image from this computer, the images
 *  that are here. Nothing while this computer's engine is away. */
export function useSuggestions(source: GroupNode): Readonly<Record<string, readonly string[]>> {
  const isFromHere = source.nodes.some(
    (node) => node.kind === 'choice' && node.field.name === 'origin' && node.option === 'computer',
  )
  const images = useQuery(
    useApi().hosts.images.queryOptions({
      input: isFromHere ? { id: LOCAL_HOST } : skipToken,
      // Images come and go with no word to us.
      refetchOnMount: 'always',
    }),
  )
  if (!isFromHere || images.data === undefined) return {}
  return { 'source.reference': [...new Set(images.data.map(({ reference }) => reference))] }
}
