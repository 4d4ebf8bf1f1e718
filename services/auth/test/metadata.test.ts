import { MetadataAudience } from '@rewards/contracts/auth'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type People, runPeople, type SignedInPerson, signedUp } from './people.ts'
import { asAdmin, removeDir } from './running-auth.ts'

const { SELF, ADMINISTRATORS } = MetadataAudience
type Type = { case: string; value: object }

/** A declared key, of any type, that everybody may see and change unless it is said otherwise. */
function field(key: string, type: Type, given: object = {}) {
  return { key, description: '', type, visibleTo: SELF, changeableBy: SELF, ...given } as never
}
const text = (value: string) => ({ kind: { case: 'text', value } as const })
const number = (value: number) => ({ kind: { case: 'number', value } as const })
const flag = (value: boolean) => ({ kind: { case: 'flag', value } as const })
const date = (value: string) => ({ kind: { case: 'date', value } as const })

type Values = NonNullable<Parameters<People['profiles']['updateMyProfile']>[0]['setMetadata']>

const FIELDS = [
  field('nickname', { case: 'text', value: { maxLength: 10 } }),
  field('age', { case: 'number', value: { min: 0, max: 150, whole: true } }),
  field('newsletter', { case: 'boolean', value: {} }),
  field('birthday', { case: 'date', value: { earliest: '1900-01-01', latest: '2020-12-31' } }),
  field('tier', { case: 'oneOf', value: { words: ['silver', 'gold'] } }, { changeableBy: ADMINISTRATORS }),
  field('risk', { case: 'number', value: {} }, { visibleTo: ADMINISTRATORS, changeableBy: ADMINISTRATORS }),
]

let people: People
let admin: { token: string }
let ann: SignedInPerson
beforeAll(async () => {
  people = await runPeople()
  admin = await asAdmin(people)
})
beforeEach(async () => {
  await declare(FIELDS)
  ann = await signedUp(people)
})
afterAll(async () => {
  await people.stop()
  await removeDir(people.dataDir)
})

async function declare(fields: typeof FIELDS) {
  const { revision } = await people.metadata.getMetadataSchema({}, admin)
  return people.metadata.setMetadataSchema({ fields, expectedRevision: revision }, admin)
}

async function annsOwn() {
  return (await people.profiles.getMyProfile({}, ann.as)).profile?.metadata
}

describe('what a user may set', () => {
  it('is seen by them and by administrators', async () => {
    const mine = {
      age: number(33),
      birthday: date('1990-04-01'),
      newsletter: flag(true),
      nickname: text('annie'),
    }
    const { profile } = await people.profiles.updateMyProfile({ setMetadata: mine }, ann.as)
    expect(profile).toMatchObject({ metadata: mine, revision: 2 })
    const seen = await people.metadata.getUserMetadata({ userId: ann.userId }, admin)
    expect(seen).toMatchObject({ metadata: mine, revision: 2 })
  })

  it('is changed key by key, and taken away', async () => {
    await people.profiles.updateMyProfile(
      { setMetadata: { age: number(33), newsletter: flag(true) } },
      ann.as,
    )
    const change = { setMetadata: { age: number(34) }, removeMetadata: ['newsletter'] }
    const { profile } = await people.profiles.updateMyProfile(change, ann.as)
    expect(profile?.metadata).toMatchObject({ age: number(34) })
    expect(profile?.metadata).not.toHaveProperty('newsletter')
    expect(await people.profiles.updateMyProfile(change, ann.as)).toMatchObject({ profile: { revision: 3 } })
  })

  it.each<[string, Values, string]>([
    ['another kind', { age: text('old') }, 'is a text; allowed is a number'],
    ['no kind', { age: { kind: { case: undefined } } }, 'is missing; allowed is a number'],
    ['a number that is not whole', { age: number(1.5) }, 'is 1.5; allowed is a whole number'],
    ['a number out of range', { age: number(-1) }, 'is -1; allowed is 0 to 150'],
    ['no number', { age: number(Number.NaN) }, 'is NaN; allowed is a finite number'],
    ['a long text', { nickname: text('x'.repeat(11)) }, 'has 11 characters; allowed are 0 to 10'],
    ['a huge text', { nickname: text('x'.repeat(300_000)) }, 'has 300000 characters; allowed are 0 to 10'],
    ['no day', { birthday: date('1990-02-30') }, 'is no day; allowed is one such as 2026-03-01'],
    [
      'a day out of range',
      { birthday: date('2021-01-01') },
      'is 2021-01-01; allowed is 1900-01-01 to 2020-12-31',
    ],
    ['a key that is not declared', { shoe: number(1) }, 'is no key that may be changed here'],
    ['an administrators’ key', { tier: text('gold') }, 'is no key that may be changed here'],
    ['a hidden key', { risk: number(0) }, 'is no key that may be changed here'],
    ['a key of every object', { constructor: text('x') }, 'is no key that may be changed here'],
    ['an operator', { $set: text('x') }, 'is no key that may be changed here'],
    ['a path', { 'roles.ADMIN': flag(true) }, 'is no key that may be changed here'],
  ])('is not %s', async (_name, setMetadata, description) => {
    const call = people.profiles.updateMyProfile({ setMetadata }, ann.as)
    const [key] = Object.keys(setMetadata)
    await expect(call).rejects.toMatchObject({
      reason: 'INVALID_FIELDS',
      violations: [{ field: `set_metadata["${key}"]`, description }],
    })
    expect(await annsOwn()).toEqual({})
  })

  it('is not thousands of keys', async () => {
    const setMetadata = Object.fromEntries(Array.from({ length: 5_000 }, (_, at) => [`k${at}`, number(at)]))
    await expect(people.profiles.updateMyProfile({ setMetadata }, ann.as)).rejects.toMatchObject({
      reason: 'INVALID_FIELDS',
    })
  })
})

