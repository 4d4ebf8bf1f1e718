import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** Publishes every message of a claim again, so that all of them come several times, late and out of order. */
export interface Copier {
  /** How many copies were published. */
  readonly copies: () => number
  stop(): void
}

const LONGEST_DELAY_MS = 500
const RECONNECT_MS = 100

/**
 * Listens as any program could that reaches the broker, and goes on when that is started again. Copies have no headers,
 * by which they are told from what the services publish.
 */
export function startCopier(natsUrl: string, copiesOfEach: number): Copier {
  const { hostname, port } = new URL(natsUrl)
  let copies = 0
  let socket: Socket | undefined
  let isStopped = false as boolean
  const copy = async (subject: string, payload: Buffer) => {
    for (let i = 0; i < copiesOfEach; i++) {
      await sleep(Math.random() * LONGEST_DELAY_MS)
      if (!socket?.writable || isStopped) return
      socket.write(Buffer.concat([line(`PUB ${subject} ${payload.length}`), payload, line('')]))
      copies++
    }
  }
  const open = () => {
    if (isStopped) return
    const opened = connect(Number(port), hostname)
    socket = opened
    opened.on('error', () => undefined) // `close` follows in any case
    opened.on('close', () => setTimeout(open, RECONNECT_MS))
    const feed = reader({ onPing: () => opened.write(line('PONG')), onMessage: copy })
    opened.on('data', feed)
    opened.write(
      Buffer.concat([line('CONNECT {"verbose":false,"headers":true}'), line('SUB reward.claim.> 1')]),
    )
  }
  open()
  return {
    copies: () => copies,
    stop() {
      isStopped = true
      socket?.destroy()
    },
  }
}

const line = (text: string) => Buffer.from(`${text}\r\n`)

interface Heard {
  readonly onPing: () => void
  /** A message that has headers; its subject, and its payload without them. */
  readonly onMessage: (subject: string, payload: Buffer) => void
}

/** Reads the broker's side of the protocol, in whatever pieces it comes. */
function reader({ onPing, onMessage }: Heard): (chunk: Buffer) => void {
  let rest: Buffer = Buffer.alloc(0)
  return chunk => {
    rest = Buffer.concat([rest, chunk])
    for (let end = rest.indexOf('\r\n'); end >= 0; end = rest.indexOf('\r\n')) {
      const words = rest.toString('latin1', 0, end).split(' ')
      const [verb = '', subject = ''] = words
      const size = verb === 'MSG' || verb === 'HMSG' ? Number(words.at(-1)) + 2 : 0
      const begin = end + 2
      if (rest.length < begin + size) return
      if (verb === 'PING') onPing()
      if (verb === 'HMSG')
        onMessage(subject, Buffer.from(rest.subarray(begin + Number(words.at(-2)), begin + size - 2)))
      rest = rest.subarray(begin + size)
    }
  }
}
