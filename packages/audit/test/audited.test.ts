import { describe, expect, it } from 'vitest'
import { audited, type OwedAudit, struckOff } from '../src/index.ts'
import { DOOR, type Door, someCall } from './world.ts'

const owedBy = (door: Door) => (door as OwedAudit).owedAudit?.entries ?? []

describe('a change that is audited', () => {
  it('tells of the fields that its kind shows and that changed, and of no other', () => {
    const kind = { kind: 'door', shows: ({ open }: Door) => ({ open: String(open), material: 'oak' }) }
    const before = { open: false, code: '1234' }
    const after = audited(someCall(), { of: kind, id: 'dor_1', before, after: { open: true, code: '5678' } })
    expect(owedBy(after)).toMatchObject([{ before: { open: 'false' }, after: { open: 'true' } }])
    expect(JSON.stringify(owedBy(after))).not.toMatch(/1234|5678|oak/)
  })

  it('gives the same entry however often the call decides anew', () => {
    const call = someCall()
    const once = () => audited(call, { of: DOOR, id: 'dor_1', after: { open: true } })
    expect(once()).toEqual(once())
  })

  it('has an entry for each document that a call changes, and one for two writes to the same', () => {
    const call = someCall()
    const first = audited(call, { of: DOOR, id: 'dor_1', after: { open: true } })
    const again = audited(call, { of: DOOR, id: 'dor_1', before: first, after: { open: false } })
    const other = audited(call, { of: DOOR, id: 'dor_2', after: { open: true } })
    expect(owedBy(again)).toEqual(owedBy(first))
    expect(owedBy(other)[0]?.entryId).not.toBe(owedBy(first)[0]?.entryId)
  })

  it('keeps what the document owed already, though the new document was made without it', () => {
    const first = audited(someCall(), { of: DOOR, id: 'dor_1', after: { open: true } })
    const second = audited(someCall(), { of: DOOR, id: 'dor_1', before: first, after: { open: false } })
    expect(owedBy(second)).toHaveLength(2)
  })

  it('cuts a text that is too long for an entry, and leaves it well-formed', () => {
    const kind = { kind: 'door', shows: () => ({ sign: `${'a'.repeat(299)}😀` }) }
    const after = audited(someCall(), { of: kind, id: 'dor_1', after: { open: true } })
    expect(owedBy(after)[0]?.after?.sign).toBe(`${'a'.repeat(299)}\ufffd`)
  })
})

describe('striking off', () => {
  it('leaves a document alone that does not owe these entries', () => {
    const owing = audited(someCall(), { of: DOOR, id: 'dor_1', after: { open: true } })
    expect(struckOff({ open: true }, owedBy(owing))).toBeUndefined()
    expect(struckOff(owing, [])).toBeUndefined()
    expect(struckOff(owing, owedBy(owing))).toEqual({ open: true })
  })
})
