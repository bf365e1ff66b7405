/** Read access to small text files of the machine that an engine runs on, such as those of its cgroups. */
export interface HostFiles {
  /** The contents of many files, in the order of their absolute paths and in one go; null for one that cannot be read.
   *  Rejects when the machine cannot be asked, or with the signal's reason. */
  readAll(paths: readonly string[], signal: AbortSignal): Promise<readonly (string | null)[]>
}
