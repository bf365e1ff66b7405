import { type UseMutationOptions, useMutation } from '@tanstack/react-query'
import { useRef } from 'react'

/** A mutation that runs once: what is sent again while it runs, or after it succeeded, is left out; a failure may be tried again.
 *  A busy button alone does not do: the second click of a double click comes before it is drawn as busy. */
export function useSingleMutation<Output, Failure, Input>(
  options: UseMutationOptions<Output, Failure, Input>,
) {
  const isSent = useRef(false)
  const mutation = useMutation({
    ...options,
    onError: (...details) => {
      isSent.current = false
      return options.onError?.(...details)
    },
  })
  return {
    error: mutation.error,
    isError: mutation.isError,
    variables: mutation.variables,
    /** From the first click until the failure, or for good. */
    isBusy: mutation.isPending || mutation.isSuccess,
    reset: mutation.reset,
    send: (input: Input) => {
      if (isSent.current) return
      isSent.current = true
      mutation.mutate(input)
    },
  }
}
