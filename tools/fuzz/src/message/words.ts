import type { DescField } from '@bufbuild/protobuf'
import fc from 'fast-check'
import { secrets } from './texts.ts'
import type { Tree } from './tree.ts'

/**
 * Values that get far because a field is named so: by what its name ends with. What stands in `<>` is known only when a
 * message is sent: the id of an event that is there, a revision that was seen, an address that nobody has.
 */
const WORDS: readonly (readonly [field: RegExp, words: readonly Tree[]])[] = [
  [/(^|_)event_id$/, ['<eventId>', '<event>', '<quiet>', 'evt_none']],
  [/(^|_)claim_id$/, ['<claimId>', '<claim>', 'clm_none', 'evt_a:usr_a:once']],
  [/(^|_)user_id$|(^|_)holder$/, ['<userId>', '<user>', '<other>', 'usr_none']],
  [/group_id$|^parent_id$/, ['<groupId>', '<group>', '', 'grp_none']],
  [/(^|_)reward_id$/, ['<rewardId>', 'rwd_a', 'rwd_b', 'rwd_none']],
  [/condition_id$/, ['cnd_a', 'cnd_b']],
  [/service_account_id$/, ['<serviceAccountId>', '<account>', 'usr_none']],
  [/api_key_id$/, ['<apiKeyId>', 'key_none']],
  [/session_id$/, ['<sessionId>', 'ses_none']],
  [/dead_letter_id$/, ['<deadLetterId>', 'dlt_none']],
  [/kid$/, ['kid_none']],
  [/(^|_)revision$/, ['<revision>', 1, 2]],
  [/(^|_)attempt$|_rev$/, ['<attempt>', 0, 1]],
  [/role_id$/, ['<roleId>', 'rol_none']],
  [/^name$/, ['Spring', '<name>']],
  [/permissions?$|scopes$/, ['event.write', 'user.read', 'activity.write', 'none.such']],
  [/email$/, ['<email>', '<takenEmail>', 'no address']],
  [/idempotency_key$/, ['<key>', 'again']],
  [/refresh_token$/, ['<refreshToken>']],
  [/^api_key$/, ['<apiKey>']],
  [/password$/, ['<password>', 'correct horse battery']],
  [/time_zone$/, ['Asia/Seoul', 'UTC', 'Mars/Olympus']],
  [/operator$/, ['>=', '==', '<']],
  [/token_type$/, ['PLAYER_ID']],
  [/(^|_)type$/, ['LOGIN_DAYS', 'PURCHASE_COUNT', 'LOGIN', 'PURCHASE']],
  [/^(source|fact_id)$/, ['fuzz', 'shop']],
  [/^locale$/, ['en-GB', 'ko']],
  [/country$/, ['KR', 'us']],
  [/page_token$/, ['', '<nextPageToken>', '<page>']],
  [/^(starts?_at|start|from|.*_from|since|occurred_at)$/, ['<past>']],
  [/^(ends?_at|end|before|.*_before|until|expires_at|.*_until)$/, ['<future>']],
]

const SECRETS = /password|token|secret|api_key$|proof|(^|_)code$/

/** Values for a field that are likely to be taken; `undefined` when its name says nothing. */
export function wordsFor({ name }: Pick<DescField, 'name'>): fc.Arbitrary<Tree> | undefined {
  const words = WORDS.find(([field]) => field.test(name))?.[1]
  if (words) return fc.constantFrom(...words)
  return isSecret(name) ? secrets : undefined
}

/** Whether what stands in a field of this name must not be seen in a log. */
export function isSecret(name: string): boolean {
  return SECRETS.test(name) && name !== 'page_token'
}
