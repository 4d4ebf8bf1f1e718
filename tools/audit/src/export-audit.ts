import { create, toJson } from '@bufbuild/protobuf'
import { createRewardsClient, type RewardsClientOptions } from '@rewards/client'
import { AuditEntrySchema, AuditFilterSchema } from '@rewards/contracts/ops'
import type { ExportArguments } from './arguments.ts'

/** Where an export goes. */
export interface Output {
  /** A line of JSON; resolves when there is room for more. */
  readonly write: (line: string) => Promise<void>
  /** How far it is, now and then. */
  readonly tell: (sentence: string) => void
}

/** An export that was cut off: everything up to `after` is written. */
export class CutOff extends Error {
  override readonly name = 'CutOff'
  constructor(after: bigint, cause: unknown) {
    const why = cause instanceof Error ? cause.message : String(cause)
    super(`${why}; everything up to entry ${after} is written, --after ${after} goes on from there`, {
      cause,
    })
  }
}

/** No export takes longer: a token does not live as long. */
const LONGEST_MS = 15 * 60_000

/** Writes the entries that were asked for, in the order of the chain. Gives how many. Throws a `CutOff` with the entry to go on from. */
export async function exportAudit(
  { url, service, actorId, targetId, action, after }: ExportArguments,
  credentials: RewardsClientOptions['credentials'],
  { write, tell }: Output,
): Promise<number> {
  const client = createRewardsClient({ baseUrl: url, ...(credentials && { credentials }) })
  const filter = create(AuditFilterSchema, { actorId, targetId, action })
  const pieces = client[`${service}Audit`].exportAuditEntries(
    { filter, afterSequence: after },
    { timeoutMs: LONGEST_MS },
  )
  let [written, reached] = [0, after]
  try {
    for await (const { entries, sequence, lastSequence } of pieces) {
      for (const entry of entries) await write(`${JSON.stringify(toJson(AuditEntrySchema, entry))}\n`)
      written += entries.length
      reached = sequence
      tell(`${service}: ${sequence} of ${lastSequence} looked at, ${written} written`)
    }
  } catch (error) {
    throw new CutOff(reached, error)
  }
  return written
}
