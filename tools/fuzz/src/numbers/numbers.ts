import fc from 'fast-check'
import { Counter } from '../counter.ts'
import { numbers as anyNumbers } from '../message/numbers.ts'
import { isRaw, jsonOf, type Tree } from '../message/tree.ts'
import type { FuzzPart, FuzzTarget } from '../part.ts'
import { answerOf } from '../rpc/answers.ts'
import { problemsOf } from '../rpc/judge-answer.ts'
import { Wire } from '../rpc/wire.ts'
import type { FuzzSystem } from '../system/fuzz-system.ts'

/** A number in an event that is made: of 64 bits, of 32 bits, or of JSON's own kind. */
export interface NumberInput {
  readonly field: 'amount' | 'stock' | 'value'
  readonly number: Tree
}

/** Numbers in JSON: what is kept is what was written, or nothing is. */
export const numbers: FuzzPart<NumberInput> = {
  name: 'numbers',
  says: 'numbers in every form of JSON: refused, or kept as exactly what was written',
  atOnce: 4,
  inputs: fc.record({
    field: fc.constantFrom('amount', 'stock', 'value'),
    number: fc.oneof(
      anyNumbers,
      fc
        .integer({ min: 1, max: 1_000 })
        .chain(n =>
          fc.constantFrom<Tree>(
            n,
            String(n),
            { $raw: `${n}.0` },
            { $raw: `${n}e2` },
            `${n}e1`,
            `+${n}`,
            `0${n}`,
            ` ${n}`,
          ),
        ),
    ),
  }),
  open: async ({ system }) => {
    const whole = await system()
    await whole.accounts.renew()
    return openNumbers(whole)
  },
}

const LIMIT_MS = 30_000

function openNumbers(system: FuzzSystem): FuzzTarget<NumberInput> {
  const wire = new Wire(system.running.url)
  const counter = new Counter()
  let made = 0
  return {
    counts: counter.counts,
    try: async input => {
      const { token } = await system.accounts.person('operator')
      const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` }
      const body = Buffer.from(jsonOf(eventWith(input, `number ${made++}`)))
      const path = '/rewards.event.v1.EventService/CreateEvent'
      const heard = await wire.exchange({ http: 1, method: 'POST', path, headers, body }, LIMIT_MS)
      const answer = answerOf('connect-json', heard)
      counter.add(`answered ${answer.code}`)
      if (answer.code !== 'ok') return problemsOf(answer)
      return differences(input, JSON.parse(heard.body.toString()).event)
    },
    finish: async () => (counter.counts.has('answered ok') ? [] : ['no number was taken at all']),
    close: async () => wire.close(),
  }
}

function eventWith({ field, number }: NumberInput, key: string): Tree {
  const value = (name: NumberInput['field'], usual: Tree) => (name === field ? number : usual)
  return {
    idempotencyKey: key,
    event: {
      name: key,
      startsAt: new Date(Date.now() - 1_000).toISOString(),
      endsAt: new Date(Date.now() + 86_400_000).toISOString(),
      conditions: [{ conditionId: 'cnd_a', type: 'LOGIN_DAYS', operator: '>=', value: value('value', 1) }],
      rewards: [
        { rewardId: 'rwd_a', name: 'a', point: { amount: value('amount', 1) }, stock: value('stock', 1) },
      ],
    },
  }
}

interface MadeEvent {
  readonly conditions: readonly [{ readonly value: unknown }]
  readonly rewards: readonly [{ readonly stock?: unknown; readonly point: { readonly amount: unknown } }]
}

function differences({ field, number }: NumberInput, { conditions, rewards }: MadeEvent): readonly string[] {
  const kept = { value: conditions[0].value, amount: rewards[0].point.amount, stock: rewards[0].stock }[field]
  const written = isRaw(number) ? number.$raw : typeof number === 'string' ? number : jsonOf(number)
  // 0, null (which is how JSON writes NaN and Infinity too) and what is not given are the same for a field that may be absent.
  if (field === 'stock' && kept === undefined && (written === 'null' || Number(written) === 0)) return []
  return Number(kept) === Number(written) ? [] : [`${field} ${written} was kept as ${kept}`]
}
