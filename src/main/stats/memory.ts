export interface MemoryCounters {
  readonly usage: number
  /** cgroup v1: of the container and what is below it; null elsewhere. */
  readonly totalInactiveFile: number | null
  /** cgroup v2; null where it is not told. */
  readonly inactiveFile: number | null
}

/** Memory in use, in bytes: without the file cache that the kernel would give up first.
 *  Formula: docker/cli cli/command/container/stats_helpers.go, calculateMemUsageUnixNoCache. */
export function memoryInUse({ usage, totalInactiveFile, inactiveFile }: MemoryCounters): number {
  if (totalInactiveFile !== null && totalInactiveFile < usage) return usage - totalInactiveFile
  return inactiveFile !== null && inactiveFile < usage ? usage - inactiveFile : usage
}
