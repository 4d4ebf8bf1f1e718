import {
  type AccessModel,
  type GroupBinding,
  isBuiltInRole,
  isHeldAt,
  type RoleBinding,
} from '@rewards/access'
import { tooMany } from './access-errors.ts'
import type { Groups } from './groups.ts'

/** A holder's bindings, each under its role and place: there is one for both. */
export type Bindings<B extends RoleBinding = RoleBinding> = Readonly<Record<string, B>>

/** They ride in each of the user's tokens. */
const MOST_OF_A_USER = 20
const MOST_OF_GROUPS = 2_000

export function bindingKey({ role, groupId }: Pick<RoleBinding, 'role' | 'groupId'>): string {
  return `${role}:${groupId}`
}

/** The user's bindings with this one; those that hold nothing any more are dropped. Throws TOO_MANY_BINDINGS. */
export function withBinding(
  bindings: Bindings,
  binding: RoleBinding,
  model: AccessModel,
  nowMs: number,
): Bindings {
  const kept = Object.entries({ ...bindings, [bindingKey(binding)]: binding }).filter(([, each]) =>
    holdsSomething(each, model, nowMs),
  )
  if (kept.length > MOST_OF_A_USER) throw tooMany('TOO_MANY_BINDINGS', MOST_OF_A_USER, 'bindings of a user')
  return Object.fromEntries(kept)
}

function holdsSomething(binding: RoleBinding, { roles, groups }: AccessModel, nowMs: number): boolean {
  const { role, groupId } = binding
  const isThere = isBuiltInRole(role) || roles[role] !== undefined
  return isThere && (groupId === '' || groups[groupId] !== undefined) && isHeldAt(binding, nowMs)
}

/** The groups with this binding of one of them. Throws TOO_MANY_BINDINGS. */
export function withGroupBinding(all: Groups, binding: GroupBinding, nowMs: number): Groups {
  const live = Object.entries(all.bindings).filter(([, each]) => isHeldAt(each, nowMs))
  const bindings = { ...Object.fromEntries(live), [groupBindingKey(binding)]: binding }
  if (Object.keys(bindings).length > MOST_OF_GROUPS)
    throw tooMany('TOO_MANY_BINDINGS', MOST_OF_GROUPS, 'bindings of groups')
  return { ...all, bindings }
}

export function groupBindingKey(binding: Omit<GroupBinding, 'untilMs'>): string {
  return `${binding.memberGroupId}:${bindingKey(binding)}`
}

/** Bindings without the one under this key; `undefined` when it is not there. */
export function withoutBinding<B extends RoleBinding>(
  bindings: Bindings<B>,
  key: string,
): Bindings<B> | undefined {
  const { [key]: gone, ...others } = bindings
  return gone && others
}
