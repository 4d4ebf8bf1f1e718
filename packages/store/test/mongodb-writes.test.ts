import { describe, expect, it } from 'vitest'
import { simulatedSurroundings } from '../src/contract/simulated.ts'
import { plusOne, THINGS, type Thing } from '../src/contract/things.ts'
import type { Kept } from '../src/driver.ts'
import { OutcomeUnknown, StoreUnavailable, UniqueViolation } from '../src/errors.ts'
import { type Commands, GuardedWrites } from '../src/mongodb/guarded-writes.ts'

/** One document of a MongoDB, and what a test does to the commands that reach it. */
class OneDocument implements Commands {
  current: Kept | undefined
  reads = 0
  readonly written: Kept[] = []
  /** Before a read is answered: gives what it sees instead, if anything else. */
  onRead: (read: number) => Kept | 'none' | undefined = () => undefined
  /** Before a write takes place. */
  onWrite: (next: Kept) => void = () => undefined
  /** After it took place. */
  onWritten: (next: Kept) => void = () => undefined

  async get(): Promise<Kept | undefined> {
    this.reads += 1
    const seen = this.onRead(this.reads)
    await Promise.resolve()
    return seen === 'none' ? undefined : (seen ?? this.current)
  }
  insert(next: Kept): Promise<boolean> {
    return this.#write(undefined, next)
  }
  replace(rev: number, next: Kept): Promise<boolean> {
    return this.#write(rev, next)
  }
  async #write(rev: number | undefined, next: Kept): Promise<boolean> {
    this.onWrite(next)
    if (this.current?.rev !== rev) return false
    this.current = next
    this.written.push(next)
    this.onWritten(next)
    return true
  }
}

const thing = (value: Thing, rev = 1, ...operations: string[]): Kept => ({
  id: 'thing_1',
  rev,
  version: 1,
  operations,
  value,
})

function world(current?: Kept) {
  const document = new OneDocument()
  document.current = current
  return { document, things: new GuardedWrites<Thing>(document, THINGS, simulatedSurroundings()) }
}

const once = <A>(act: (argument: A) => void) => {
  let left = 1
  return (argument: A) => {
    if (left-- > 0) act(argument)
  }
}
const fail = (error: unknown) => () => {
  throw error
}

describe('an insertion that finds the document there', () => {
  it('asks until a majority has the winner, and only then says that it lost', async () => {
    const { document, things } = world(thing({ count: 1 }, 1, 'op.other'))
    document.onRead = read => (read < 5 ? 'none' : undefined)
    expect(await things.insertOnce('thing_1', { count: 2 }, 'op.mine')).toBe(false)
    expect(document.reads).toBe(5)
  })

  it('is told to have won when the winner is its own earlier try', async () => {
    const { document, things } = world(thing({ count: 1 }, 1, 'op.mine'))
    document.onRead = read => (read < 3 ? 'none' : undefined)
    expect(await things.insertOnce('thing_1', { count: 1 }, 'op.mine')).toBe(true)
  })

  it('says that nothing is known when no majority ever has it', async () => {
    const { document, things } = world(thing({}, 1, 'op.other'))
    document.onRead = () => 'none'
    await expect(things.insertOnce('thing_1', {}, 'op.mine')).rejects.toThrow(OutcomeUnknown)
    expect(document.reads).toBeGreaterThan(10)
  })

  it('goes by the id though MongoDB names a unique index first', async () => {
    const { document, things } = world(thing({ email: 'a' }, 1, 'op.mine'))
    document.onWrite = fail(new UniqueViolation('by_email'))
    expect(await things.insertOnce('thing_1', { email: 'a' }, 'op.mine')).toBe(true)
    expect(await things.insertOnce('thing_1', { email: 'a' }, 'op.2')).toBe(false)
    document.current = undefined
    await expect(things.insertOnce('thing_1', { email: 'a' }, 'op.3')).rejects.toThrow(UniqueViolation)
  })
})

describe('an update', () => {
  it('decides again on what others have written meanwhile', async () => {
    const { document, things } = world(thing({ count: 1 }))
    document.onWrite = once(() => {
      document.current = thing({ count: 10 }, 2, 'op.other')
    })
    expect(await things.update('thing_1', plusOne, 'op.mine')).toMatchObject({
      written: true,
      stored: { rev: 3, value: { count: 11 } },
    })
  })

  it('decides again while a majority has only what was there before', async () => {
    const { document, things } = world(thing({ count: 10 }, 2))
    document.onRead = read => (read < 4 ? thing({ count: 1 }, 1) : undefined)
    const updated = await things.update('thing_1', plusOne, 'op.mine')
    expect(updated.stored).toMatchObject({ rev: 3, value: { count: 11 } })
  })

  it('gives up, having written nothing, when others are always faster', async () => {
    const { document, things } = world(thing({ count: 0 }))
    document.onWrite = () => {
      document.current = thing({ count: 0 }, (document.current?.rev ?? 0) + 1)
    }
    await expect(things.update('thing_1', plusOne, 'op.mine')).rejects.toThrow(StoreUnavailable)
    expect(document.written).toEqual([])
  })

  it('fails, having written nothing, when it cannot read', async () => {
    const { document, things } = world()
    document.onRead = fail(new StoreUnavailable())
    await expect(things.update('thing_1', plusOne, 'op.mine')).rejects.toThrow(StoreUnavailable)
  })

  it('takes place once when MongoDB kept the write and could not say so', async () => {
    const { document, things } = world(thing({ count: 1 }))
    document.onWritten = once(fail(new OutcomeUnknown()))
    await expect(things.update('thing_1', plusOne, 'op.mine')).rejects.toThrow(OutcomeUnknown)
    expect(await things.update('thing_1', plusOne, 'op.mine')).toMatchObject({
      written: true,
      stored: { rev: 2, value: { count: 2 } },
    })
  })
})

