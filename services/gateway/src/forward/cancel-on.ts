/** Cancels the call when the signal is aborted, or if it has been already; until the returned function is called. */
export function cancelOn(signal: AbortSignal, call: { cancel(): void }): () => void {
  const cancel = () => call.cancel()
  if (signal.aborted) cancel()
  signal.addEventListener('abort', cancel, { once: true })
  return () => signal.removeEventListener('abort', cancel)
}
