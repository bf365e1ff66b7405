export interface TarEntry {
  /** Relative, with forward slashes; a folder ends with one. */
  readonly path: string
  readonly content?: Buffer | string
  /** Target of a symbolic link. */
  readonly linkTo?: string
  readonly mode?: number
}

const blockBytes = 512

/** A tar archive (POSIX ustar), the same bytes for the same entries. */
export function packTar(entries: readonly TarEntry[]): Buffer {
  const blocks = entries.flatMap((entry) => {
    const content = Buffer.from(entry.content ?? '')
    const padding = Buffer.alloc((blockBytes - (content.length % blockBytes)) % blockBytes)
    return [header(entry, content.length), content, padding]
  })
  return Buffer.concat([...blocks, Buffer.alloc(2 * blockBytes)])
}

/** Field offsets: POSIX.1-1988, ustar interchange format. */
function header(entry: TarEntry, size: number): Buffer {
  const block = Buffer.alloc(blockBytes)
  const octal = (value: number, offset: number, length: number) =>
    block.write(value.toString(8).padStart(length - 1, '0'), offset)
  block.write(entry.path, 0, 100)
  octal(entry.mode ?? 0o755, 100, 8)
  octal(0, 108, 8)
  octal(0, 116, 8)
  octal(size, 124, 12)
  octal(0, 136, 12)
  block.write(typeFlag(entry), 156)
  block.write(entry.linkTo ?? '', 157, 100)
  block.write('ustar\x0000', 257)
  block.fill(' ', 148, 156)
  const sum = block.reduce((total, byte) => total + byte, 0)
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return block
}

function typeFlag(entry: TarEntry): string {
  if (entry.linkTo !== undefined) return '2'
  return entry.path.endsWith('/') ? '5' : '0'
}
