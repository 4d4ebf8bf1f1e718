import { type Any, anyUnpack, durationMs } from '@bufbuild/protobuf/wkt'
import { RetryInfoSchema } from '@rewards/contracts/google'

/** After how many whole seconds to come back, as `RetryInfo` among an error's details says; `undefined` when none does. */
export function retryAfterSeconds(details: readonly Any[]): number | undefined {
  const retryInfo = details.find(({ typeUrl }) => typeUrl.endsWith(`/${RetryInfoSchema.typeName}`))
  try {
    const delay = retryInfo && anyUnpack(retryInfo, RetryInfoSchema)?.retryDelay
    return delay && Math.max(1, Math.ceil(durationMs(delay) / 1_000))
  } catch {
    return undefined // malformed on its way: the error without it still says what happened
  }
}
