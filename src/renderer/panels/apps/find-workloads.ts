import type { Workload } from '../../../contract/workload.ts'

/** The workloads whose name or reference holds every word of the query, by name. */
export function findWorkloads(
  workloads: readonly Workload[],
  query: string,
  locale: string,
): readonly Workload[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  const collator = new Intl.Collator(locale, { numeric: true, sensitivity: 'base' })
  return workloads
    .filter((workload) => {
      const text = `${workload.name} ${referenceOf(workload)}`.toLowerCase()
      return words.every((word) => text.includes(word))
    })
    .toSorted((a, b) => collator.compare(a.name, b.name))
}

/** The reference that the next deploy would use, for sources that have one. */
export function referenceOf(workload: Workload): string {
  const reference = workload.source['reference']
  return typeof reference === 'string' ? reference : ''
}
