import { describe, expect, it } from 'vitest'
import { type AuditedChange, audited, type OwedAudit, struckOff } from '../src/index.ts'
import { DOOR, type Door, someCall } from './world.ts'

const owedBy = (door: Door) => (door as OwedAudit).owedAudit?.entries ?? []

/** A door that was closed is opened, but for what is said otherwise. */
function change(given: Partial<AuditedChange<Door>> = {}): AuditedChange<Door> {
  return { entryId: 'aud_1', of: DOOR, id: 'dor_1', before: { open: false }, after: { open: true }, ...given }
}

describe('a change that is audited', () => {
  it('tells of the fields that its kind shows and that changed, and of no other', () => {
    const of = { kind: 'door', shows: ({ open }: Door) => ({ open: String(open), material: 'oak' }) }
    const before = { open: false, code: '1234' }
    const after = audited(someCall(), change({ of, before, after: { open: true, code: '5678' } }))
    expect(owedBy(after)).toMatchObject([{ before: { open: 'false' }, after: { open: 'true' } }])
    expect(JSON.stringify(owedBy(after))).not.toMatch(/1234|5678|oak/)
  })

  it('leaves no entry where nothing changed that its kind shows', () => {
    expect(audited(someCall(), change({ before: { open: true, code: '1' } }))).toEqual({ open: true })
  })

  it('leaves no entry outside a call', () => {
    expect(audited(undefined, change())).toEqual({ open: true })
  })

  it('leaves an entry of a new document, whatever it shows', () => {
    const of = { kind: 'door', shows: () => ({}) }
    expect(owedBy(audited(someCall(), change({ of, before: undefined })))).toMatchObject([{ after: {} }])
  })

  it.each([undefined, someCall()])(
    'keeps what the document owed, though the new one was made without it',
    call => {
      const before = audited(someCall(), change())
      const after = audited(call, change({ entryId: 'aud_2', before, after: { open: false } }))
      expect(owedBy(after).map(({ entryId }) => entryId)).toEqual(call ? ['aud_1', 'aud_2'] : ['aud_1'])
    },
  )

  it('cuts a text that is too long for an entry, and leaves it well-formed', () => {
    const of = { kind: 'door', shows: () => ({ sign: `${'a'.repeat(299)}😀` }) }
    const after = audited(someCall(), change({ of, before: undefined }))
    expect(owedBy(after)[0]?.after?.sign).toBe(`${'a'.repeat(299)}\ufffd`)
  })
})

describe('striking off', () => {
  it('leaves a document alone that does not owe these entries', () => {
    const owing = audited(someCall(), change())
    expect(struckOff({ open: true }, owedBy(owing))).toBeUndefined()
    expect(struckOff(owing, [])).toBeUndefined()
    expect(struckOff(owing, owedBy(owing))).toEqual({ open: true })
  })
})
