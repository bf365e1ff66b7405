import { ORPCError } from '@orpc/server'
import type { StandardHandlerOptions } from '@orpc/server/standard'
import { Failure } from '../../contract/failure.ts'
import { invalidField } from '../../contract/invalid-input.ts'
import { type CallContext, toTypedError } from './procedure.ts'

type HandlerOptions = Required<
  Pick<StandardHandlerOptions<CallContext>, 'interceptors' | 'clientInterceptors'>
>

/** Sees to the errors on both sides of a procedure: input that cannot be decoded, and an answer that cannot be encoded. */
export function handlerOptions(): HandlerOptions {
  const decoded = new WeakSet<object>()
  return {
    interceptors: [
      async (options) => {
        // A context of this call's own, to tell the calls of one port apart.
        const context = { ...options.context }
        try {
          return await options.next({ ...options, context })
        } catch (error) {
          const isGone = options.request.signal?.aborted === true
          if (error instanceof ORPCError || isGone) throw error
          if (!decoded.has(context)) throw toTypedError(invalidField('', 'The input cannot be read.'))
          context.log.error({ error }, 'an answer cannot be encoded')
          throw toTypedError(new Failure('internal'))
        }
      },
    ],
    clientInterceptors: [
      ({ context, next }) => {
        decoded.add(context)
        return next()
      },
    ],
  }
}
