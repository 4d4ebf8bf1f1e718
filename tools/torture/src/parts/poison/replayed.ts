import type { Judgement } from '../../check/judge.ts'
import type { Claimer } from '../../stage/stage.ts'
import type { World } from '../../system/world.ts'
import { judgeReplays } from './judge-letters.ts'
import { type Letter, lettersIn, replay } from './letters.ts'

/** So many of those that must fail again are replayed besides. */
const FAILING = 20

/** Replays the letters about this user's claims, which are there by now, and some of the others. */
export async function replayed(world: World, letters: readonly Letter[], user: Claimer): Promise<Judgement> {
  const isCured = ({ letter }: Letter) => letter.documentId.includes(`:${user.userId}:`)
  const chosen = [...letters.filter(isCured), ...letters.filter(each => !isCured(each)).slice(0, FAILING)]
  const cleared = new Map<Letter, boolean>()
  for (const each of chosen) cleared.set(each, await replay(world, each))
  const left = new Set((await lettersIn(world)).map(({ letter }) => letter.deadLetterId))
  return judgeReplays(
    chosen.map(each => ({
      isCured: isCured(each),
      isCleared: cleared.get(each) ?? false,
      isLeft: left.has(each.letter.deadLetterId),
    })),
  )
}
