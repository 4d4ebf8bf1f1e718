/** What the work resolves to; `undefined` when it fails or takes longer. */
export async function within<T>(limitMs: number, work: Promise<T>): Promise<T | undefined> {
  const { promise, resolve } = Promise.withResolvers<undefined>()
  const timer = setTimeout(resolve, limitMs, undefined)
  const settled = work.catch(() => undefined)
  return Promise.race([settled, promise]).finally(() => clearTimeout(timer))
}
