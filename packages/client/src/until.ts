import { Code, ConnectError } from '@connectrpc/connect'

/** What `work` comes to, unless the signal is aborted before: then rejects with its reason, and the work goes on for others. */
export function untilAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work
  return new Promise((resolve, reject) => {
    const give = () => reject(signal.reason)
    if (signal.aborted) give()
    signal.addEventListener('abort', give, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', give))
  })
}

/** What `work` comes to, unless so many milliseconds pass before: then the call's time is over, and the work goes on for others. */
export function untilOver<T>(work: Promise<T>, ms: number | undefined): Promise<T> {
  if (ms === undefined) return work
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new ConnectError('the call waited too long', Code.DeadlineExceeded)),
      ms,
    )
    work.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}
