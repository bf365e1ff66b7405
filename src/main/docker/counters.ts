import { count, field, list, text } from './answers.ts'
import type { ContainerCounters } from './engine.ts'

/** From `GET /containers/{id}/stats`. Counters beyond 2^53 lose their last digits in JSON, which is nothing beside what they
 *  grow by between two readings. */
export function readCounters(answer: unknown): ContainerCounters {
  return {
    read: text(answer, 'read'),
    cpu: {
      total: count(answer, 'cpu_stats', 'cpu_usage', 'total_usage'),
      system: figure(answer, 'cpu_stats', 'system_cpu_usage'),
      onlineCpus: count(answer, 'cpu_stats', 'online_cpus'),
      countedCpus: list(answer, 'cpu_stats', 'cpu_usage', 'percpu_usage').length,
    },
    memory: {
      usage: figure(answer, 'memory_stats', 'usage'),
      totalInactiveFile: figure(answer, 'memory_stats', 'stats', 'total_inactive_file'),
      inactiveFile: figure(answer, 'memory_stats', 'stats', 'inactive_file'),
      privateWorkingSet: figure(answer, 'memory_stats', 'privateworkingset'),
    },
    networks: networks(answer),
    blockIo: list(answer, 'blkio_stats', 'io_service_bytes_recursive').map((entry) => ({
      operation: text(entry, 'op'),
      bytes: count(entry, 'value'),
    })),
    storage: storage(answer),
  }
}

function networks(answer: unknown): ContainerCounters['networks'] {
  const found = field(answer, 'networks')
  if (typeof found !== 'object' || found === null) return null
  return Object.values(found).map((each: unknown) => ({
    received: count(each, 'rx_bytes'),
    sent: count(each, 'tx_bytes'),
  }))
}

function storage(answer: unknown): ContainerCounters['storage'] {
  const read = figure(answer, 'storage_stats', 'read_size_bytes')
  const written = figure(answer, 'storage_stats', 'write_size_bytes')
  return read === null && written === null ? null : { read: read ?? 0, written: written ?? 0 }
}

function figure(answer: unknown, ...path: readonly string[]): number | null {
  return typeof field(answer, ...path) === 'number' ? count(answer, ...path) : null
}
