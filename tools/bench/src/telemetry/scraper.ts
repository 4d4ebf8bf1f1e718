/** Reads these pages now and every so often, as Prometheus does, but more often; what it gives ends that. */
export function scrape(urls: readonly string[], everyMs: number): () => void {
  const read = (url: string) =>
    fetch(url).then(
      page => page.arrayBuffer(),
      () => undefined, // a system that goes away ends the bench by itself
    )
  const readAll = () => void Promise.all(urls.map(read))
  readAll()
  const timer = setInterval(readAll, everyMs)
  return () => clearInterval(timer)
}
