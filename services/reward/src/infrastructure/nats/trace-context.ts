import type { NatsOptions } from '@rewards/messaging'
import { acceptTraceparent, childTraceparent, currentLogContext, withLogContext } from '@rewards/process'

/** The trace of a message goes on in what its handling logs and publishes. */
export const traceContext: Required<Pick<NatsOptions, 'context' | 'runInContext'>> = {
  context: () => ({ traceparent: childTraceparent(acceptTraceparent(currentLogContext().traceparent)) }),
  runInContext: (headers, work) =>
    withLogContext({ traceparent: acceptTraceparent(headers.traceparent) }, work),
}
