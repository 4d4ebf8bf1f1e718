import { expect, it } from 'vitest'
import { Access, type AccessModel, type Holdings, isNowhere } from '../src/index.ts'

const USERS = 10_000
const GROUPS = 1_000
const ROLES = 200
const PERMISSIONS = Array.from({ length: 40 }, (_, at) => `thing${at}.write`)

/** Ten groups below each, three roles in each role, and a binding for every second group. */
const model: AccessModel = {
  roles: Object.fromEntries(Array.from({ length: ROLES }, (_, at) => [`rol_${at}`, roleAt(at)])),
  groups: Object.fromEntries(
    Array.from({ length: GROUPS }, (_, at) => [
      `grp_${at}`,
      { parentId: at === 0 ? '' : `grp_${Math.floor((at - 1) / 10)}` },
    ]),
  ),
  bindings: Array.from({ length: GROUPS / 2 }, (_, at) => ({
    memberGroupId: `grp_${at * 2}`,
    role: `rol_${at % ROLES}`,
    groupId: `grp_${(at * 7) % GROUPS}`,
  })),
}

function roleAt(at: number) {
  const includes = [at + 1, at + 7, at + 31].filter(next => next < ROLES).map(next => `rol_${next}`)
  return { permissions: at % 5 === 0 ? [PERMISSIONS[at % 40] ?? ''] : [], includes }
}

function holdingsOf(user: number): Holdings {
  const groups = [user, user * 3, user * 11].map(at => `grp_${at % GROUPS}`)
  const bindings = [user, user * 5].map(at => ({
    role: `rol_${at % ROLES}`,
    groupId: `grp_${(at * 13) % GROUPS}`,
  }))
  return { roles: ['USER'], groups, bindings }
}

/** Prints what evaluation takes; how long is no promise of a test. */
it('evaluates for 10,000 users, 1,000 groups and 200 roles', () => {
  const begun = process.hrtime.bigint()
  const access = new Access(model, PERMISSIONS)
  const madeNs = Number(process.hrtime.bigint() - begun)
  const holders = Array.from({ length: USERS }, (_, user) => holdingsOf(user))
  let somewhere = 0
  const took = Array.from({ length: 10 * USERS }, (_, at) => {
    const [holdings, permission] = [holders[at % USERS], PERMISSIONS[(at * 7) % PERMISSIONS.length] ?? '']
    const start = process.hrtime.bigint()
    if (holdings && !isNowhere(access.scopeOf(holdings, permission, 0))) somewhere += 1
    return Number(process.hrtime.bigint() - start)
  }).toSorted((a, b) => a - b)
  const us = (part: number) => ((took[Math.floor(took.length * part)] ?? 0) / 1_000).toFixed(1)
  console.log(
    `access: ${took.length} evaluations, p50 ${us(0.5)} µs, p99 ${us(0.99)} µs, p99.9 ${us(0.999)} µs; ` +
      `${somewhere} held somewhere; a new model is made ready in ${(madeNs / 1e6).toFixed(1)} ms`,
  )
  expect(somewhere).toBeGreaterThan(0)
})
