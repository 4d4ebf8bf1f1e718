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
  page.setDefaultTimeout(60_000) // for machines that are busy
  await page.setViewport({ width: 1280, height: 1000 })
  await page.goto(`${url}/api-docs`, { waitUntil: 'networkidle0' })

  const there = async (selector: string) => {
    const element = await page.waitForSelector(selector, { visible: true })
    if (!element) throw new Error(`the page has no ${selector}`)
    return element
  }
  const shown = async (selector: string) => (await there(selector)).evaluate(element => element.textContent)
  const click = async (selector: string) => (await there(selector)).click()
  const type = async (selector: string, text: string) => {
    await click(selector)
    await page.keyboard.down('Control')
    await page.keyboard.press('a')
    await page.keyboard.up('Control')
    await page.keyboard.sendCharacter(text)
  }
  /** Runs `work` with the method open; many open ones at once make the page slow. */
  const within = async <T>(operationId: string, work: (block: string) => Promise<T>): Promise<T> => {
    const block = `.opblock[id$="-${operationId}"]`
    // The viewer has no more of a long list on the page than is in view; its filter finds the rest.
    await type('.operation-filter-input', operationId.split('_')[0] ?? '')
    await click(`${block} .opblock-summary-control`)
    await there(`${block} .execute`)
    const result = await work(block)
    await click(`${block} .opblock-summary-control`)
    return result
  }
  return {
    asked,
    complaints,
    async enter(email, password, button) {
      await type('input[name=email]', email)
      await type('input[name=password]', password)
      await click(`#sign-in button[value=${button}]`)
      return shown('#who:not(:empty), #notice:not(:empty)')
    },
    async leave() {
      await click('#sign-out')
      await there('#sign-in')
    },
    textOf: operationId =>
      within(operationId, async block => {
        // The viewer fills in an opened method part by part; the answers come last.
        for (const part of ['.opblock-description', '.responses-table']) await there(`${block} ${part}`)
        return shown(block)
      }),
    requestOf: operationId =>
      within(operationId, async block => {
        const box = await there(`${block} .body-param__text`)
        return JSON.parse(await box.evaluate(element => element.value))
      }),
    tryCall: (operationId, request) =>
      within(operationId, async block => {
        const answer = `${block} .live-responses-table`
        if (await page.$(answer)) await click(`${block} .btn-clear`)
        if (request !== undefined) await type(`${block} .body-param__text`, JSON.stringify(request))
        await click(`${block} .execute`)
        const status = await shown(`${answer} .response .response-col_status`)
        const text = await shown(`${answer} .response-col_description .microlight code`)
        return { status: Number.parseInt(status, 10), body: JSON.parse(text) }
      }),
  }
}
