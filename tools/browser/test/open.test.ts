import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chromiumForTests } from '../src/testing.ts'

const chromium = await chromiumForTests(process.env)

describe.skipIf(chromium.missing)(chromium.name, () => {
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'text/html')
    response.end('<script>addEventListener("load", () => document.body.append("run"))</script>')
  })
  let address: string

  beforeAll(async () => {
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  afterAll(() => server.close())

  it('runs the scripts of a page, without a window', async () => {
    const browser = await chromium.open()
    try {
      const page = await browser.newPage()
      await page.goto(address)
      expect(await page.evaluate('document.body.textContent')).toBe('run')
    } finally {
      await browser.close()
    }
    expect(browser.connected).toBe(false)
  })
})