describe('what administrators set', () => {
  it('is seen by the user unless the key is not theirs to see', async () => {
    const set = { tier: text('gold'), risk: number(0.5) }
    const change = { userId: ann.userId, set, expectedRevision: 1 }
    const once = await people.metadata.setUserMetadata(change, admin)
    expect(once).toMatchObject({ metadata: set, revision: 2 })
    expect(await annsOwn()).toMatchObject({ tier: text('gold') })
    expect(await annsOwn()).not.toHaveProperty('risk')
    expect(await people.metadata.setUserMetadata(change, admin)).toEqual(once)
  })

  it('is decided on the revision that was seen', async () => {
    await people.profiles.updateMyProfile({ displayName: 'Anne' }, ann.as)
    const change = { userId: ann.userId, set: { tier: text('gold') }, expectedRevision: 1 }
    await expect(people.metadata.setUserMetadata(change, admin)).rejects.toMatchObject({
      reason: 'REVISION_MISMATCH',
    })
  })

  it.each<[string, object, string, string]>([
    [
      'a word that is not of the set',
      { set: { tier: text('iron') } },
      'set["tier"]',
      'is "iron"; allowed is one of silver, gold',
    ],
    ['removing what is set', { set: { tier: text('gold') }, remove: ['tier'] }, 'remove[0]', 'is in set too'],
    [
      'removing what is not declared',
      { remove: ['shoe'] },
      'remove[0]',
      'is no key that may be changed here',
    ],
  ])('is not %s', async (_name, change, wrong, description) => {
    const call = people.metadata.setUserMetadata(
      { userId: ann.userId, expectedRevision: 1, ...change },
      admin,
    )
    await expect(call).rejects.toMatchObject({ violations: [{ field: wrong, description }] })
  })

  it('is of somebody who exists, and not set by who may not', async () => {
    const nobody = { userId: 'usr_nobody', set: { tier: text('gold') }, expectedRevision: 1 }
    await expect(people.metadata.setUserMetadata(nobody, admin)).rejects.toMatchObject({
      reason: 'USER_NOT_FOUND',
    })
    const own = { ...nobody, userId: ann.userId }
    await expect(people.metadata.setUserMetadata(own, ann.as)).rejects.toMatchObject({
      reason: 'PERMISSION_DENIED',
    })
  })
})

