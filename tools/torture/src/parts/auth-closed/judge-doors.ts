import { type Judgement, judgementOf } from '../../check/judge.ts'
import type { Door } from './doors.ts'
import type { Forged } from './forged.ts'

/** A token, and what must be said to it. */
interface Shown extends Forged {
  readonly mustBe: RegExp
}

const REFUSED = /^Unauthenticated TOKEN_(INVALID|EXPIRED)$/

/** Shows the good token and each of the others at every door. */
export async function judgeDoors(
  doors: readonly Door[],
  good: string,
  forged: readonly Forged[],
): Promise<Judgement[]> {
  const shown: Shown[] = forged.map(each => ({ ...each, mustBe: REFUSED }))
  const refusals = await Promise.all(doors.map(door => wrongAt(door, shown)))
  const welcomes = await Promise.all(
    doors.map(door => wrongAt(door, [{ what: 'that is good', token: good, mustBe: /^ok$/ }])),
  )
  const tried = doors.length * forged.length
  return [
    judgementOf(
      { name: 'a token that is none of ours is refused everywhere', holds: 'always' },
      tried,
      refusals.flat(),
    ),
    judgementOf({ name: 'a good token is good everywhere', holds: 'always' }, doors.length, welcomes.flat()),
  ]
}

async function wrongAt(door: Door, shown: readonly Shown[]): Promise<string[]> {
  const wrong: string[] = []
  for (const { what, token, mustBe } of shown) {
    const said = await door.knock(token)
    if (!mustBe.test(said)) wrong.push(`a token ${what}, at ${door.name}: ${said}`)
  }
  return wrong
}
