import { setTimeout as sleep } from 'node:timers/promises'
import type { Bench } from '../measure/bench.ts'
import type { MeasuredClaims } from '../measure/claims.ts'
import { measureClosed } from '../measure/levels.ts'
import type { Stage } from '../stage/stage.ts'
import type { Round } from './result.ts'
import { scrape } from './scraper.ts'

/** A system, ready to be measured. */
export interface Staged {
  readonly bench: Bench
  readonly stage: Stage
  /** Empty: it does not measure. */
  readonly metricsUrls: readonly string[]
}

const CALLERS = 64
/** Spans that wait are sent within 2 s: none of them shall weigh on the other system's turn. */
const SETTLED_AFTER_MS = 2_200
const WARM_UP_TURNS = 2
/** Of the time in which a system is measured. */
const SCRAPE_EVERY_MS = 5_000

/**
 * Claims on both systems in turns, so that what else the machine does hits both alike; who is first changes from round to
 * round. The first turns, in which code is compiled, do not count.
 */
export async function measureRounds(
  systems: { readonly off: Staged; readonly on: Staged },
  rounds: number,
  say: (line: string) => void,
): Promise<Round[]> {
  const found: Round[] = []
  for (let no = 0; no < rounds + WARM_UP_TURNS; no++) {
    const round = await measureRound(systems, no)
    if (no < WARM_UP_TURNS) continue
    found.push(round)
    say(`  round ${found.length}: ${perSecond(round.off)} off, ${perSecond(round.on)} on`)
  }
  return found
}

async function measureRound(
  { off, on }: { readonly off: Staged; readonly on: Staged },
  no: number,
): Promise<Round> {
  const offFirst = no % 2 === 0
  const first = await turn(offFirst ? off : on, no)
  const second = await turn(offFirst ? on : off, no)
  return offFirst ? { off: first, on: second } : { off: second, on: first }
}

/** Scrapes in the system's own turns alone: what one costs shall not weigh on the other. */
async function turn({ bench, stage, metricsUrls }: Staged, no: number): Promise<MeasuredClaims> {
  const turnsForOne = Math.max(1, Math.round(SCRAPE_EVERY_MS / bench.forMs))
  const scraped = no % turnsForOne === 0 ? scrape(metricsUrls) : undefined
  const [claims] = await Promise.all([measureClosed(bench, stage.plain, CALLERS), scraped])
  if (metricsUrls.length > 0) await sleep(SETTLED_AFTER_MS, undefined, { signal: bench.signal })
  return claims
}

function perSecond({ grantedPerSecond }: MeasuredClaims): string {
  return `${Math.round(grantedPerSecond)}/s`
}
