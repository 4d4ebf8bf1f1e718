import { describe, expect, it } from 'vitest'
import { Turns } from '../src/turns.ts'

const never = new AbortController().signal

describe('turns', () => {
  const tooMany = () => new Error('too many')

  it('let so many work at once, the others in the order in which they came', async () => {
    const turns = new Turns({ atOnce: 2, waiting: 10 }, tooMany)
    const begun: number[] = []
    let running = 0
    let most = 0
    const work = (at: number) => async () => {
      begun.push(at)
      most = Math.max(most, ++running)
      await new Promise(setImmediate)
      running -= 1
    }
    await Promise.all(Array.from({ length: 12 }, (_, at) => turns.take(work(at), never)))
    expect(most).toBe(2)
    expect(begun).toEqual([...begun].toSorted((a, b) => a - b))
  })

  it('are refused when too many wait, and given again later', async () => {
    const turns = new Turns({ atOnce: 1, waiting: 1 }, tooMany)
    const nothing = async () => undefined
    const calls = [turns.take(nothing, never), turns.take(nothing, never), turns.take(nothing, never)]
    const outcomes = await Promise.allSettled(calls)
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected'])
    await turns.take(nothing, never)
  })

  it('leave no place taken by who gave up, or failed', async () => {
    const turns = new Turns({ atOnce: 1, waiting: 1 }, tooMany)
    const leaving = new AbortController()
    const failing = turns.take(() => Promise.reject(new Error('failed')), never)
    const waiting = turns.take(async () => 'worked', leaving.signal)
    leaving.abort(new Error('gave up'))
    await expect(waiting).rejects.toThrow('gave up')
    await expect(failing).rejects.toThrow('failed')
    expect(await turns.take(async () => 'worked', never)).toBe('worked')
    await expect(turns.take(async () => 'worked', leaving.signal)).rejects.toThrow('gave up')
  })
})
