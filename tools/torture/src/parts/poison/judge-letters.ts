import type { Poison } from '../../broker/poisoner.ts'
import { each } from '../../check/invariant.ts'
import { type Judgement, judgementOf } from '../../check/judge.ts'
import type { Letter } from './letters.ts'

/** Every poison message is a dead letter with its bytes, and nothing else is; pure. */
export function judgeLetters(poison: readonly Poison[], letters: readonly Letter[]): Judgement[] {
  const kept = new Set(letters.map(({ letter }) => keyOf(letter)))
  const wanted = new Set(poison.map(keyOf))
  const missing = each(poison, each => (kept.has(keyOf(each)) ? [] : [`${keyOf(each)} is in no dead letter`]))
  const strangers = each(letters, ({ letter }) =>
    wanted.has(keyOf(letter)) ? [] : [`${letter.consumer} gave up on ${letter.documentId}: ${letter.error}`],
  )
  return [
    judgementOf(
      { name: 'every poison message is a dead letter, byte by byte', holds: 'quiet' },
      missing.checked,
      missing.violations,
    ),
    judgementOf(
      { name: 'no other message became a dead letter', holds: 'always' },
      strangers.checked,
      strangers.violations,
    ),
  ]
}

function keyOf({ subject, payload }: Pick<Poison, 'subject' | 'payload'>): string {
  return `${subject} ${Buffer.from(payload).toString('base64')}`
}

/** What came of replays: letters whose cause is gone are cleared, all others are kept; pure. */
export function judgeReplays(
  replays: readonly { readonly isCured: boolean; readonly isCleared: boolean; readonly isLeft: boolean }[],
): Judgement {
  const { checked, violations } = each(replays, ({ isCured, isCleared, isLeft }) => {
    if (isCured !== isCleared)
      return [isCured ? 'a replay failed that could succeed' : 'a replay of poison succeeded']
    return isLeft === isCured
      ? [isCured ? 'a letter is still there' : 'a letter that failed again is gone']
      : []
  })
  const name = 'a replay clears a letter whose cause is gone, and keeps one that fails again'
  return judgementOf({ name, holds: 'always' }, checked, violations)
}
