import { describe, expect, it } from 'vitest'
import { type AuditEntry, type AuditedCall, Refusals } from '../src/index.ts'
import { newId } from './world.ts'

const MINUTE = 60_000

/** A service's count of refused calls, a clock that is set by hand, and a chain that may be down. */
function world() {
  const clock = { nowMs: 1_000 }
  const entries: AuditEntry[] = []
  const chain = { isDown: false }
  const append = async (entry: AuditEntry) => {
    if (chain.isDown) throw new Error('the store does not answer')
    entries.push(entry)
  }
  const refusals = new Refusals({ append, now: () => clock.nowMs, newId })
  const refuse = (given: Partial<AuditedCall> = {}) =>
    refusals.note({ atMs: clock.nowMs, actorId: 'usr_eve', action: 'Service/Method', ...given })
  const told = () => entries.map(({ actorId, action, count }) => [actorId, action, count])
  return { clock, chain, entries, refusals, refuse, told }
}

describe('refused calls', () => {
  it('become an entry at once, and what follows within a minute one more', async () => {
    const { clock, refusals, refuse, told } = world()
    refuse()
    await refusals.write()
    expect(told()).toEqual([['usr_eve', 'Service/Method', 1]])
    for (let times = 0; times < 30; times++) refuse()
    await refusals.write()
    expect(told()).toHaveLength(1)
    clock.nowMs += MINUTE
    await refusals.write()
    expect(told()[1]).toEqual(['usr_eve', 'Service/Method', 30])
  })

  it('are told apart by caller and method, and say from where the first of them came', async () => {
    const { refusals, refuse, told, entries } = world()
    refuse({ address: '192.0.2.7', userAgent: 'curl/8', traceId: 'a'.repeat(32) })
    refuse({ address: '192.0.2.8' })
    refuse({ action: 'Service/Other' })
    refuse({ actorId: 'usr_bob', onBehalfOf: 'usr_cid' })
    await refusals.write()
    expect(told()).toEqual([
      ['usr_eve', 'Service/Method', 2],
      ['usr_eve', 'Service/Other', 1],
      ['usr_bob', 'Service/Method', 1],
    ])
    expect(entries[0]).toMatchObject({ address: '192.0.2.7', userAgent: 'curl/8', outcome: 'REFUSED' })
    expect(entries[2]).toMatchObject({ onBehalfOf: 'usr_cid' })
  })

  it('of callers whom nobody knows are one entry a minute, whatever they asked for', async () => {
    const { refusals, refuse, told } = world()
    for (let at = 0; at < 100; at++)
      refuse({ actorId: '', action: `Service/Method${at}`, address: `192.0.2.${at}` })
    await refusals.write()
    expect(told()).toEqual([['', 'anonymous calls', 100]])
  })

  it('of more callers than are told apart are counted together', async () => {
    const { refusals, refuse, told } = world()
    for (let at = 0; at < 1_500; at++) refuse({ actorId: `usr_${at}` })
    await refusals.write()
    expect(told()).toHaveLength(1_001)
    expect(told().at(-1)).toEqual(['', 'calls of further callers', 500])
  })

  it('stay to be written while the chain cannot be had, and are not doubled', async () => {
    const { chain, refusals, refuse, told } = world()
    refuse()
    chain.isDown = true
    await expect(refusals.write()).rejects.toThrow('does not answer')
    refuse()
    chain.isDown = false
    await refusals.write(true)
    expect(told().map(([, , count]) => count)).toEqual([1, 1])
  })

  it('are all written when the process stops, and forgotten once their minute is over', async () => {
    const { clock, refusals, refuse, told } = world()
    refuse()
    await refusals.write()
    refuse()
    await refusals.write(true)
    expect(told().map(([, , count]) => count)).toEqual([1, 1])
    clock.nowMs += 2 * MINUTE
    await refusals.write()
    await refusals.write(true)
    expect(told()).toHaveLength(2)
  })
})
