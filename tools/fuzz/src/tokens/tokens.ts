import { encodePageToken } from '@rewards/paging'
import { Counter } from '../counter.ts'
import { mangled } from '../mangle/mangle.ts'
import type { FuzzPart, FuzzTarget } from '../part.ts'
import { type Answer, answerOf } from '../rpc/answers.ts'
import { problemsOf } from '../rpc/judge-answer.ts'
import { Wire } from '../rpc/wire.ts'
import type { FuzzSystem } from '../system/fuzz-system.ts'
import { watch } from '../system/watch.ts'
import { isSameToken, spoiltJwt } from './jwt.ts'
import { type ForgedPageInput, type MangledPageInput, type TokenInput, tokenInputs } from './token-inputs.ts'

/** The list whose tokens are forged, as services/…/dead-letters name it. */
const LETTERS = ['dead_letters', { index: 'by_state', equals: { state: 'OPEN' }, order: 'desc' }]

/** Access tokens and page tokens. */
export const tokens: FuzzPart<TokenInput> = {
  name: 'tokens',
  says: 'access tokens and page tokens that were changed or forged: refused, with a reason',
  atOnce: 8,
  inputs: tokenInputs,
  open: async ({ system }) => openTokens(await system()),
}

async function openTokens(system: FuzzSystem): Promise<FuzzTarget<TokenInput>> {
  const wire = new Wire(system.running.url)
  const counter = new Counter()
  const watched = await watch(system)
  await system.accounts.renew()
  return {
    counts: counter.counts,
    try: async input => {
      counter.add(input.kind)
      return input.kind === 'jwt' ? tryJwt(system, wire, input) : tryPage(system, wire, input)
    },
    finish: async () => [...(await goodIsTaken(system, wire)), ...(await watched.problems())],
    close: async () => wire.close(),
  }
}

async function tryJwt(
  { accounts }: FuzzSystem,
  wire: Wire,
  input: Extract<TokenInput, { kind: 'jwt' }>,
): Promise<readonly string[]> {
  const { token } = await accounts.person('user')
  const spoilt = spoiltJwt(token, input)
  const answer = await get(wire, '/rewards.auth.v1.AuthService/GetMe', '{}', spoilt)
  if (isSameToken(spoilt, token)) return problemsOf(answer)
  // Longer headers than are taken are refused by HTTP itself.
  if (answer.code === 'http 431') return []
  return answer.code === 'unauthenticated'
    ? problemsOf(answer)
    : [`a token that was changed is answered ${answer.code}: ${answer.message}`]
}

/** Else it would say nothing that changed ones are refused. */
async function goodIsTaken({ accounts }: FuzzSystem, wire: Wire): Promise<string[]> {
  const { token } = await accounts.person('user')
  const { code } = await get(wire, '/rewards.auth.v1.AuthService/GetMe', '{}', token)
  return code === 'ok' ? [] : [`the token that was not changed is answered ${code}`]
}

async function tryPage(
  { accounts }: FuzzSystem,
  wire: Wire,
  input: ForgedPageInput | MangledPageInput,
): Promise<readonly string[]> {
  const { token } = await accounts.person('admin')
  const good = (position: ForgedPageInput['position']) => encodePageToken(LETTERS, position)
  const pageToken =
    input.kind === 'forged page'
      ? good(input.position)
      : mangled(Buffer.from(good(['OPEN', 1, 'dlt_a'])), input.mangles).toString()
  const body = JSON.stringify({ pageToken: pageToken.toWellFormed() })
  const answer = await get(wire, '/rewards.event.v1.DeadLetterService/ListDeadLetters', body, token)
  return problemsOf(answer)
}

const LIMIT_MS = 30_000

async function get(wire: Wire, path: string, body: string, token: string): Promise<Answer> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` }
  const request = { http: 1, method: 'POST', path, headers, body: Buffer.from(body) } as const
  try {
    return answerOf('connect-json', await wire.exchange(request, LIMIT_MS))
  } catch (err) {
    return {
      code: 'none',
      reason: '',
      message: `no whole answer came: ${err instanceof Error ? err.message : err}`,
    }
  }
}
