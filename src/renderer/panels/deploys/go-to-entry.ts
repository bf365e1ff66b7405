/** Where the row of a ledger's entry is found on the screen. */
export function entryElementId(deployId: string): string {
  return `entry-${deployId}`
}

/** Brings the entry of a deploy into sight and puts the focus on it, when its row has been read. */
export function goToEntry(deployId: string): void {
  const entry = document.getElementById(entryElementId(deployId))
  const isCalm = matchMedia('(prefers-reduced-motion: reduce)').matches
  entry?.scrollIntoView({ block: 'center', behavior: isCalm ? 'instant' : 'smooth' })
  entry?.querySelector('button')?.focus({ preventScroll: true })
}
