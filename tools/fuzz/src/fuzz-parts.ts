import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Environment } from '@rewards/process'
import { corpusOf, keep } from './corpus.ts'
import { PARTS } from './parts.ts'
import { type FuzzReport, fuzz } from './run.ts'
import { type FuzzSystem, startFuzzSystem } from './system/fuzz-system.ts'
import { firstOfEachKind, told } from './told.ts'

export interface FuzzPartsOptions {
  /** By name. */
  readonly parts: readonly string[]
  /** How long inputs are tried in all, seconds; each part has the same share. */
  readonly seconds: number
  readonly seed: number
  readonly env: Environment
  /** Empty; the caller's to remove. */
  readonly folder: string
  readonly say: (line: string) => void
  /** Whether what fails is added to the corpus. */
  readonly keeps: boolean
  readonly signal?: AbortSignal
}

/**
 * Runs the parts one after the other, their kept inputs first, on one system, which is started for the first that asks for it.
 * Leaves no process.
 */
export async function fuzzParts(options: FuzzPartsOptions): Promise<readonly FuzzReport[]> {
  const { env, folder, say } = options
  let system: Promise<FuzzSystem> | undefined
  const onlySystem = () => {
    system ??= startFuzzSystem(folder, env)
    return system
  }
  const reports: FuzzReport[] = []
  try {
    for (const name of options.parts) {
      if (options.signal?.aborted) break
      const report = await fuzzPart(name, onlySystem, options)
      say(told(report))
      const failing = options.keeps ? firstOfEachKind(report.failing) : []
      keep(
        name,
        failing.map(({ input, problems }) => ({ why: problems.join('; ').slice(0, 300), input })),
      )
      reports.push(report)
    }
    return reports
  } finally {
    await (await system?.catch(() => undefined))?.stop()
  }
}

async function fuzzPart(
  name: string,
  system: () => Promise<FuzzSystem>,
  { parts, seconds, seed, folder, signal }: FuzzPartsOptions,
): Promise<FuzzReport> {
  const part = PARTS.find(each => each.name === name)
  if (!part) throw new Error(`there is no part ${name}`)
  const own = join(folder, name)
  mkdirSync(own)
  const forMs = (seconds * 1_000) / parts.length
  const kept = corpusOf(name).map(({ input }) => input)
  return fuzz(part, { system, folder: own }, { forMs, seed, kept, ...(signal && { signal }) })
}
