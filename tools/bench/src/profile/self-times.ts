import { ownerOf } from './owner.ts'

/** What V8 writes of a process, as far as it is read here. Times in microseconds. */
export interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number }
  }[]
  readonly samples: readonly number[]
  readonly timeDeltas: readonly number[]
}

/** Time that was spent in something itself, not in what it called. */
export interface Share {
  readonly name: string
  readonly ms: number
}

/** Where a process's time went, the dearest first. Without the time in which it waited. */
export interface SelfTimes {
  readonly busyMs: number
  /** Packages, parts of Node, the collector. */
  readonly owners: readonly Share[]
  readonly functions: readonly Share[]
}

const MOST_OWNERS = 12
const MOST_FUNCTIONS = 20

/** Adds up a profile. */
export function selfTimes({ nodes, samples, timeDeltas }: CpuProfile): SelfTimes {
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]))
  const [owners, functions] = [new Map<string, number>(), new Map<string, number>()]
  let busyMs = 0
  for (const [at, id] of samples.entries()) {
    const frame = frames.get(id)
    if (!frame || frame.functionName === '(idle)') continue
    const ms = (timeDeltas[at] ?? 0) / 1_000
    const owner = ownerOf(frame)
    busyMs += ms
    add(owners, owner, ms)
    add(
      functions,
      `${frame.functionName || '(anonymous)'}  ${placeOf(frame.url, frame.lineNumber, owner)}`,
      ms,
    )
  }
  return { busyMs, owners: dearest(owners, MOST_OWNERS), functions: dearest(functions, MOST_FUNCTIONS) }
}

function placeOf(url: string, lineNumber: number, owner: string): string {
  return url === '' ? owner : `${owner} ${url.slice(url.lastIndexOf('/') + 1)}:${lineNumber + 1}`
}

function add(sums: Map<string, number>, name: string, ms: number): void {
  sums.set(name, (sums.get(name) ?? 0) + ms)
}

function dearest(sums: ReadonlyMap<string, number>, most: number): Share[] {
  const shares = [...sums].map(([name, ms]) => ({ name, ms }))
  return shares.toSorted((a, b) => b.ms - a.ms).slice(0, most)
}
