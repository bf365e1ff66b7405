import { useEffect, useRef } from 'react'

const START = '/'

/** Puts the focus on the heading of each screen that is gone to, when what had it went with the screen before.
 *  The first screen is left alone: there the keyboard begins at the top. */
export function useHeadingFocus(location: string): void {
  const shown = useRef<string | null>(null)
  useEffect(() => {
    // The start leads on to the first screen.
    if (location === START) return
    const isFirst = shown.current === null
    shown.current = location
    if (isFirst || (document.activeElement !== null && document.activeElement !== document.body)) return
    document.querySelector<HTMLElement>('main h1')?.focus({ preventScroll: true })
  }, [location])
}
