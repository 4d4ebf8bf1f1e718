import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type AuditLink, linkId, type SeenLink, type StoredLink, verifyChain } from '../src/index.ts'
import { linkAfter } from '../src/link.ts'
import { type Place, sqlitePlace } from './places.ts'
import { openWorld } from './world.ts'

let place: Place
let links: { id: string; value: AuditLink }[]

beforeEach(async () => {
  place = await sqlitePlace()
  const world = await openWorld(place)
  for (let at = 1; at <= 5; at++) await world.change(`dor_${at}`, { open: true })
  await world.sweep()
  links = (await world.entries()).map(value => ({ id: linkId(value.sequence), value }))
  await world.close()
})
afterEach(() => place.remove())

async function problems(tampered: readonly StoredLink[], seen?: SeenLink): Promise<readonly string[]> {
  async function* each() {
    yield* tampered
  }
  return (await verifyChain(each(), seen)).problems
}

/** The chain with the link of this number as `make` makes it. */
function changed(sequence: number, make: (value: AuditLink) => object): StoredLink[] {
  return links.map(link => (link.value.sequence === sequence ? { ...link, value: make(link.value) } : link))
}

function last(): SeenLink {
  const link = links.at(-1)
  if (!link) throw new Error('the chain is empty')
  return link.value
}

describe('verifying a chain', () => {
  it('finds nothing in one that nobody touched', async () => {
    expect(await problems(links, last())).toEqual([])
  })

  it.each<[string, (value: AuditLink) => object]>([
    ['another actor', value => ({ ...value, actorId: 'usr_mallory' })],
    ['another time', value => ({ ...value, atMs: value.atMs + 1 })],
    ['a field of the change', value => ({ ...value, after: { open: 'false' } })],
    ['a field that was added', value => ({ ...value, note: 'all is well' })],
    ['a field that was taken away', ({ traceId: _gone, ...value }) => value],
  ])('finds an edit: %s', async (_what, edit) => {
    expect(await problems(changed(3, edit))).toEqual([
      'entry 3 was changed: its hash is not that of what it says',
    ])
  })

  it('finds an edit whose hash was made to fit', async () => {
    const before = links[1]?.value
    const forged = changed(3, value => linkAfter(before, { ...value, actorId: 'usr_mallory' }))
    expect(await problems(forged)).toEqual([
      'entry 4 does not follow the one before it: one of the two was replaced',
    ])
  })

  it('finds a removal, at the beginning and in between', async () => {
    expect(await problems(links.slice(1))).toContain('entry 1 was removed')
    expect(await problems(links.toSpliced(1, 2))).toContain('entries 2 to 3 were removed')
  })

  it('finds a removal that was closed up by numbering anew', async () => {
    const closed = links.toSpliced(2, 1).map(({ value }, at) => ({ id: linkId(at + 1), value }))
    expect(await problems(closed)).toContain('entry 3 is not in its place: it says that it is entry 4')
  })

  it('finds two entries that changed places', async () => {
    const at = (sequence: number) => links[sequence - 1]?.value ?? {}
    const swapped = links.map(({ id }, index) => ({ id, value: at([1, 3, 2, 4, 5][index] ?? 0) }))
    const found = await problems(swapped)
    expect(found).toContain('entry 2 is not in its place: it says that it is entry 3')
    expect(found).toContain('entry 3 is not in its place: it says that it is entry 2')
  })

  it('finds what is gone from the end, by what an earlier verification saw', async () => {
    expect(await problems(links.slice(0, 3))).toEqual([])
    expect(await problems(links.slice(0, 3), last())).toEqual([
      'entries 4 to 5 were removed from the end: the last verification saw entry 5',
    ])
    expect(await problems([], last())).toEqual([
      'entries 1 to 5 were removed from the end: the last verification saw entry 5',
    ])
  })

  it('finds a chain that was written anew as a whole, by what an earlier verification saw', async () => {
    const anew: StoredLink[] = []
    let before: AuditLink | undefined
    for (const { id, value } of links) {
      const { sequence: _n, previousHash: _p, hash: _h, ...entry } = value
      before = linkAfter(before, { ...entry, actorId: 'usr_mallory' })
      anew.push({ id, value: before })
    }
    expect(await problems(anew)).toEqual([])
    expect(await problems(anew, last())).toEqual([
      'entry 5 is not the one that the last verification saw: the chain was written anew',
    ])
  })

  it('names a document that is no entry at all', async () => {
    expect(await problems([...links, { id: 'x', value: {} }])).toEqual([
      'a document with the id x is no entry of the chain',
    ])
  })
})
