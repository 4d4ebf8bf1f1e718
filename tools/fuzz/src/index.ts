import { PARTS } from './parts.ts'

export { type FuzzPartsOptions, fuzzParts } from './fuzz-parts.ts'
export type { Failing, FuzzReport } from './run.ts'

/** The names of all parts. */
export const FUZZ_PARTS: readonly string[] = PARTS.map(({ name }) => name)
