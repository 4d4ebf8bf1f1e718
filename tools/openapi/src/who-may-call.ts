import { type DescMethod, getOption, hasOption, type Message, type Registry } from '@bufbuild/protobuf'
import { carries, ROLES } from '@rewards/access'

/** Who may call a method; the same rule that the services enforce. */
export type Rule =
  | { readonly kind: 'public' }
  | { readonly kind: 'inside' }
  | ({ readonly kind: 'authenticated' } & Openness)
  | ({
      readonly kind: 'permission'
      readonly permission: string
      readonly roles: string[]
      /** It is enough to hold it within a group, for what belongs there. */
      readonly scoped?: true
    } & Openness)

interface Openness {
  /** Accounts that may only read may call it, although it has side effects. */
  readonly readOnlyAccounts?: true
}

interface Policy extends Message {
  readonly rule: { readonly case?: Rule['kind']; readonly value?: unknown }
  /** Not there in contracts of before. */
  readonly scoped?: boolean
  readonly readOnlyAccounts?: boolean
}

/** Reads the policy option as these contracts declare it. The result throws for a method without a policy. */
export function rulesOf(registry: Registry): (method: DescMethod) => Rule {
  const option = registry.getExtension('rewards.policy.v1.policy')
  return method => {
    const policy = option && hasOption(method, option) ? (getOption(method, option) as Policy) : undefined
    const { rule, scoped = false } = policy ?? {}
    const openness = policy?.readOnlyAccounts ? ({ readOnlyAccounts: true } as const) : {}
    if (rule?.case === 'permission') return { ...permissionRule(String(rule.value), scoped), ...openness }
    if (rule?.case && rule.value === true) return { kind: rule.case, ...openness }
    throw new Error(`${method.parent.typeName}.${method.name} does not say who may call it`)
  }
}

function permissionRule(permission: string, scoped: boolean): Rule {
  const roles = ROLES.filter(role => carries(role, permission))
  return { kind: 'permission', permission, roles, ...(scoped && { scoped }) }
}

/** The rule in words. */
export function whoMayCall(rule: Rule): string {
  if (rule.kind === 'public') return 'anyone, without a token'
  if (rule.kind === 'authenticated') return 'anyone who is signed in'
  if (rule.kind === 'inside') return 'processes of the system itself; not at the gateway'
  const within = rule.scoped ? ', everywhere or within a group, for what belongs there' : ''
  return `who has the permission \`${rule.permission}\`${within}: ${rule.roles.join(', ') || 'no role yet'}`
}
