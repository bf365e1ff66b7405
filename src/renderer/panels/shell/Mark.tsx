/** The mark: a hull on its way down the slip. */
export function Mark() {
  return (
    <svg width="24" height="24" viewBox="0 0 24 24" aria-hidden="true" fill="none">
      <path
        d="M2.5 20.5 21.5 13"
        stroke="currentColor"
        strokeWidth="2"
        strokeLinecap="round"
        opacity="0.45"
      />
      <path
        d="M4.2 12.6 18.6 6.9c.6-.2 1.200.2 1.100.8-.4 2.500-2 4.500-4.300 5.400l-6.800 2.700c-1.700.7-3.600-.2-4.300-1.900-.2-.5-.2-1.100-.1-1.300Z"
        fill="currentColor"
      />
    </svg>
  )
}
