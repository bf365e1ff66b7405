/** One step of the store's format. */
export interface Migration {
  /** Numbered from 1 without gaps; the file's `user_version` after it. */
  readonly version: number
  readonly sql: string
}
