import { NOWHERE } from '@rewards/access'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Sight } from '../src/application/events/index.ts'
import type { ListEvents } from '../src/application/events/list-events.ts'
import { draft } from './event-builders.ts'
import { type EventWorld, eventWorld, HOUR, operator, refusalOf, START } from './event-world.ts'

let world: EventWorld
const everybody: Sight = { changes: NOWHERE }
const operators: Sight = { changes: 'everywhere' }

/** Twelve events that start a minute apart; every third is DELETED, every fourth of the others ACTIVE. */
beforeAll(async () => {
  world = await eventWorld()
  for (let at = 0; at < 12; at++) {
    const wished = draft({ name: `no ${at}`, startsAtMs: START + at * 60_000, endsAtMs: START + HOUR })
    const { id } = await world.does.createEvent({ idempotencyKey: `${at}`, draft: wished }, operator)
    const status = at % 3 === 0 ? 'DELETED' : at % 4 === 0 ? 'ACTIVE' : undefined
    if (status) await world.does.changeEventStatus({ eventId: id, expectedRevision: 1, status }, operator)
  }
})
afterAll(() => world[Symbol.asyncDispose]())

const all: ListEvents = {
  status: '',
  ownerGroupId: '',
  startsFromMs: undefined,
  startsBeforeMs: undefined,
  pageSize: 0,
  pageToken: '',
}

async function numbers(filters: Partial<ListEvents>, sight = everybody): Promise<number[]> {
  const found: number[] = []
  let pageToken = ''
  do {
    const page = await world.does.listEvents({ ...all, ...filters, pageToken }, sight)
    found.push(...page.items.map(({ value }) => Number(value.name.slice(3))))
    pageToken = page.nextPageToken
  } while (pageToken !== '')
  return found
}

describe('events are listed', () => {
  test('the latest start first, without DELETED ones, whoever asks', async () => {
    for (const sight of [everybody, operators])
      expect(await numbers({}, sight)).toEqual([11, 10, 8, 7, 5, 4, 2, 1])
  })

  test.each([1, 3, 200])('all of them, each once, in pages of %i', async pageSize => {
    expect(await numbers({ pageSize })).toEqual([11, 10, 8, 7, 5, 4, 2, 1])
  })

  test('by status', async () => {
    expect(await numbers({ status: 'ACTIVE' })).toEqual([8, 4])
    expect(await numbers({ status: 'END' })).toEqual([])
  })

  test('by start, the first moment included and the last not', async () => {
    const span = { startsFromMs: START + 2 * 60_000, startsBeforeMs: START + 8 * 60_000 }
    expect(await numbers(span)).toEqual([7, 5, 4, 2])
    expect(await numbers({ ...span, status: 'ACTIVE' })).toEqual([4])
  })

  test('DELETED ones too, to those who may see them and ask for them', async () => {
    expect(await numbers({ status: 'DELETED' }, operators)).toEqual([9, 6, 3, 0])
    expect(await numbers({ status: 'DELETED' }, everybody)).toEqual([])
  })

  test('only for filters that there are', async () => {
    const error = await refusalOf(numbers({ status: '9', startsFromMs: Number.NaN }))
    expect(error.violations).toEqual([
      {
        field: 'status',
        description: 'is "9"; allowed is one of READY, ACTIVE, INACTIVE, END, CANCELED, DELETED',
      },
      { field: 'starts_from', description: 'is no time; allowed is any time' },
    ])
  })

  test('with a token of the same list alone', async () => {
    const { nextPageToken } = await world.does.listEvents({ ...all, pageSize: 1 }, everybody)
    const other = { ...all, status: 'ACTIVE', pageToken: nextPageToken }
    expect(await refusalOf(world.does.listEvents(other, everybody))).toMatchObject({
      reason: 'INVALID_PAGE_TOKEN',
    })
  })
})

describe('one event', () => {
  test('that is DELETED is found by those who may see it alone', async () => {
    const { items } = await world.does.listEvents({ ...all, status: 'DELETED' }, operators)
    const id = items[0]?.id ?? ''
    expect((await world.does.getEvent(id, operators)).value.status).toBe('DELETED')
    expect(await refusalOf(world.does.getEvent(id, everybody))).toMatchObject({
      kind: 'not_found',
      reason: 'EVENT_NOT_FOUND',
      message: `there is no event ${id}`,
    })
  })

  test('has an id of its kind', async () => {
    for (const id of ['', 'usr_a', 'evt_\uD800', `evt_${'x'.repeat(600)}`])
      expect((await refusalOf(world.does.getEvent(id, operators))).violations[0]?.field).toBe('event_id')
  })
})
