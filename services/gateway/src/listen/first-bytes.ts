import type { Socket } from 'node:net'

/** What an HTTP/2 connection begins with (RFC 9113, section 3.4). */
const PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 'latin1')
/** What a TLS connection begins with: a record that carries a handshake (RFC 8446, section 5.1). */
const HANDSHAKE = 22

export type Protocol = 'http1' | 'http2' | 'tls'

/** Which protocol these first bytes begin; `undefined` while they are part of a preface, which may come in pieces. */
export function protocolOf(bytes: Buffer): Protocol | undefined {
  if (bytes[0] === HANDSHAKE) return 'tls'
  const length = Math.min(bytes.length, PREFACE.length)
  if (!bytes.subarray(0, length).equals(PREFACE.subarray(0, length))) return 'http1'
  return length === PREFACE.length ? 'http2' : undefined
}

/**
 * Calls `decided` once the socket has shown its protocol, with every byte put back. A socket that has not done so
 * within `limitMs` is destroyed; one that ends before is forgotten.
 */
export function readFirstBytes(socket: Socket, limitMs: number, decided: (protocol: Protocol) => void): void {
  let seen: Buffer = Buffer.alloc(0)
  const timer = setTimeout(() => socket.destroy(), limitMs)
  const forget = () => clearTimeout(timer)
  const broken = () => socket.destroy()
  const look = () => {
    const chunk: Buffer | null = socket.read()
    if (chunk === null) return
    seen = Buffer.concat([seen, chunk])
    const protocol = protocolOf(seen)
    if (!protocol) return
    forget()
    socket.off('readable', look).off('close', forget).off('error', broken)
    socket.unshift(seen)
    decided(protocol)
  }
  socket.on('readable', look).on('close', forget).on('error', broken)
}
