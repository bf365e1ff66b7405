import {
  chmodSync,
  closeSync,
  existsSync,
  fstatSync,
  ftruncateSync,
  openSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'

/** Older files: name.1.log is the newer of them. */
const olderFiles = 2

/** `<name>.log` in a folder, readable by its owner alone: a line that would make it too large begins a new file. */
export class RotatingFile {
  readonly #folder: string
  readonly #name: string
  readonly #limitBytes: number
  #file: number | null
  /** From this size on a rotation is tried. */
  #rotateAtBytes: number

  constructor(folder: string, name: string, limitBytes: number) {
    this.#folder = folder
    this.#name = name
    this.#limitBytes = limitBytes
    this.#rotateAtBytes = limitBytes
    this.#file = this.#open()
  }

  /** Writes a whole line at once, so that one which explains a crash is there when the process dies.
   *  @throws what the file system says; nothing of the line is in the file then */
  write(line: string): void {
    const bytes = Buffer.from(line)
    let file = this.#file ?? this.#open()
    let size = fstatSync(file).size
    if (size > 0 && size + bytes.length > this.#rotateAtBytes) {
      file = this.#startAnew(file)
      size = fstatSync(file).size
    }
    this.#file = file
    writeWhole(file, bytes, size)
  }

  close(): void {
    if (this.#file !== null) closeSync(this.#file)
    this.#file = null
  }

  #startAnew(file: number): number {
    closeSync(file)
    this.#file = null
    try {
      this.#rename()
      this.#rotateAtBytes = this.#limitBytes
    } catch {
      // A folder that lets nothing be renamed still lets this file grow: no line is worth less than the limit.
      this.#rotateAtBytes += this.#limitBytes
    }
    return this.#open()
  }

  #rename(): void {
    rmSync(this.#path(olderFiles), { force: true })
    for (let number = olderFiles - 1; number >= 0; number -= 1) {
      if (existsSync(this.#path(number))) renameSync(this.#path(number), this.#path(number + 1))
    }
  }

  #open(): number {
    const path = this.#path(0)
    const file = openSync(path, 'a', 0o600)
    chmodSync(path, 0o600)
    return file
  }

  #path(number: number): string {
    return join(this.#folder, number === 0 ? `${this.#name}.log` : `${this.#name}.${number}.log`)
  }
}

/** Takes a torn line back, as a full disk leaves it. */
function writeWhole(file: number, bytes: Buffer, sizeBefore: number): void {
  let written = 0
  try {
    while (written < bytes.length) written += writeSync(file, bytes, written)
  } catch (error) {
    if (written > 0) ftruncateSync(file, sizeBefore)
    throw error
  }
}
