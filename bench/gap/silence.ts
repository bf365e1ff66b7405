/** One request to a published port; times in milliseconds since the epoch, since two threads compare them. */
export interface Poll {
  readonly startedAt: number
  readonly endedAt: number
  /** Whether the server's page came back; refused, reset, empty and late are all no. */
  readonly isAnswered: boolean
}

export interface Silence {
  readonly ms: number
  readonly unanswered: number
}

/** The longest time between two answers that came one after the other. Throws unless the port answered before and after. */
export function longestSilence(polls: readonly Poll[]): Silence {
  const answers = polls
    .filter(({ isAnswered }) => isAnswered)
    .map(({ endedAt }) => endedAt)
    .toSorted((a, b) => a - b)
  if (answers.length < 2) throw new Error('The published port did not answer before and after the redeploy.')
  const silences = answers.slice(1).map((answer, before) => answer - (answers[before] ?? answer))
  return { ms: Math.max(...silences), unanswered: polls.length - answers.length }
}
