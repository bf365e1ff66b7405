import { readdirSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'

/** USER_HZ, which Linux has had at 100 on every machine for twenty years. */
const msPerTick = 10

/** The processes of the run's own engine: dockerd, its containerd, and one shim per container. What else knows of its folder,
 *  such as the docker CLI, is none of them. */
export function engineProcesses(endpoint: string): number[] {
  const folder = dirname(endpoint.replace(/^unix:\/\//, ''))
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0 && isOfEngine(pid, folder))
}

function isOfEngine(pid: number, folder: string): boolean {
  const name = readOf(pid, 'comm')
  return /^(dockerd|containerd)/.test(name) && readOf(pid, 'cmdline').includes(folder)
}

/** CPU time of processes since they started, in milliseconds; one that has gone counts nothing. */
export function cpuTimeMs(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => sum + ticksOf(pid), 0) * msPerTick
}

function ticksOf(pid: number): number {
  const stat = readOf(pid, 'stat')
  // Fields 14 and 15, counted behind the command's name, which may itself hold spaces and brackets.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return Number(fields[11] ?? 0) + Number(fields[12] ?? 0)
}

function readOf(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8')
  } catch {
    return ''
  }
}
