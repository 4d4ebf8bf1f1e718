import { once } from 'node:events'
import { connect } from 'node:http2'
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

test('connections beyond those that fill what an address may have open are offered few calls at once', async () => {
  const limits = { maxCallsPerAddress: 60, maxStreamsPerConnection: 30 }
  await using gateway = await runProbed({}, { limits })
  const offered: (number | undefined)[] = []
  const sessions = []
  for (let no = 0; no < 4; no++) {
    const session = connect(gateway.url)
    sessions.push(session)
    await once(session, 'remoteSettings')
    offered.push(session.remoteSettings.maxConcurrentStreams)
  }
  for (const session of sessions) session.destroy()
  expect(offered).toEqual([30, 30, 10, 10])
})

test('a trusted proxy is offered as many calls at once on each of its connections', async () => {
  const limits = { maxCallsPerAddress: 30, maxStreamsPerConnection: 30, trustedHops: 1 }
  await using gateway = await runProbed({}, { limits })
  for (let no = 0; no < 3; no++) {
    const session = connect(gateway.url)
    await once(session, 'remoteSettings')
    expect(session.remoteSettings.maxConcurrentStreams).toBe(30)
    session.destroy()
  }
})
