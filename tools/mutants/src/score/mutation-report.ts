/** The part of a report that is read here: https://github.com/stryker-mutator/mutation-testing-elements, its schema 2. */
export interface MutationReport {
  readonly files: Readonly<Record<string, MutatedFile>>
}

interface MutatedFile {
  readonly source: string
  readonly mutants: readonly FileMutant[]
}

interface FileMutant {
  readonly mutatorName: string
  readonly replacement?: string
  readonly status: string
  readonly location: { readonly start: Place; readonly end: Place }
}

/** Both count from 1. */
interface Place {
  readonly line: number
  readonly column: number
}

/** How many of a domain's mutants the tests saw. */
export interface Score {
  readonly caught: number
  readonly of: number
  /** Of all that could be tried, percent; 100 where there is none. */
  readonly percent: number
  /** A line for each that nobody saw. */
  readonly survivors: readonly string[]
}

const CAUGHT = new Set(['Killed', 'Timeout'])
const UNSEEN = new Set(['Survived', 'NoCoverage'])

/** Counts; pure. A mutant whose tests never end is caught; one that is no program, or that was left out, does not count. */
export function scoreOf({ files }: MutationReport): Score {
  const all = Object.entries(files).flatMap(([path, { source, mutants }]) =>
    mutants.map(mutant => ({ path, source, ...mutant })),
  )
  const caught = all.filter(({ status }) => CAUGHT.has(status)).length
  const unseen = all.filter(({ status }) => UNSEEN.has(status))
  const of = caught + unseen.length
  return {
    caught,
    of,
    percent: of === 0 ? 100 : (100 * caught) / of,
    survivors: unseen.map(({ path, source, ...mutant }) => survivorLine(path, source, mutant)),
  }
}

function survivorLine(path: string, source: string, mutant: FileMutant): string {
  const { start, end } = mutant.location
  const lines = source.split('\n').slice(start.line - 1, end.line)
  const last = lines.length - 1
  const original = lines
    .map((line, at) =>
      line.slice(at === 0 ? start.column - 1 : 0, at === last ? end.column - 1 : line.length),
    )
    .join('\n')
  const what = `${short(original)} → ${short(mutant.replacement ?? '')}`
  return `${path}:${start.line}:${start.column} ${mutant.mutatorName}: ${what}`
}

const LONGEST = 70

function short(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim()
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line
}
