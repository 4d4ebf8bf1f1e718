import { once } from 'node:events'
import { connect } from 'node:net'

const INBOX = '_INBOX.raw'

/** Sends bytes to a subject with no client library in between, and gives the answer if `asks`. */
async function exchange(
  url: string,
  subject: string,
  payload: string | Uint8Array,
  asks: boolean,
  headers = '',
): Promise<string> {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  try {
    const head = Buffer.from(headers && `${headers}\r\n\r\n`)
    const bytes = Buffer.concat([head, Buffer.from(payload)])
    const sizes = headers === '' ? bytes.length : `${head.length} ${bytes.length}`
    socket.write(`CONNECT {"verbose":false,"headers":true}\r\nSUB ${INBOX} 1\r\n`)
    socket.write(`${headers && 'H'}PUB ${subject} ${INBOX} ${sizes}\r\n`)
    socket.write(Buffer.concat([bytes, Buffer.from('\r\nPING\r\n')]))
    let heard = ''
    const enough = asks ? /MSG _INBOX\.raw 1 (?:\S+ )?\d+\r\n(.*)\r\n/ : /PONG(.*)\r\n/
    while (!enough.test(heard))
      heard += String((await once(socket, 'data', { signal: AbortSignal.timeout(10_000) }))[0])
    return enough.exec(heard)?.[1] ?? ''
  } finally {
    socket.destroy()
  }
}

/** Publishes bytes as they are; headers too, if there are any. */
export async function publishRaw(
  url: string,
  subject: string,
  payload: string | Uint8Array,
  headers = '',
): Promise<void> {
  await exchange(url, subject, payload, false, headers)
}

/** Calls the server's own interface, e.g. `STREAM.DELETE.<name>`. */
export async function callServer(url: string, method: string): Promise<Record<string, unknown>> {
  return JSON.parse(await exchange(url, `$JS.API.${method}`, '', true))
}
