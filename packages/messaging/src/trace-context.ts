import { acceptTraceparent, currentLogContext, withLogContext } from '@rewards/process'
import { outgoingTraceparent } from '@rewards/telemetry'

/** The trace of a message goes on in what its handling logs and publishes. */
export const traceContext = {
  context: (): Readonly<Record<string, string>> => ({
    traceparent: outgoingTraceparent(acceptTraceparent(currentLogContext().traceparent)),
  }),
  runInContext: <T>(headers: Readonly<Record<string, string>>, work: () => T): T =>
    withLogContext({ traceparent: acceptTraceparent(headers.traceparent) }, work),
}
