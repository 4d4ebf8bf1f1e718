import { once } from 'node:events'

/** What the work resolves to; rejects with the signal's reason as soon as that is aborted, and leaves the work alone. */
export async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const over = new AbortController()
  const aborted = once(signal, 'abort', { signal: over.signal }).then(() => Promise.reject(signal.reason))
  try {
    return await Promise.race([work, aborted, ...(signal.aborted ? [Promise.reject(signal.reason)] : [])])
  } finally {
    over.abort()
  }
}
