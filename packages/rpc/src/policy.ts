import { create, type DescMethod, type DescService, getOption, hasOption } from '@bufbuild/protobuf'
import { MethodOptions_IdempotencyLevel } from '@bufbuild/protobuf/wkt'
import { isNowhere } from '@rewards/access'
import { type Policy, PolicySchema, policy as policyOption } from '@rewards/contracts/policy'
import { RewardsError } from '@rewards/errors'
import type { Caller } from './caller.ts'
import { isPermission, type Permission } from './permissions.ts'

const NO_POLICY = create(PolicySchema)

/**
 * Throws unless every method of the service carries a policy that can be enforced: a rule is set, and a permission
 * is one of `PERMISSIONS`. Called when a server is made, so that a service with a gap does not start.
 */
export function requirePolicies(service: DescService): void {
  const problems = service.methods.flatMap(method => problemOf(method) ?? [])
  if (problems.length > 0) throw new Error(problems.join('; '))
}

function problemOf(method: DescMethod): string | undefined {
  const { rule, scoped } = policyOf(method)
  if (rule.case === undefined) return `${nameOf(method)} has no policy (option rewards.policy.v1.policy)`
  if (rule.case !== 'permission' && !rule.value) return `${nameOf(method)}: ${rule.case} must be true`
  if (rule.case === 'permission' && !isPermission(rule.value))
    return `${nameOf(method)} asks for the permission ${rule.value}, which no role can carry`
  if (scoped && rule.case !== 'permission')
    return `${nameOf(method)} is scoped, which only a permission can be`
  return undefined
}

const policies = new WeakMap<DescMethod, Policy>()

/** Read from the descriptor once: every call asks for it, and reading an option decodes it. */
function policyOf(method: DescMethod): Policy {
  const known = policies.get(method)
  if (known) return known
  const policy = hasOption(method, policyOption) ? getOption(method, policyOption) : NO_POLICY
  policies.set(method, policy)
  return policy
}

/** Whether anyone may call the method, so that its token need not be looked at. */
export function isPublic(method: DescMethod): boolean {
  return policyOf(method).rule.case === 'public'
}

/** Whether only those may call the method whose roles carry a permission. */
export function isPrivileged(method: DescMethod): boolean {
  return policyOf(method).rule.case === 'permission'
}

/** Whether the method is for processes of the system alone, which come without a token; the gateway has no way to it. */
export function isInside(method: DescMethod): boolean {
  return policyOf(method).rule.case === 'inside'
}

/**
 * Why this caller may not call this method, or `undefined` when they may. Pure. Without a caller:
 * `unauthenticated` TOKEN_MISSING; without the permission: `permission_denied` PERMISSION_DENIED with
 * `metadata.permission`; with an account that may only read, and a method that changes something: `permission_denied`
 * ACCOUNT_READ_ONLY with `metadata.state`. A scoped method asks for the permission somewhere, any other one for it
 * everywhere. A method without a policy is refused to everybody.
 */
export function authorize(method: DescMethod, caller: Caller | undefined): RewardsError | undefined {
  const { rule, scoped, readOnlyAccounts } = policyOf(method)
  if ((rule.case === 'public' || rule.case === 'inside') && rule.value) return undefined
  if (!caller)
    return new RewardsError('unauthenticated', 'TOKEN_MISSING', `${nameOf(method)} needs an access token`)
  if (caller.readOnlyAs !== undefined && !readOnlyAccounts && !isReading(method))
    return readOnly(method, caller.readOnlyAs)
  if (rule.case === 'authenticated' && rule.value) return undefined
  const permission = rule.case === 'permission' ? rule.value : ''
  if (holds(caller, permission, scoped)) return undefined
  const message = `${nameOf(method)} needs the permission ${permission}, which your roles do not carry`
  return new RewardsError('permission_denied', 'PERMISSION_DENIED', message, { metadata: { permission } })
}

function isReading({ idempotency }: DescMethod): boolean {
  return idempotency === MethodOptions_IdempotencyLevel.NO_SIDE_EFFECTS
}

function readOnly(method: DescMethod, state: string): RewardsError {
  const message = `your account is ${state}: it may read, but not call ${nameOf(method)}`
  return new RewardsError('permission_denied', 'ACCOUNT_READ_ONLY', message, { metadata: { state } })
}

function holds(caller: Caller, permission: Permission, scoped: boolean): boolean {
  return scoped ? !isNowhere(caller.scopeOf(permission)) : caller.permissions.has(permission)
}

function nameOf(method: DescMethod): string {
  return `${method.parent.typeName}.${method.name}`
}
