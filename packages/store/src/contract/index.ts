import { describe } from 'vitest'
import { batches } from './batches.ts'
import { copies } from './copies.ts'
import { documents } from './documents.ts'
import { guards } from './guards.ts'
import { migrations } from './migrations.ts'
import { openings } from './openings.ts'
import { reads } from './reads.ts'
import { records } from './records.ts'
import type { ContractSubject } from './subject.ts'
import { unknownOutcomes } from './unknown-outcomes.ts'

export { type Fate, faulty } from './faulty-driver.ts'
export { simulatedSurroundings } from './simulated.ts'
export type { Category, ContractSubject, OpeningModule, Place } from './subject.ts'

/** What every adapter promises, as tests (vitest). A store that has not passed it is not supported. */
export function storeContract(subject: ContractSubject): void {
  describe(`the store contract on ${subject.name}`, () => {
    guards(subject)
    batches(subject)
    unknownOutcomes(subject)
    reads(subject)
    documents(subject)
    records(subject)
    migrations(subject)
    copies(subject)
    openings(subject)
  })
}
