import type { ContainerIndex } from '../containers/index-store.ts'
import { imageSource } from './image/image-source.ts'
import type { Source, Sources } from './source.ts'

/** Every source kind; a new one is a folder and a line here. */
export function allSources(index: ContainerIndex): Sources {
  return sourcesOf([imageSource(index)])
}

/** The list over the given sources. */
export function sourcesOf(sources: readonly Source[]): Sources {
  const byKind = new Map(sources.map((source) => [source.kind, source]))
  return { find: (kind) => byKind.get(kind) ?? null, list: () => sources }
}
