import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type People, runPeople, signedUp } from './people.ts'
import { asAdmin, removeDir } from './running-auth.ts'

let people: People
let admin: { token: string }
beforeAll(async () => {
  people = await runPeople()
  admin = await asAdmin(people)
  await signedUp(people, { email: 'carol@one.example', displayName: 'Carol' })
  await signedUp(people, { email: 'Carla@two.example', displayName: 'carla' })
  await signedUp(people, { email: 'carl@three.example', displayName: 'Ｃａｒｌ' })
  await signedUp(people, { email: 'dan@one.example', displayName: 'Dan 100%' })
})
afterAll(async () => {
  await people.stop()
  await removeDir(people.dataDir)
})

type Prefix = { case: 'email' | 'displayName'; value: string }
async function found(prefix: Prefix): Promise<string[]> {
  const { users } = await people.users.searchUsers({ prefix }, admin)
  return users.map(({ email }) => email)
}

describe('a search of users', () => {
  it('finds those whose address begins so, in its order, in whatever case', async () => {
    const all = ['carl@three.example', 'Carla@two.example', 'carol@one.example']
    expect(await found({ case: 'email', value: 'CAR' })).toEqual(all)
    expect(await found({ case: 'email', value: 'carl@' })).toEqual(['carl@three.example'])
    expect(await found({ case: 'email', value: 'one.example' })).toEqual([])
  })

  it('finds those whose name begins so, in whatever case and form of letters', async () => {
    const carls = ['carl@three.example', 'Carla@two.example']
    expect(await found({ case: 'displayName', value: 'carl' })).toEqual(carls)
    expect(await found({ case: 'displayName', value: 'ＣＡＲＬ' })).toEqual(carls)
  })

  it('finds somebody by a new name, and no more by the old one', async () => {
    const erin = await signedUp(people, { displayName: 'Erin' })
    await people.profiles.updateMyProfile({ displayName: 'Frances' }, erin.as)
    expect(await found({ case: 'displayName', value: 'fran' })).toEqual([erin.email])
    expect(await found({ case: 'displayName', value: 'erin' })).toEqual([])
  })

  it('gives page by page, each once', async () => {
    const seen: string[] = []
    for (let pageToken = '', page = 0; page < 4; page++) {
      const wanted = { prefix: { case: 'email', value: 'car' } as const, pageSize: 2, pageToken }
      const { users, nextPageToken } = await people.users.searchUsers(wanted, admin)
      seen.push(...users.map(({ email }) => email))
      pageToken = nextPageToken
      if (pageToken === '') break
    }
    expect(seen).toEqual(['carl@three.example', 'Carla@two.example', 'carol@one.example'])
  })

  it.each(['.*', '%', '_', '^car', '{"$gt":""}', '$ne', "' OR ''='", 'dan 100_', '\\', '"'])(
    'takes %j as the text that it is',
    async value => {
      expect(await found({ case: 'displayName', value })).toEqual([])
      expect(await found({ case: 'email', value })).toEqual([])
    },
  )

  it('finds a sign of a pattern where it is part of a name', async () => {
    expect(await found({ case: 'displayName', value: 'dan 100%' })).toEqual(['dan@one.example'])
  })

  it('refuses no text, blanks alone, and a long one', async () => {
    const search = (prefix?: Prefix) => people.users.searchUsers(prefix ? { prefix } : {}, admin)
    await expect(search()).rejects.toMatchObject({ violations: [{ field: 'prefix' }] })
    await expect(search({ case: 'email', value: '' })).rejects.toMatchObject({
      violations: [{ field: 'email' }],
    })
    await expect(search({ case: 'displayName', value: '  ' })).rejects.toMatchObject({
      violations: [{ field: 'display_name' }],
    })
    await expect(search({ case: 'email', value: 'x'.repeat(101) })).rejects.toMatchObject({
      violations: [{ field: 'email' }],
    })
  })
})
