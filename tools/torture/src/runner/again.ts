import { readFile } from 'node:fs/promises'
import type { Part } from '../parts/part.ts'
import { TortureError } from '../torture-error.ts'
import { chooseParts } from './choose-parts.ts'
import type { PartResult, RunOptions, RunReport } from './run-report.ts'

/** Reads a `report.json`. Rejects with a `TortureError` when it is not one. */
export async function readRunReport(path: string): Promise<RunReport> {
  const text = await readFile(path, 'utf8').catch(err => {
    throw new TortureError(`cannot read ${path}: ${err instanceof Error ? err.message : String(err)}`)
  })
  const found = parsed(text)
  if (!isReport(found)) throw new TortureError(`${path} is no report.json of npm run torture`)
  return found
}

/** The parts of a run that did not go well. */
export function failedParts({ parts }: RunReport): PartResult[] {
  return parts.filter(({ outcome }) => outcome === 'violated' || outcome === 'broken off')
}

/**
 * The options that repeat what failed, or all of it where nothing failed; with only these faults, where they are named; pure.
 * Throws a `TortureError` when the parts are not there any more, do not run on the store, or cannot leave out faults.
 */
export function optionsAgain(
  before: RunReport,
  parts: readonly Part[],
  faults?: readonly number[],
): RunOptions {
  const failed = failedParts(before)
  const again = failed.length > 0 ? failed.map(({ name }) => name) : before.options.parts
  for (const name of again) known(name, parts, faults !== undefined)
  const { only, ...options } = before.options
  chooseParts(parts, options.store, again)
  const chosen = faults ?? only
  return { ...options, parts: again, ...(chosen && { only: chosen }) }
}

/** The part of this name. Throws a `TortureError` when there is none, or when it cannot leave out faults and has to. */
export function known(name: string, parts: readonly Part[], mustOmit: boolean): Part {
  const part = parts.find(one => one.name === name)
  if (!part) throw new TortureError(`the report is of a part ${name}, which there is not`)
  if (mustOmit && !part.canOmitFaults)
    throw new TortureError(`the part ${name} has no list of faults of which some can be left out`)
  return part
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isReport(found: unknown): found is RunReport {
  const { parts, options } = (found ?? {}) as Partial<RunReport>
  return Array.isArray(parts) && Array.isArray(options?.parts)
}
