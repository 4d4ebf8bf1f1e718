import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { create, fromBinary, type Message, toBinary } from '@bufbuild/protobuf'
import type { Contract } from './contract.ts'
import { delimited, firstDelimited } from './delimited.ts'

/** `ServerCompatRequest`, as far as it matters here: every port speaks every protocol, in every version of HTTP. */
export type Wanted = Message & { readonly messageReceiveLimit: number; readonly useTls: boolean }

/** `ServerCompatResponse`. */
export interface Where {
  readonly port: number
  /** The authority to trust, PEM; only over TLS. */
  readonly pemCert?: Uint8Array
}

/** Where the relays ask. */
export interface Answers extends Disposable {
  readonly port: number
}

/** Answers each relay on a free port of the loopback. A question that cannot be answered ends its relay; so does disposing. */
export async function answerRelays(contract: Contract, where: (wanted: Wanted) => Where): Promise<Answers> {
  const relays = new Set<Socket>()
  const server = createServer(socket => {
    relays.add(socket)
    answer(socket, contract, where).catch(error => socket.destroy(error))
    socket.on('error', () => undefined) // the runner tells what it missed
    socket.once('close', () => relays.delete(socket))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const close = () => {
    server.close()
    for (const relay of relays) relay.destroy()
  }
  return { port: (server.address() as AddressInfo).port, [Symbol.dispose]: close }
}

async function answer(
  socket: Socket,
  { request, response }: Contract,
  where: (wanted: Wanted) => Where,
): Promise<void> {
  const wanted = fromBinary(request, await firstDelimited(socket)) as Wanted
  const answer = create(response, { host: '127.0.0.1', ...where(wanted) } as Partial<Message>)
  socket.write(delimited(toBinary(response, answer)))
}
