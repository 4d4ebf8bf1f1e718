import { expect, it } from 'vitest'
import { asAdmin, removeDir, runAuth, tempDir } from './running-auth.ts'
import { partnerAt, programsAt } from './service-accounts.ts'

const PLAYERS = 2_000
const CALLERS = 64

it('tokens for players cost no password hashing', async () => {
  const running = await runAuth({ dataDir: await tempDir() })
  const programs = programsAt(running)
  const acme = await partnerAt(programs, await asAdmin(running), 'acme')
  const exchangeAll = async () => {
    const ids = Array.from({ length: PLAYERS }, (_, at) => `player-${at}`).values()
    const userIds = new Set<string>()
    const caller = async () => {
      for (const id of ids) userIds.add((await programs.player(id, acme)).userId)
    }
    const [startedAt, before] = [performance.now(), process.cpuUsage()]
    await Promise.all(Array.from({ length: CALLERS }, caller))
    const perSecond = Math.round((PLAYERS / (performance.now() - startedAt)) * 1_000)
    const { user, system } = process.cpuUsage(before)
    return { userIds, perSecond, cpuUs: Math.round((user + system) / PLAYERS) }
  }
  const first = await exchangeAll()
  const again = await exchangeAll()
  const told = ({ perSecond, cpuUs }: typeof first) => `${perSecond}/s, ${cpuUs} µs of CPU each`
  console.log(`exchanges, ${CALLERS} callers, both ends: at first sight ${told(first)}; again ${told(again)}`)
  expect(first.userIds.size).toBe(PLAYERS)
  expect(again.userIds).toEqual(first.userIds)
  programs.close()
  await running.stop()
  await removeDir(running.dataDir)
}, 120_000)
