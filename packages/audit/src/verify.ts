import { type AuditLink, hashOf, linkId } from './link.ts'

/** What a verification saw last: kept elsewhere, it is what a cut-off end, or a chain written anew, is found by. */
export interface SeenLink {
  readonly sequence: number
  readonly hash: string
}

/** A link as it lies in the store. */
export interface StoredLink {
  readonly id: string
  readonly value: object
}

/** What came of it. `problems`: one sentence each; none: the chain is whole. */
export interface Verification {
  readonly problems: readonly string[]
  readonly last: SeenLink | undefined
}

const MOST_PROBLEMS = 100

/**
 * Walks a chain from its beginning, in the order of its ids, and names what was edited, removed or put elsewhere; by `seen`
 * also what is gone from its end, and a chain that was made anew as a whole.
 */
export async function verifyChain(links: AsyncIterable<StoredLink>, seen?: SeenLink): Promise<Verification> {
  const problems: string[] = []
  let last: SeenLink | undefined
  for await (const { id, value } of links) {
    if (problems.length < MOST_PROBLEMS) problems.push(...problemsOf(id, value as AuditLink, last, seen))
    const { hash } = value as AuditLink
    last = { sequence: Number(id), hash: String(hash) }
  }
  return { problems: [...problems, ...missingAtEnd(last, seen)], last }
}

function problemsOf(
  id: string,
  link: AuditLink,
  last: SeenLink | undefined,
  seen: SeenLink | undefined,
): string[] {
  const expected = (last?.sequence ?? 0) + 1
  const sequence = Number(id)
  if (id !== linkId(sequence)) return [`a document with the id ${id} is no entry of the chain`]
  return [
    ...(sequence > expected ? [`${entries(expected, sequence - 1)} removed`] : []),
    ...(link.sequence !== sequence
      ? [`entry ${sequence} is not in its place: it says that it is entry ${link.sequence}`]
      : []),
    ...(link.hash !== hashOf(link)
      ? [`entry ${sequence} was changed: its hash is not that of what it says`]
      : []),
    ...(sequence === expected && link.previousHash !== (last?.hash ?? '')
      ? [`entry ${sequence} does not follow the one before it: one of the two was replaced`]
      : []),
    ...(sequence === seen?.sequence && link.hash !== seen.hash
      ? [`entry ${sequence} is not the one that the last verification saw: the chain was written anew`]
      : []),
  ]
}

function missingAtEnd(last: SeenLink | undefined, seen: SeenLink | undefined): string[] {
  const end = last?.sequence ?? 0
  if (!seen || end >= seen.sequence) return []
  return [
    `${entries(end + 1, seen.sequence)} removed from the end: the last verification saw entry ${seen.sequence}`,
  ]
}

function entries(from: number, to: number): string {
  return from === to ? `entry ${from} was` : `entries ${from} to ${to} were`
}
