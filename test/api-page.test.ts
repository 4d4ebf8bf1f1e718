import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chromiumForTests } from '../tools/browser/src/testing.ts'
import { type ApiPage, openApiPage } from './support/api-page.ts'
import { eventDraft, startTestSystem, type TestSystem } from './support/system.ts'

const chromium = await chromiumForTests(process.env)
const PASSWORD = 'correct horse battery'

describe.skipIf(chromium.missing !== '')(`the page with the API, in ${chromium.name}`, () => {
  let system: TestSystem
  let browser: Awaited<ReturnType<typeof chromium.open>>
  let page: ApiPage
  beforeAll(async () => {
    ;[system, browser] = await Promise.all([startTestSystem(), chromium.open()])
    page = await openApiPage(browser, system.running.urls[0] as string)
  }, 120_000)
  afterAll(async () => {
    await browser?.close()
    await system?.[Symbol.asyncDispose]()
  })

  it('says of a method who may call it, why it may fail, and how a request looks', async () => {
    const text = await page.textOf('EventService_CreateEvent')
    expect(text).toContain(
      'Who may call: who has the permission event.write, everywhere or within a group, for what belongs there: OPERATOR, ADMIN.',
    )
    expect(text).toContain('failed_precondition KEY_REUSED when the key was used with another request')
    const request = await page.requestOf('EventService_CreateEvent')
    expect(request).toMatchObject({ idempotencyKey: 'welcome', event: { name: 'Welcome' } })
  })

  it('refuses a call of somebody who has not signed in, and a wrong password, in words', async () => {
    expect(await page.tryCall('AuthService_GetMe', {})).toMatchObject({
      status: 401,
      body: { code: 'unauthenticated', message: expect.stringContaining('needs an access token') },
    })
    expect(await page.enter('nobody@example.com', PASSWORD, 'SignIn')).toMatch(/password/)
  })

  it('lets a person sign in, make an event, claim, and see the claim', async () => {
    const operator = await person(['ROLE_OPERATOR'])
    expect(await page.enter(operator, PASSWORD, 'SignIn')).toBe(`${operator}: USER, OPERATOR`)
    const made = await page.tryCall('EventService_CreateEvent', { idempotencyKey: 'k', event: eventDraft() })
    expect(made).toMatchObject({ status: 200, body: { event: { status: 'EVENT_STATUS_READY' } } })
    const { eventId, revision: expectedRevision } = made.body.event
    const change = { eventId, expectedRevision, status: 'EVENT_STATUS_ACTIVE' }
    expect(await page.tryCall('EventService_ChangeEventStatus', change)).toMatchObject({ status: 200 })
    await page.leave()

    expect(await page.enter('ann@example.com', PASSWORD, 'SignUp')).toBe('ann@example.com: USER')
    const claimed = await page.tryCall('ClaimService_ClaimReward', { eventId, idempotencyKey: 'ann' })
    expect(claimed).toMatchObject({ status: 200, body: { state: 'CLAIM_STATE_REQUESTED', attempt: 1 } })
    const { claimId } = claimed.body
    const watched = await page.tryCall('ClaimService_WatchClaim', { claimId })
    expect(watched.body.at(-2).claim).toMatchObject({ claimId, state: 'CLAIM_STATE_SUCCESS' })
    expect(watched.body.at(-1)).toEqual({ end: {} })
    const { body } = await page.tryCall('ClaimService_ListMyClaims', {})
    expect(body.claims).toMatchObject([{ claimId, eventId, isFullyGranted: true }])
  })

  it('calls by GET what can be called by GET', async () => {
    const { status, body } = await page.tryCall('AuthService_GetMe_by_GET')
    expect({ status, body }).toMatchObject({ status: 200, body: { user: { email: 'ann@example.com' } } })
  })

  it('asked nobody but the gateway for anything, and met with nothing that its own policy forbids', () => {
    const elsewhere = page.asked.filter(
      url => !url.startsWith('data:') && !system.running.urls.includes(new URL(url).origin),
    )
    expect(elsewhere).toEqual([])
    expect(page.complaints.filter(text => !/status of 40[01]/.test(text))).toEqual([])
  })

  async function person(roles: readonly string[]): Promise<string> {
    const email = `${roles.join('-').toLowerCase()}@example.com`
    const request = { idempotencyKey: email, email, password: PASSWORD, displayName: 'P', roles }
    const { code } = await system.call('UserService/CreateUser', request, system.admin)
    expect(code).toBe('ok')
    return email
  }
})
