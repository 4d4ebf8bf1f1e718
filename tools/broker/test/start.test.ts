import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { leftoverServer, type RunningServer, startNatsServer, stopLeftover } from '../src/index.ts'
import { isAlive } from '../src/processes.ts'
import { testServers } from '../src/testing.ts'

for (const { name, server, missing } of await testServers()) {
  describe.skipIf(!server)(`${name}${missing && `, skipped: ${missing}`}`, () => {
    if (!server) return
    let storeDir: string
    let running: RunningServer | undefined

    beforeEach(async () => {
      storeDir = await mkdtemp(join(tmpdir(), 'rewards broker-'))
      running = undefined
    })
    afterEach(async () => {
      await running?.kill()
      await rm(storeDir, { recursive: true, force: true })
    })

    it('listens on a free port when it says so, and is gone when stopped', async () => {
      running = await startNatsServer({ server, storeDir, port: 0, syncAlways: true })
      expect(running.url).toBe(`nats://127.0.0.1:${running.port}`)
      expect(isAlive(running.pid)).toBe(true)
      await running.stop()
      await running.stop()
      expect(isAlive(running.pid)).toBe(false)
      await running.ended
    })

    it('starts again on the same folder and port after kill -9', async () => {
      const first = await startNatsServer({ server, storeDir, port: 0 })
      await first.kill()
      running = await startNatsServer({ server, storeDir, port: first.port })
      expect(running.port).toBe(first.port)
      expect(await readdir(storeDir)).toContain('streams')
    })

    it('says in one sentence that its port is in use', async () => {
      const taken = createServer().listen(0, '127.0.0.1')
      await new Promise(resolve => taken.once('listening', resolve))
      const { port } = taken.address() as { port: number }
      try {
        await expect(startNatsServer({ server, storeDir, port })).rejects.toThrow(
          `port ${port} on 127.0.0.1 is in use; choose another, or stop what listens there`,
        )
      } finally {
        taken.close()
      }
    })

    it('refuses a second server on one folder, and finds and ends one that was left behind', async () => {
      running = await startNatsServer({ server, storeDir, port: 0 })
      await expect(startNatsServer({ server, storeDir, port: 0 })).rejects.toThrow(
        `a nats-server (process ${running.pid}) runs on ${storeDir} already`,
      )
      expect(await leftoverServer(storeDir)).toBe(running.pid)
      expect(await stopLeftover(storeDir)).toBe(true)
      expect(isAlive(running.pid)).toBe(false)
      expect(await stopLeftover(storeDir)).toBe(false)
    })

    it('says why it cannot start', async () => {
      const path = join(storeDir, 'no-such-program')
      await expect(startNatsServer({ server: { ...server, path }, storeDir, port: 0 })).rejects.toThrow(
        /^cannot run .*no-such-program: /,
      )
      await expect(startNatsServer({ server, storeDir, port: 99_999 })).rejects.toThrow(
        /^nats-server did not start: .*99999/,
      )
    })
  })
}
