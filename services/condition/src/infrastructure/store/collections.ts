import { AUDIT_ENTRIES } from '@rewards/audit'
import type { CollectionDeclaration, IndexDeclaration, StoreDeclaration } from '@rewards/store'
import { CONDITION_TYPES } from '../../domain/condition-types.ts'

/** The index that serves a selection by no attribute, or by this one. */
export function indexOf(attribute: string | undefined): string {
  return attribute === undefined ? 'by_user' : `by_${attribute}`
}

const parameters = new Set(CONDITION_TYPES.flatMap(type => type.parameters.map(({ name }) => name)))

/** An index for each attribute that a condition type may ask for, so that a new type brings its own. */
const byAttribute: readonly IndexDeclaration[] = [...parameters].map(name => ({
  name: indexOf(name),
  fields: ['userId', 'type', `attributes.${name}`, 'occurredAtMs'],
  serves: `counting what a user did with one ${name}`,
  read: 'majority',
}))

export const factCollection: CollectionDeclaration = {
  name: 'facts',
  holds: 'what users did: one document per fact, under `source:fact_id`, inserted once, never changed',
  indexes: [
    {
      name: indexOf(undefined),
      fields: ['userId', 'type', 'occurredAtMs'],
      serves: 'counting what a user did, and leaping from day to day',
      read: 'majority',
    },
    ...byAttribute,
  ],
}

/** All collections of the service's store. */
export const storeDeclaration: StoreDeclaration = [factCollection, AUDIT_ENTRIES]
