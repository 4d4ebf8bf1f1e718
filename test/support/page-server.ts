import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A page of an origin that is not the gateway's. */
export interface PageServer extends AsyncDisposable {
  /** As the browser sees it. */
  readonly origin: string
  /** The same page as another origin. */
  readonly otherOrigin: string
  /** What runs on the page, from now on. */
  serve(script: string): void
}

/** Serves a page with one script on a free port. */
export async function startPageServer(): Promise<PageServer> {
  let script = ''
  const server = createServer(({ url }, response) => {
    const isScript = url === '/page.js'
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html')
    response.end(
      isScript ? script : '<!doctype html><title>Shop</title><script type="module" src="/page.js"></script>',
    )
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    origin: `http://127.0.0.1:${port}`,
    otherOrigin: `http://localhost:${port}`,
    serve(text) {
      script = text
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}
