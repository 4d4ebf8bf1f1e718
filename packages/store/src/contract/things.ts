import type { CollectionDeclaration, StoreDeclaration } from '../port.ts'

/** The document of the contract: a little of everything that documents have. */
export interface Thing {
  readonly count?: number
  readonly holders?: readonly string[]
  readonly group?: string
  readonly at?: number
  readonly flag?: boolean
  readonly email?: string
  readonly owner?: { readonly id?: string }
  readonly dueAt?: number
  readonly body?: unknown
}

export const THINGS: CollectionDeclaration = {
  name: 'things',
  holds: 'a little of everything that documents have',
  due: 'whatever the contract asks for',
  indexes: [
    { name: 'by_group', fields: ['group', 'at'], serves: 'the things of a group, by time' },
    { name: 'by_flag', fields: ['flag', 'group', 'at'], serves: 'the things that are flagged, by group' },
    { name: 'by_owner', fields: ['owner.id'], serves: 'the things of an owner' },
    { name: 'by_email', fields: ['email'], unique: true, serves: 'the thing with an address' },
    { name: 'by_place', fields: ['group', 'count'], unique: true, serves: 'one thing per group and number' },
  ],
}

/** Things as a later program knows them: what was a number has become a list. */
export const THINGS_2: CollectionDeclaration = {
  ...THINGS,
  version: 2,
  upgrade: before => ({ ...before, holders: [`was ${(before as Thing).count}`] }),
}
export const THINGS_3: CollectionDeclaration = { ...THINGS, version: 3, upgrade: before => before }

export const COLLECTIONS: StoreDeclaration = [THINGS]

/** A thing's count grown by one: a guard that loses updates when it races. */
export const plusOne = (thing: Thing | undefined): Thing => ({ ...thing, count: (thing?.count ?? 0) + 1 })
