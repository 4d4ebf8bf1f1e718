import { describe, expect, test } from 'vitest'
import type { EventStatus } from '../src/domain/event.ts'
import { endIfOver, requireOpen, toStatus } from '../src/domain/event-status.ts'
import { event } from './event-builders.ts'
import { HOUR, START } from './event-world.ts'

const STATUSES: readonly EventStatus[] = ['READY', 'ACTIVE', 'INACTIVE', 'END', 'CANCELED', 'DELETED']

/** Written out by hand: what the contract says, not what the code says. */
const ALLOWED = new Set([
  'READY ACTIVE',
  'READY CANCELED',
  'READY DELETED',
  'ACTIVE INACTIVE',
  'INACTIVE ACTIVE',
  'ACTIVE END',
  'ACTIVE CANCELED',
  'INACTIVE END',
  'INACTIVE CANCELED',
  'END DELETED',
  'CANCELED DELETED',
])

describe('an event changes its status', () => {
  for (const from of STATUSES)
    for (const to of STATUSES) {
      const allowed = ALLOWED.has(`${from} ${to}`)
      test(`from ${from} to ${to}: ${allowed ? 'allowed' : 'refused'}`, () => {
        const change = () => toStatus(event({ status: from }), to, START)
        if (allowed) expect(change().status).toBe(to)
        else
          expect(change).toThrow(
            expect.objectContaining({ kind: 'failed_precondition', reason: 'EVENT_STATUS' }),
          )
      })
    }

  test('and is told what it could become instead', () => {
    expect(() => toStatus(event({ status: 'READY' }), 'END', START)).toThrow(
      'the event is READY, which cannot become END; allowed is ACTIVE, CANCELED, DELETED',
    )
    expect(() => toStatus(event({ status: 'DELETED' }), 'READY', START)).toThrow('allowed is nothing')
  })

  test.each(['READY', 'INACTIVE'] as const)(
    'but a %s one never to ACTIVE once its window is over',
    status => {
      const over = event({ status })
      expect(toStatus(over, 'ACTIVE', over.endsAtMs - 1).status).toBe('ACTIVE')
      expect(() => toStatus(over, 'ACTIVE', over.endsAtMs)).toThrow(
        'the event ended at 2026-01-01T01:00:00.000Z; move its end before it is made ACTIVE',
      )
    },
  )
})

test('only READY, ACTIVE and INACTIVE events can be changed', () => {
  const open = STATUSES.filter(status => {
    try {
      requireOpen(event({ status }))
      return true
    } catch (error) {
      expect(error).toMatchObject({ reason: 'EVENT_STATUS', metadata: { status } })
      return false
    }
  })
  expect(open).toEqual(['READY', 'ACTIVE', 'INACTIVE'])
})

test.each(STATUSES)('a %s event after its window', status => {
  const ended = endIfOver(event({ status, revision: 7 }), START + HOUR)
  if (status === 'ACTIVE' || status === 'INACTIVE')
    expect(ended).toMatchObject({ status: 'END', revision: 8 })
  else expect(ended).toBeUndefined()
  expect(endIfOver(event({ status }), START + HOUR - 1)).toBeUndefined()
})
