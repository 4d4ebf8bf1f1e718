import net from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client as GrpcClient } from '@grpc/grpc-js'
import { expect, test } from 'vitest'
import { type Channel, createClient } from '../src/index.ts'
import { PlainText } from '../src/plain-text.ts'
import { runEcho } from './echo-server.ts'
import { EchoService } from './echo-service.ts'

/** A proxy that swallows what comes over its first connections, as a dead machine behind a live one does. */
async function swallowing(connections: number, port: number) {
  const sockets = new Set<net.Socket>()
  let seen = 0
  const proxy = net.createServer(socket => {
    sockets.add(socket.on('error', () => undefined))
    if (++seen > connections)
      socket.pipe(net.connect(port, '127.0.0.1').on('error', () => undefined)).pipe(socket)
  })
  await new Promise<void>(resolve => proxy.listen(0, '127.0.0.1', resolve))
  const close = () => {
    proxy.close()
    for (const socket of sockets) socket.destroy()
  }
  return { port: (proxy.address() as net.AddressInfo).port, seen: () => seen, close }
}

test('a peer that accepts a connection and says nothing is tried again; one that speaks is kept', async () => {
  await using echo = await runEcho()
  const proxy = await swallowing(2, echo.port)
  const backoff = { 'grpc.initial_reconnect_backoff_ms': 10, 'grpc.max_reconnect_backoff_ms': 50 }
  const grpc = new GrpcClient(`127.0.0.1:${proxy.port}`, new PlainText(500), backoff)
  const channel: Channel = { grpc, close: () => grpc.close() }
  const client = createClient(EchoService, channel)
  const ask = () => client.open({ text: 'hi' }, { timeoutMs: 2_000 }).catch(() => undefined)
  await expect.poll(ask, { timeout: 10_000 }).toMatchObject({ text: 'hi' })
  await sleep(800)
  expect(await ask()).toMatchObject({ text: 'hi' })
  expect(proxy.seen()).toBe(3)
  channel.close()
  proxy.close()
}, 20_000)
