import { each, type Invariant } from '../invariant.ts'

/** A coupon's code was given to nobody else, and a grant has as many codes as coupons. */
export const codesDiffer: Invariant = {
  name: 'no two coupons have the same code, and none is missing',
  holds: 'always',
  look: ({ rows }) => {
    const seen = new Map<string, string>()
    const coupons = rows.grants.filter(({ state, reward }) => state === 'GRANTED' && reward.type === 'COUPON')
    return each(coupons, ({ id, reward, effect }) => {
      const codes = effect?.codes ?? []
      const wrong =
        codes.length === reward.amount ? [] : [`${id} has ${codes.length} codes of ${reward.amount}`]
      const twice = codes
        .filter(code => seen.has(code))
        .map(code => `${id} has the code of ${seen.get(code)}`)
      for (const code of codes) seen.set(code, id)
      return [...wrong, ...twice]
    })
  },
}