describe('updates of one document at once', () => {
  const eight = Array.from({ length: 8 }, (_, n) => `op.${n}`)

  it('share a write, each answered with its own decision', async () => {
    const { document, things } = world(thing({ count: 0 }))
    const updated = await Promise.all(eight.map(op => things.update('thing_1', plusOne, op)))
    expect(updated.map(({ stored }) => [stored?.rev, stored?.value.count])).toEqual(
      eight.map((_, n) => [n + 2, n + 1]),
    )
    expect(document.written).toMatchObject([{ rev: 9, operations: eight, value: { count: 8 } }])
  })

  it('are eight in a write at most, so that the document keeps the id of each', async () => {
    const { document, things } = world(thing({ count: 0 }))
    await Promise.all(Array.from({ length: 30 }, (_, n) => things.update('thing_1', plusOne, `op.${n}`)))
    expect(document.written.map(({ rev }) => rev)).toEqual([9, 17, 25, 31])
  })

  it('are not decided on what was read before they came', async () => {
    const { document, things } = world(thing({ count: 1 }))
    const seen: (number | undefined)[] = []
    const look = (op: string) => things.update('thing_1', current => void seen.push(current?.count), op)
    let late: Promise<unknown> | undefined
    document.onRead = read => {
      if (read > 1) return undefined
      const before = document.current
      // Acknowledged to somebody, who then asks here: the guard must see it.
      document.current = thing({ count: 2 }, 2)
      late = look('op.late')
      return before
    }
    await look('op.early')
    await late
    expect(seen).toEqual([1, 2])
    expect(document.reads).toBe(2)
  })

  it('leave out the one whose guard throws, or whose document cannot be kept', async () => {
    const { document, things } = world(thing({ count: 0 }))
    const tooLarge = () => ({ body: 'x'.repeat(9_000_000) })
    const outcomes = await Promise.allSettled([
      things.update('thing_1', plusOne, 'op.1'),
      things.update('thing_1', fail(new RangeError('no')), 'op.2'),
      things.update('thing_1', tooLarge, 'op.3'),
      things.update('thing_1', () => undefined, 'op.4'),
      things.update('thing_1', plusOne, 'op.5'),
    ])
    expect(outcomes.map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'rejected',
      'fulfilled',
      'fulfilled',
    ])
    expect(outcomes[3]).toMatchObject({ value: { written: false, stored: { value: { count: 1 } } } })
    expect(document.written).toMatchObject([{ value: { count: 2 }, operations: ['op.1', 'op.5'] }])
  })

  it('do not rest on a write that is not known to have taken place', async () => {
    const { document, things } = world(thing({ count: 0 }))
    document.onWrite = fail(new OutcomeUnknown())
    const outcomes = await Promise.allSettled([
      things.update('thing_1', () => undefined, 'op.1'),
      things.update('thing_1', plusOne, 'op.2'),
      things.update('thing_1', () => undefined, 'op.3'),
      things.update('thing_1', fail(new RangeError('no')), 'op.4'),
    ])
    expect(outcomes[0]).toMatchObject({ value: { written: false, stored: { value: { count: 0 } } } })
    for (const outcome of outcomes.slice(1))
      expect(outcome).toMatchObject({ reason: { name: 'OutcomeUnknown' } })
  })

  it('are refused alone when they ask for values that another document has', async () => {
    const { document, things } = world(thing({ count: 0 }))
    document.onWrite = ({ value }) => {
      if ('email' in value) throw new UniqueViolation('by_email')
    }
    const outcomes = await Promise.allSettled([
      things.update('thing_1', plusOne, 'op.1'),
      things.update('thing_1', current => ({ ...current, email: 'taken' }), 'op.2'),
      things.update('thing_1', plusOne, 'op.3'),
    ])
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(outcomes[1]).toMatchObject({ reason: { index: 'by_email' } })
    expect(document.current?.value).toEqual({ count: 2 })
  })

  it('of other documents do not wait for them', async () => {
    const held = Promise.withResolvers<Kept>()
    const commands: Commands = {
      get: async id => (id === 'thing_1' ? held.promise : undefined),
      insert: async () => true,
      replace: async () => true,
    }
    const things = new GuardedWrites<Thing>(commands, THINGS, simulatedSurroundings())
    const first = things.update('thing_1', plusOne, 'op.1')
    expect(await things.update('thing_2', plusOne, 'op.2')).toMatchObject({ written: true })
    held.resolve(thing({ count: 0 }))
    expect(await first).toMatchObject({ written: true })
  })
})
