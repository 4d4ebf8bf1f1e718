import type { Edit } from '@rewards/model/edit'

/** A seeded bug of the real code, and who must see it. */
export interface Mutant {
  /** Words and dashes; for `--only`. */
  readonly name: string
  /** What is not true any more. */
  readonly breaks: string
  /** Several where two guards stand one behind the other: either alone would still keep the promise. */
  readonly edits: readonly Edit[]
  readonly caughtBy: Catcher
}

/** A test file of the repository, run as `npm test` runs it; or so many scenarios of the model. */
export type Catcher =
  | {
      readonly file: string
      /** A regular expression of the titles that are run. */
      readonly titles: string
    }
  | { readonly scenarios: number }

export function nameOf(catcher: Catcher): string {
  if ('scenarios' in catcher) return `npm run model, ${catcher.scenarios} scenarios`
  return catcher.titles === '' ? catcher.file : `${catcher.file} › ${catcher.titles}`
}
