import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

export const PREFACE = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'
export const ECHO = '/rewards.probe.v1.ProbeService/Echo'

/** A connection to the port of this machine; to be destroyed. Being reset is one of the ways to be closed. */
export async function openSocket({ port }: { readonly port: number }): Promise<Socket> {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  return socket
}

/** All that comes until the other side closes. */
export async function untilClosed(socket: Socket): Promise<string> {
  const chunks: Buffer[] = []
  socket.on('data', chunk => chunks.push(Buffer.from(chunk)))
  const { promise, resolve } = Promise.withResolvers<void>()
  if (socket.closed) resolve()
  else socket.once('close', () => resolve()) // and not `once` of events, which rejects when the other side resets
  await promise
  return Buffer.concat(chunks).toString('latin1')
}

/** Resolves when more may be written, or never will be. */
export function drained(socket: Socket): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  socket.once('drain', resolve).once('close', resolve)
  return promise.finally(() => socket.off('drain', resolve).off('close', resolve))
}

/** Sends this and reads until the other side closes. */
export async function exchange(at: { readonly port: number }, bytes: string | Buffer): Promise<string> {
  const socket = await openSocket(at)
  socket.write(bytes)
  return untilClosed(socket)
}

/** The type of a frame (RFC 9113, section 6). */
export const FRAME = {
  data: 0,
  headers: 1,
  rstStream: 3,
  settings: 4,
  ping: 6,
  goAway: 7,
  windowUpdate: 8,
  continuation: 9,
} as const

export const END_STREAM = 1
export const END_HEADERS = 4

/** A frame of HTTP/2. */
export function frame(
  type: number,
  flags: number,
  stream: number,
  payload: Buffer = Buffer.alloc(0),
): Buffer {
  const head = Buffer.alloc(9)
  head.writeUIntBE(payload.length, 0, 3)
  head.writeUInt8(type, 3)
  head.writeUInt8(flags, 4)
  head.writeUInt32BE(stream, 5)
  return Buffer.concat([head, payload])
}

/** The beginning of an HTTP/2 connection. */
export const HELLO = Buffer.concat([Buffer.from(PREFACE, 'latin1'), frame(FRAME.settings, 0, 0)])

/** Fields as HPACK literals that are not indexed (RFC 7541, section 6.2.2), each shorter than 127 octets. */
export function fields(headers: Readonly<Record<string, string>>): Buffer {
  const literal = (text: string) => [Buffer.from([text.length]), Buffer.from(text, 'latin1')]
  return Buffer.concat(
    Object.entries(headers).flatMap(([name, value]) => [
      Buffer.from([0]),
      ...literal(name),
      ...literal(value),
    ]),
  )
}

export interface Frame {
  readonly type: number
  readonly flags: number
  readonly stream: number
  readonly payload: Buffer
}

/** The whole frames in what was received. */
export function framesIn(received: string): Frame[] {
  const bytes = Buffer.from(received, 'latin1')
  const frames: Frame[] = []
  for (let at = 0; at + 9 <= bytes.length; ) {
    const end = at + 9 + bytes.readUIntBE(at, 3)
    const [type = 0, flags = 0] = bytes.subarray(at + 3, at + 5)
    frames.push({ type, flags, stream: bytes.readUInt32BE(at + 5), payload: bytes.subarray(at + 9, end) })
    at = end
  }
  return frames
}

/** The error code of the GOAWAY that ended a connection, if one came. */
export function goAwayCode(received: string): number | undefined {
  return framesIn(received)
    .find(({ type }) => type === FRAME.goAway)
    ?.payload.readUInt32BE(4)
}
