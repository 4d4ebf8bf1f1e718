/** How a run of the suite ended. */
export interface SuiteResult {
  /** Whether every case passed but those that were to fail, and these failed. */
  readonly ok: boolean
  readonly cases: number
  readonly passed: number
  readonly failed: number
  /** Cases that failed as `known-failing.txt` says. */
  readonly known: number
  /** How many cases each protocol had, by the version of HTTP and with or without TLS; of both clients of the suite. */
  readonly casesOf: ReadonlyMap<string, number>
  /** What the runner wrote: each failure with its case's name. */
  readonly output: string
}

const RUNNING = /^Running (\d+) tests .*\{HTTP_VERSION_(\d), PROTOCOL_(\w+), TLS:(\w+)\}/gm

/** Reads what the runner wrote. */
export function suiteResult(output: string, ok: boolean): SuiteResult {
  const figure = (pattern: RegExp) => Number(pattern.exec(output)?.[1] ?? 0)
  return {
    ok,
    cases: figure(/^Total cases: (\d+)$/m),
    passed: figure(/^(\d+) passed, \d+ failed$/m),
    failed: figure(/^\d+ passed, (\d+) failed$/m),
    known: figure(/^\(Another (\d+) failed as expected/m),
    casesOf: casesOf(output),
    output,
  }
}

function casesOf(output: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const [, cases, version, protocol = '', tls] of output.matchAll(RUNNING)) {
    const name = `${protocol.replace('_', '-')} over HTTP/${version}${tls === 'true' ? ' and TLS' : ''}`
    counts.set(name, (counts.get(name) ?? 0) + Number(cases))
  }
  return counts
}

/** The figures for people, one line each. */
export function figuresOf({ cases, passed, failed, known, casesOf: each }: SuiteResult): string {
  const lines = [...each].map(([name, count]) => `${String(count).padStart(6)}  ${name}`)
  return [
    `Connect conformance: ${cases} cases, ${passed} passed, ${failed} failed, ${known} known failing`,
    ...lines,
  ].join('\n')
}
