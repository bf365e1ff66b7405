import { readdirSync, type Stats, statSync } from 'node:fs'
import { join } from 'node:path'

/** A text that changes when one of the files does, or one that lies in a folder among them. */
export function stampOf(paths: readonly string[]): string {
  return paths.flatMap(stampsAt).join('\n')
}

function stampsAt(path: string): string[] {
  const found = look(path)
  if (found === null || !found.isDirectory()) return [stamp(path, found)]
  return namesIn(path).map((name) => stamp(join(path, name), look(join(path, name))))
}

function stamp(path: string, found: Stats | null): string {
  return found === null ? `${path} -` : `${path} ${found.mtimeMs} ${found.size} ${found.ino}`
}

function look(path: string): Stats | null {
  try {
    return statSync(path)
  } catch {
    return null
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort()
  } catch {
    return []
  }
}
