import { type FocusEvent, useEffect, useRef } from 'react'

/** Keeps the keyboard in its place when a control goes with the trouble that it has ended: the focus moves on to `heading`.
 *  Dialogs count as part of what they were opened from. Spread `within` on the part, and put `heading` on what stays. */
export function useKeptFocus(isGone: boolean) {
  const heading = useRef<HTMLHeadingElement>(null)
  const isWithin = useRef(false)
  useEffect(() => {
    if (isGone && isWithin.current && document.activeElement === document.body) {
      heading.current?.focus({ preventScroll: true })
    }
  }, [isGone])
  return {
    heading,
    within: {
      onFocus: () => {
        isWithin.current = true
      },
      // What is taken out of the page hands the focus to nobody.
      onBlur: ({ relatedTarget }: FocusEvent) => {
        if (relatedTarget !== null) isWithin.current = false
      },
    },
  }
}
