/** What one caller was given themselves. What follows from it is told by the roles and the groups. */
export interface Holdings {
  /** Held everywhere and without an end: names of built-in roles, ids (`rol_…`) of others. */
  readonly roles: readonly string[]
  /** The groups that the caller is a member of, those above them not named. */
  readonly groups: readonly string[]
  readonly bindings: readonly RoleBinding[]
}

/** Holdings of these roles and nothing else. */
export function holdingOnly(...roles: readonly string[]): Holdings {
  return { roles, groups: [], bindings: [] }
}

/** A role held in a part of the system, or until a time. */
export interface RoleBinding {
  readonly role: string
  /** In this group and all below it; `''`: everywhere. */
  readonly groupId: string
  /** Epoch ms; from then on it is not held. */
  readonly untilMs?: number
}