describe('the schema', () => {
  it('is shown to users without what they may not see', async () => {
    const keys = async (as: { token: string }) =>
      (await people.metadata.getMetadataSchema({}, as)).fields.map(({ key }) => key)
    expect(await keys(ann.as)).toEqual(['nickname', 'age', 'newsletter', 'birthday', 'tier'])
    expect(await keys(admin)).toEqual(['nickname', 'age', 'newsletter', 'birthday', 'tier', 'risk'])
  })

  it('is replaced on the revision that was seen, once of many at once', async () => {
    const { revision } = await people.metadata.getMetadataSchema({}, admin)
    const calls = Array.from({ length: 6 }, (_, at) =>
      people.metadata.setMetadataSchema({ fields: FIELDS.slice(0, at), expectedRevision: revision }, admin),
    )
    const outcomes = await Promise.allSettled(calls)
    const won = outcomes.flatMap(outcome => (outcome.status === 'fulfilled' ? [outcome.value] : []))
    expect(won).toMatchObject([{ revision: revision + 1 }])
    const { fields } = await people.metadata.getMetadataSchema({}, admin)
    expect(won).toMatchObject([{ fields }])
  })

  it('hides a value that its key no longer allows, and shows it again when it does', async () => {
    await people.profiles.updateMyProfile({ setMetadata: { age: number(33) } }, ann.as)
    await declare([field('age', { case: 'text', value: {} })])
    expect(await annsOwn()).toEqual({})
    await declare([field('age', { case: 'number', value: { max: 20 } })])
    expect(await annsOwn()).toEqual({})
    await declare(FIELDS)
    expect(await annsOwn()).toMatchObject({ age: number(33) })
  })

  it.each<[string, object[], string, string]>([
    [
      'a key that is none',
      [field('Tier', { case: 'boolean', value: {} })],
      'fields[0].key',
      'is no key; allowed are a lower-case letter and then a-z, 0-9 and _, at most 40 characters',
    ],
    [
      'a key that reaches elsewhere',
      [field('__proto__', { case: 'boolean', value: {} })],
      'fields[0].key',
      'is no key; allowed are a lower-case letter and then a-z, 0-9 and _, at most 40 characters',
    ],
    [
      'a key twice',
      [field('a', { case: 'boolean', value: {} }), field('a', { case: 'date', value: {} })],
      'fields[1].key',
      'is declared twice; allowed is each key once',
    ],
    [
      'no type',
      [field('a', { case: 'boolean', value: {} }, { type: undefined })],
      'fields[0].type',
      'is missing; allowed is one of text, number, boolean, date, one_of',
    ],
    [
      'nobody who may see it',
      [field('a', { case: 'boolean', value: {} }, { visibleTo: 0 })],
      'fields[0].visible_to',
      'is missing; allowed is one of SELF, ADMINISTRATORS',
    ],
    [
      'who changes what they do not see',
      [field('a', { case: 'boolean', value: {} }, { visibleTo: ADMINISTRATORS })],
      'fields[0].changeable_by',
      'is SELF; allowed is ADMINISTRATORS, since users may not see it',
    ],
    [
      'a text without an end',
      [field('a', { case: 'text', value: { maxLength: 501 } })],
      'fields[0].text.max_length',
      'is 501; allowed is 1 to 500',
    ],
    [
      'numbers that there are not',
      [field('a', { case: 'number', value: { min: 2, max: 1 } })],
      'fields[0].number.max',
      'is 1, less than min, which is 2',
    ],
    [
      'days that there are not',
      [field('a', { case: 'date', value: { latest: 'today' } })],
      'fields[0].date.latest',
      'is no day; allowed is one such as 2026-03-01',
    ],
    [
      'no words',
      [field('a', { case: 'oneOf', value: { words: [] } })],
      'fields[0].one_of.words',
      'has 0 items; allowed are 1 to 50',
    ],
    [
      'a word twice',
      [field('a', { case: 'oneOf', value: { words: ['x', 'x'] } })],
      'fields[0].one_of.words[1]',
      'is there twice; allowed is each word once',
    ],
    [
      'too many keys',
      Array.from({ length: 51 }, (_, at) => field(`k${at}`, { case: 'boolean', value: {} })),
      'fields',
      'has 51 items; allowed are 0 to 50',
    ],
  ])('does not have %s', async (_name, fields, wrong, description) => {
    const call = declare(fields as typeof FIELDS)
    await expect(call).rejects.toMatchObject({ violations: [{ field: wrong, description }] })
  })
})
