import { once } from 'node:events'
import { connect } from 'node:net'

/** Sends bytes to a subject, as any program could that reaches the broker. */
export async function publishRaw(url: string, subject: string, payload: Uint8Array): Promise<void> {
  const heard = await open(url, Buffer.concat([line(`PUB ${subject} ${payload.length}`), payload, line('')]))
  heard.close()
}

/** Hears what is sent to these subjects, from the moment that it resolves. To be closed. */
export async function listenRaw(url: string, subject: string) {
  const heard = await open(url, line(`SUB ${subject} 1`))
  return {
    /** The subjects of the messages so far, in order. */
    subjects: () => [...heard.text().matchAll(/^MSG (\S+) /gm)].map(([, name]) => name),
    close: heard.close,
  }
}

const line = (text: string) => Buffer.from(`${text}\r\n`)

/** Says this, and resolves when the server has taken it. */
async function open(url: string, says: Buffer) {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  let text = ''
  socket.on('data', data => {
    text += String(data)
  })
  socket.write(Buffer.concat([line('CONNECT {"verbose":false}'), says, line('PING')]))
  while (!text.includes('PONG')) await once(socket, 'data', { signal: AbortSignal.timeout(10_000) })
  return { text: () => text, close: () => void socket.destroy() }
}
