import { describe, expect, it } from 'vitest'
import { type GrantRequestDraft, parseGrantRequest } from '../src/application/parse-grant-request.ts'
import { BADGE, COUPONS, POINTS, refusal, request } from './builders.ts'
import { MALFORMED } from './malformed.ts'

function draft(asked: object): GrantRequestDraft {
  const { rewards, ...names } = asked as GrantRequestDraft
  return { ...names, rewards: rewards.map(reward => ({ ...reward, amount: BigInt(reward.amount) })) }
}

describe('a request', () => {
  it('is taken with the least and the most of everything', () => {
    const rewards = [
      { ...POINTS, amount: 10 ** 12 },
      { ...COUPONS, amount: 100, itemId: 'x'.repeat(40) },
      { ...BADGE, itemId: 'A_b.c-9' },
    ]
    const asked = request({ attempt: 2 ** 31 - 1, rewards })
    expect(parseGrantRequest(draft(asked))).toEqual(asked)
    const least = request({ rewards: [{ ...POINTS, amount: 1 }] })
    expect(parseGrantRequest(draft(least))).toEqual(least)
  })

  it.each(MALFORMED)('with %s is refused, and says why', async (_title, asked, problem) => {
    const call = (async () => parseGrantRequest(draft(asked)))()
    const { reason, violations, message } = await refusal(call)
    expect([reason, violations.length]).toEqual(['INVALID_FIELDS', 1])
    expect(message.startsWith(problem)).toBe(true)
  })

  it('with several faults names them all', async () => {
    const rewards = [
      { ...POINTS, amount: 0 },
      { ...BADGE, itemId: '' },
    ]
    const call = (async () => parseGrantRequest(draft({ ...request({ attempt: 0, rewards }), userId: '' })))()
    expect((await refusal(call)).violations.map(({ field }) => field)).toEqual([
      'attempt',
      'user_id',
      'rewards[0].amount',
      'rewards[1].item_id',
    ])
  })
})
