import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { AUDIT_ENTRIES, AuditChain, linkId } from '@rewards/audit'
import { storeOver } from '@rewards/store'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { sqlitePlace } from '../src/place/place.ts'
import { openStores } from '../src/place/stores.ts'
import { run } from './run.ts'

const PROGRAM = 'test/fixtures/audit-verify.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rewards-audit-verify-'))
  await append('aud_1', 'aud_2', 'aud_3')
})
afterEach(() => rm(folder, { recursive: true, force: true }))

async function append(...entryIds: readonly string[]): Promise<void> {
  await using stores = await openStores(sqlitePlace(folder), { shop: [AUDIT_ENTRIES] })
  const shop = stores.of.get('shop')
  if (!shop) throw new Error('there is no shop')
  const chain = new AuditChain(storeOver(shop).collection(AUDIT_ENTRIES))
  for (const entryId of entryIds)
    await chain.append({
      entryId,
      atMs: 1,
      actorId: 'usr_ann',
      action: 'Shop/Open',
      targetKind: '',
      targetId: '',
      outcome: 'DONE',
    })
}

const verify = (...args: readonly string[]) => run(PROGRAM, ['--data', folder, ...args])

/** What somebody does who has the file and no scruples, and knows that what has no sum is read without one. */
function tamper(statement: string): void {
  const db = new DatabaseSync(join(folder, 'shop.sqlite'))
  db.exec(statement)
  db.exec('UPDATE audit_entries SET sum = NULL')
  db.close()
}

describe('npm run audit:verify', () => {
  it('says that every audit is whole, and notes what it saw', async () => {
    const { code, said } = await verify()
    expect({ code, said }).toMatchObject({ code: 0, said: expect.stringContaining('shop: 3 entries, whole') })
    const seen = JSON.parse(await readFile(join(folder, 'audit-seen.json'), 'utf8'))
    expect(seen[`sqlite:${folder}`].shop).toMatchObject({ sequence: 3 })
    await append('aud_4')
    expect((await verify()).said).toContain('shop: 4 entries, whole')
  })

  it.each([
    [
      'an edit',
      `UPDATE audit_entries SET doc = replace(doc, 'usr_ann', 'usr_bob') WHERE id = '${linkId(2)}'`,
      'entry 2 was changed',
    ],
    ['a removal', `DELETE FROM audit_entries WHERE id = '${linkId(2)}'`, 'entry 2 was removed'],
    [
      'another order',
      `UPDATE audit_entries SET id = 'x' WHERE id = '${linkId(2)}';
       UPDATE audit_entries SET id = '${linkId(2)}' WHERE id = '${linkId(3)}';
       UPDATE audit_entries SET id = '${linkId(3)}' WHERE id = 'x'`,
      'entry 2 is not in its place',
    ],
  ])('finds %s', async (_what, statement, problem) => {
    tamper(statement)
    const { code, said } = await verify()
    expect(code).toBe(1)
    expect(said).toContain(`shop: ${problem}`)
    expect(said).toContain('Tampered with')
  })

  it('finds what is gone from the end by what it saw before, and goes on finding it', async () => {
    await verify()
    tamper(`DELETE FROM audit_entries WHERE id = '${linkId(3)}'`)
    for (const _again of [1, 2]) {
      const { code, said } = await verify()
      expect({ code, said }).toMatchObject({
        code: 1,
        said: expect.stringContaining('entry 3 was removed from the end'),
      })
    }
  })

  it('does not take any file for what it saw', async () => {
    const seen = join(folder, 'notes.txt')
    await writeFile(seen, 'not JSON')
    const { code, said } = await verify('--seen', seen)
    expect({ code, said }).toMatchObject({
      code: 1,
      said: expect.stringContaining('name another with --seen'),
    })
  })
})
