import type { TestChromium } from '../../tools/browser/src/testing.ts'
import type { Json } from './json-calls.ts'

type Browser = Awaited<ReturnType<TestChromium['open']>>

/** The page with the API, as a person has it before them. */
export interface ApiPage {
  /** What the browser asked for, and what it complained of. */
  readonly asked: readonly string[]
  readonly complaints: readonly string[]
  /** Fills in the header's form, presses a button, and gives what the header shows then. */
  enter(email: string, password: string, button: 'SignIn' | 'SignUp'): Promise<string>
  leave(): Promise<void>
  /** Opens a method, puts the request into its box, executes it, and reads the answer off the page. */
  tryCall(operationId: string, request?: Json): Promise<{ status: number; body: Json }>
  /** The request that stands in the method's box. */
  requestOf(operationId: string): Promise<Json>
  /** All that is written about a method once it is open. */
  textOf(operationId: string): Promise<string>
  screenshot(path: string): Promise<void>
}

/** Opens the page in a tab of its own, and waits until it is there. */
export async function openApiPage(browser: Browser, url: string): Promise<ApiPage> {
  const page = await browser.newPage()
  const [asked, complaints]: [string[], string[]] = [[], []]
  page.on('request', request => void asked.push(request.url()))
  page.on('pageerror', error => void complaints.push(String(error)))
  page.on('console', message => {
    if (['error', 'warn'].includes(message.type())) complaints.push(message.text())
  })
  await page.setViewport({ width: 1280, height: 1000 })
  await page.goto(`${url}/api-docs`, { waitUntil: 'networkidle0' })

  const shown = async (selector: string): Promise<string> =>
    (await page.waitForSelector(selector, { visible: true }))?.evaluate(element => element.textContent) ?? ''
  const type = async (selector: string, text: string) => {
    await page.locator(selector).click()
    await page.keyboard.down('Control')
    await page.keyboard.press('a')
    await page.keyboard.up('Control')
    await page.keyboard.sendCharacter(text)
  }
  const open = async (operationId: string): Promise<string> => {
    const block = `.opblock[id$="-${operationId}"]`
    await page.waitForSelector(block)
    if (!(await page.$(`${block}.is-open`))) await page.locator(`${block} .opblock-summary-control`).click()
    await page.waitForSelector(`${block} .execute`)
    return block
  }
  return {
    asked,
    complaints,
    async enter(email, password, button) {
      await type('input[name=email]', email)
      await type('input[name=password]', password)
      await page.locator(`#sign-in button[value=${button}]`).click()
      return shown('#who:not(:empty), #notice:not(:empty)')
    },
    async leave() {
      await page.locator('#sign-out').click()
      await page.waitForSelector('#sign-in', { visible: true })
    },
    textOf: async operationId => shown(await open(operationId)),
    async requestOf(operationId) {
      const box = await page.waitForSelector(`${await open(operationId)} .body-param__text`)
      return JSON.parse((await box?.evaluate(element => element.value)) ?? '')
    },
    async tryCall(operationId, request) {
      const block = await open(operationId)
      if (await page.$(`${block} .btn-clear`)) await page.locator(`${block} .btn-clear`).click()
      await page.waitForSelector(`${block} .live-responses-table`, { hidden: true })
      if (request !== undefined) await type(`${block} .body-param__text`, JSON.stringify(request))
      await page.locator(`${block} .execute`).click()
      const answer = `${block} .live-responses-table`
      const status = await shown(`${answer} .response .response-col_status`)
      const text = await shown(`${answer} .response-col_description .microlight code`)
      return { status: Number.parseInt(status, 10), body: JSON.parse(text) }
    },
    async screenshot(path) {
      await page.screenshot({ path: path as `${string}.png` })
    },
  }
}
