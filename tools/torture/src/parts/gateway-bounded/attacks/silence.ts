import type { Socket } from 'node:net'
import type { Attack } from '../attack.ts'
import { attacked } from '../counted.ts'
import { CLAIM, type Gate, openSocket, untilClosed } from '../gate.ts'

const PREFACE = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'
const EMPTY_SETTINGS = Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0])
const DRIP_EVERY_MS = 100
const CUT_WITHIN_MS = 60_000

/** What a peer does, and the status that it is told before it is cut, if any. */
interface Peer {
  readonly does: string
  readonly begin: (socket: Socket, head: string) => void
  readonly status?: string
}

const PEERS: readonly Peer[] = [
  { does: 'say nothing', begin: () => undefined },
  { does: 'say half a preface', begin: socket => void socket.write(PREFACE.slice(0, 12)) },
  { does: 'say half a header', begin: socket => void socket.write('GET / HTTP/1.1\r\nx: '), status: '408' },
  {
    does: 'say their headers a byte at a time',
    begin: socket => {
      socket.write('GET / HTTP/1.1\r\nx: ')
      drip(socket, 'x')
    },
    status: '408',
  },
  {
    does: 'say their body a byte at a time',
    begin: (socket, head) => {
      socket.write(`${head}content-length: 10000\r\n\r\n`)
      drip(socket, ' ')
    },
    status: '408',
  },
  {
    does: 'promise a body and go silent',
    begin: (socket, head) => void socket.write(`${head}content-length: 10000\r\n\r\n{`),
    status: '408',
  },
  { does: 'send no SETTINGS', begin: socket => void socket.write(PREFACE) },
  {
    does: 'begin HTTP/2 and go silent, and never close their half',
    begin: socket => void socket.write(Buffer.concat([Buffer.from(PREFACE), EMPTY_SETTINGS])),
  },
]

/** Peers of every kind at once, who never get on, and never close. */
export const silence: Attack = {
  name: 'slow and silent connections',
  full: 900,
  run: async (gate, count) => {
    const each = Array.from({ length: count }, (_, no) => cut(gate, PEERS[no % PEERS.length] as Peer))
    return attacked(await Promise.all(each))
  },
}

async function cut(gate: Gate, { does, begin, status }: Peer): Promise<string | undefined> {
  const authorization = gate.attackers[0]?.authorization ?? ''
  const head = `POST ${CLAIM} HTTP/1.1\r\nhost: a\r\nauthorization: ${authorization}\r\ncontent-type: application/json\r\n`
  const socket = await openSocket(gate)
  begin(socket, head)
  const answer = await untilClosed(socket, CUT_WITHIN_MS)
  if (answer === undefined) return `peers that ${does} were not cut`
  const told = /^HTTP\/1\.1 (\d+)/.exec(answer)?.[1]
  // 429: more calls at once than one address may have open.
  return told === undefined || told === status || told === '429'
    ? undefined
    : `peers that ${does} were told ${told}`
}

/** Writes one byte at a time of what never ends. */
function drip(socket: Socket, byte: string): void {
  const timer = setInterval(() => socket.write(byte), DRIP_EVERY_MS)
  socket.once('close', () => clearInterval(timer))
}
