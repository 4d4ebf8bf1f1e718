import { setTimeout as sleep } from 'node:timers/promises'
import type { Json } from './json-calls.ts'
import { StreamBroken, watchedClaim } from './watched-claim.ts'

/** What a watcher saw who goes on at the next gateway whenever a stream breaks. */
export interface ResumedWatch {
  /** The states, in the order in which they came. */
  readonly seen: readonly Json[]
  /** How streams broke: the code, and the reason if there was one. */
  readonly breaks: readonly string[]
  /** Resolves when a stream came to its end. */
  readonly ended: Promise<void>
}

/** What tells a watcher to come again; everything else is final. */
const FOR_NOW: readonly string[] = ['unavailable', 'lost']
const PAUSE_MS = 100

/** Watches a claim to its end, first at the first of the gateways. */
export function resumedWatch(urls: readonly string[], claimId: string, token: string): ResumedWatch {
  const seen: Json[] = []
  const breaks: string[] = []
  const watch = async () => {
    for (let stream = 0; ; stream++) {
      const afterRev = seen.at(-1)?.rev ?? 0
      try {
        const url = urls[stream % urls.length] as string
        for await (const claim of watchedClaim(url, { claimId, afterRev }, token)) seen.push(claim)
        return
      } catch (error) {
        if (!(error instanceof StreamBroken) || !FOR_NOW.includes(error.code)) throw error
        breaks.push(`${error.code} ${error.reason}`.trim())
        await sleep(PAUSE_MS)
      }
    }
  }
  const ended = watch()
  ended.catch(() => undefined) // told by whoever awaits it
  return { seen, breaks, ended }
}
