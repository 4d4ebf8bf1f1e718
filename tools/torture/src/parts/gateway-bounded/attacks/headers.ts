import type { Attack } from '../attack.ts'
import { attacked } from '../counted.ts'
import { type Gate, openSocket, untilClosed } from '../gate.ts'

const GET = 'GET /healthz HTTP/1.1\r\nhost: a\r\n'
const CLOSED_WITHIN_MS = 30_000
const ENDLESS_ROUNDS = 64

const LARGE = [
  `${GET}x: ${'x'.repeat(20_000)}\r\n\r\n`,
  `${GET}${'x: y\r\n'.repeat(10_000)}\r\n`,
  `${GET}${'x'.repeat(20_000)}: y\r\n\r\n`,
  `GET /${'x'.repeat(20_000)} HTTP/1.1\r\nhost: a\r\n\r\n`,
]

/** Headers over the limit, of four kinds, and such as never end. */
export const headers: Attack = {
  name: 'huge and endless headers',
  full: 500,
  run: async (gate, count) => {
    const each = Array.from({ length: count }, (_, no) =>
      no % (LARGE.length + 1) === LARGE.length ? endless(gate) : large(gate, LARGE[no % LARGE.length] ?? ''),
    )
    return attacked(await Promise.all(each))
  },
}

async function large(gate: Gate, request: string): Promise<string | undefined> {
  const socket = await openSocket(gate)
  socket.write(request)
  const answer = await untilClosed(socket, CLOSED_WITHIN_MS)
  if (answer === undefined) return 'headers over the limit left their connection open'
  // Whether the answer arrives before the reset that follows it is chance.
  return answer === '' || answer.includes('HTTP/1.1 431')
    ? undefined
    : `headers over the limit: ${answer.slice(0, 100)}`
}

async function endless(gate: Gate): Promise<string | undefined> {
  const socket = await openSocket(gate)
  socket.write(GET)
  for (let round = 0; round < ENDLESS_ROUNDS && socket.writable; round++)
    socket.write(`x-${round}: ${'x'.repeat(1_000)}\r\n`)
  const answer = await untilClosed(socket, CLOSED_WITHIN_MS)
  return answer === undefined ? 'headers that never end left their connection open' : undefined
}
