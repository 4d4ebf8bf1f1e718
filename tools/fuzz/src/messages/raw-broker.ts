import { once } from 'node:events'
import { connect } from 'node:net'

const INBOX = '_INBOX.fuzz'
const LIMIT_MS = 10_000

/** Headers as they are written, without the empty line that ends them. */
export type RawHeaders = Buffer

/** Publishes bytes with no client library in between. Resolves to what the broker said against it; '' when it took it. */
export function publishRaw(
  url: string,
  subject: string,
  headers: RawHeaders,
  payload: Buffer,
): Promise<string> {
  const head = headers.length > 0 ? Buffer.concat([headers, Buffer.from('\r\n\r\n')]) : headers
  const line =
    head.length > 0
      ? `HPUB ${subject} ${head.length} ${head.length + payload.length}\r\n`
      : `PUB ${subject} ${payload.length}\r\n`
  return exchange(url, [Buffer.from(line), head, payload, Buffer.from('\r\n')], /-ERR '(.*)'|PONG()/)
}

/** Calls the server's own interface, e.g. `CONSUMER.INFO.<stream>.<durable>`. */
export async function callServer(url: string, method: string): Promise<unknown> {
  const call = Buffer.from(`SUB ${INBOX} 1\r\nPUB $JS.API.${method} ${INBOX} 0\r\n\r\n`)
  return JSON.parse(await exchange(url, [call], /MSG _INBOX\.fuzz 1 (?:\S+ )?\d+\r\n(.*)\r\n/))
}

async function exchange(url: string, writes: readonly Buffer[], enough: RegExp): Promise<string> {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  socket.on('error', () => undefined)
  try {
    socket.write(
      Buffer.concat([
        Buffer.from('CONNECT {"verbose":false,"headers":true}\r\n'),
        ...writes,
        Buffer.from('PING\r\n'),
      ]),
    )
    let heard = ''
    for (;;) {
      const found = enough.exec(heard)
      if (found) return found[1] ?? ''
      heard += String((await once(socket, 'data', { signal: AbortSignal.timeout(LIMIT_MS) }))[0])
    }
  } finally {
    socket.destroy()
  }
}
