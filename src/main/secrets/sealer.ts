/** A sealed value that cannot be opened here: it was tampered with, belongs elsewhere, or its key is gone. */
export class SecretUnreadable extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'SecretUnreadable'
  }
}

/** Turns values into bytes that only this user of this computer can turn back. */
export interface Sealer {
  /** First byte of everything that it seals. */
  readonly mark: number
  /** Whether it can be used now, on this computer. */
  isAvailable(): Promise<boolean>
  /** `place` is where the value belongs: it opens nowhere else. */
  seal(value: string, place: string): Promise<Buffer>
  /** @throws SecretUnreadable */
  open(sealed: Buffer, place: string): Promise<string>
}
