import fc from 'fast-check'
import { play } from './run.ts'
import { type Scenario, scenario } from './scenario.ts'
import { sqliteStores } from './sqlite-stores.ts'

export interface Playing {
  readonly runs: number
  readonly seed: number
  /** A folder for SQLite files; absent: documents are kept in memory. */
  readonly sqliteFolder?: string
}

/** Plays random scenarios; resolves to a sentence that names the first broken promise and how to repeat it, if one is. */
export async function playMany({ runs, seed, sqliteFolder }: Playing): Promise<string | undefined> {
  const once = (drawn: Scenario) =>
    sqliteFolder === undefined ? play(drawn) : sqliteStores(sqliteFolder, stores => play(drawn, stores))
  const { failed, counterexamplePath, errorInstance } = await fc.check(fc.asyncProperty(scenario, once), {
    numRuns: runs,
    seed,
  })
  if (!failed) return undefined
  const reason = errorInstance instanceof Error ? errorInstance.message : String(errorInstance)
  return `${reason.split('\n')[0]} (npm run model -- --seed ${seed} --path ${counterexamplePath})`
}
