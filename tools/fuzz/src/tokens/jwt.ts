import { mangled } from '../mangle/mangle.ts'
import { jsonOf, type Tree } from '../message/tree.ts'
import type { JwtInput } from './token-inputs.ts'

/** Below what the gateway takes of headers in all. */
const LONGEST = 15_000

/** The token with all of it done. */
export function spoiltJwt(good: string, { header, claims, mangles }: JwtInput): string {
  const [head = '', body = '', signature = ''] = good.split('.')
  const parts = [withMembers(head, header), withMembers(body, claims), signature].join('.')
  // What HTTP itself does not carry in a header is not looked at here.
  const carried = mangled(Buffer.from(parts), mangles).subarray(0, LONGEST)
  return carried.toString('latin1').replace(/[^\x21-\x7e\x80-\xff]/g, '~')
}

/** Whether two tokens are the same bytes: base64url has several ways to write one, and none of them is a forgery. */
export function isSameToken(one: string, other: string): boolean {
  const bytes = (token: string) =>
    token.split('.').map(part => Buffer.from(part, 'base64url').toString('hex'))
  return bytes(one).join('.') === bytes(other).join('.')
}

function withMembers(part: string, members: Readonly<Record<string, Tree>>): string {
  if (Object.keys(members).length === 0) return part
  const known = JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, Tree>
  return Buffer.from(jsonOf({ ...known, ...members })).toString('base64url')
}
