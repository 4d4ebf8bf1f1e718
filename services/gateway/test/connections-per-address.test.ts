import { expect, test } from 'vitest'
import { openSocket, untilClosed } from './support/raw.ts'
import { runProbed } from './support/running.ts'

test('one address takes no more connections than it may, and gets one back for each that ends', async () => {
  await using gateway = await runProbed({}, { limits: { maxConnectionsPerAddress: 3 } })
  const sockets = [await openSocket(gateway), await openSocket(gateway), await openSocket(gateway)]
  expect(await untilClosed(await openSocket(gateway))).toBe('')
  sockets[0]?.destroy()
  const status = () => fetch(`${gateway.url}/healthz`).then(({ status: code }) => code, String)
  await expect.poll(status, { timeout: 5_000 }).toBe(200)
  for (const socket of sockets) socket.destroy()
})

test('the connections of a trusted proxy are not counted', async () => {
  await using gateway = await runProbed({}, { limits: { maxConnectionsPerAddress: 1, trustedHops: 1 } })
  const sockets = [await openSocket(gateway), await openSocket(gateway)]
  expect((await fetch(`${gateway.url}/healthz`)).status).toBe(200)
  for (const socket of sockets) socket.destroy()
})
