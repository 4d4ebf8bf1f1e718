import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Logger } from '@rewards/process'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Mail } from '../src/application/mails.ts'
import { requestPasswordReset } from '../src/application/password/request-password-reset.ts'
import { afterAnswer } from '../src/infrastructure/mail/after-answer.ts'
import { httpMailer } from '../src/infrastructure/mail/http-mailer.ts'
import { logMailer } from '../src/infrastructure/mail/log-mailer.ts'

const TOKEN = `usr_ann.${'s'.repeat(43)}`
const RESET: Mail = {
  kind: 'RESET_PASSWORD',
  to: 'ann@example.com',
  displayName: 'Ann',
  locale: 'en-GB',
  token: TOKEN,
  expiresAtMs: Date.UTC(2026, 2, 1),
}

describe('asking for a new password', () => {
  it('is answered before an account is looked up, known or not', async () => {
    const later: (() => Promise<void>)[] = []
    const used = () => {
      throw new Error('looked up')
    }
    const ports = {
      users: new Proxy({}, { get: used }) as never,
      mailer: { send: used },
      mailUndelivered: used,
      newSecret: used,
      now: used,
      limiter: { check: used, count: async () => ({ forgive: used, undo: used }), forgive: used },
      afterAnswer: (work: () => Promise<void>) => void later.push(work),
    }
    await requestPasswordReset(ports)({ email: 'ann@example.com' }, { origin: {} })
    expect(later).toHaveLength(1)
    await expect(later[0]?.()).rejects.toThrow('looked up')
  })
})

describe('work after the answer', () => {
  it('begins later, so much of it at once, and what it fails with is noted', async () => {
    const noted: unknown[] = []
    const behind = afterAnswer(2, error => noted.push(error))
    const done: string[] = []
    behind.run(async () => void done.push('one'))
    behind.run(() => Promise.reject(new Error('two')))
    expect(() => behind.run(async () => undefined)).toThrow(expect.objectContaining({ reason: 'MAIL_BUSY' }))
    expect(done).toEqual([])
    await behind.settled()
    expect(done).toEqual(['one'])
    expect(noted).toEqual([new Error('two')])
    behind.run(async () => void done.push('three'))
    await behind.settled()
    expect(done).toEqual(['one', 'three'])
  })
})

describe('mails to the log', () => {
  it('are warnings with the token, short enough for the screen', async () => {
    const lines: string[] = []
    const mailer = logMailer({ warn: (line: string) => lines.push(line) } as unknown as Logger)
    await mailer.send(RESET)
    await mailer.send({ ...RESET, kind: 'VERIFY_EMAIL' })
    const { token: _token, expiresAtMs: _expires, ...told } = RESET
    await mailer.send({ ...told, kind: 'PASSWORD_CHANGED' })
    await mailer.send({ ...told, kind: 'EMAIL_CHANGED' })
    expect(lines).toEqual([
      `mail: ${TOKEN} sets a new password for ann@example.com`,
      `mail: ${TOKEN} proves the address ann@example.com`,
      'mail to ann@example.com: the password was changed',
      'mail to ann@example.com: the account has another address now',
    ])
    for (const line of lines) expect(line.length).toBeLessThan(160)
  })
})

describe('mails to a mailer', () => {
  let server: Server
  let received: { readonly request: IncomingMessage; readonly body: string }[]
  let answer: { status: number; headers?: Record<string, string> }
  let url: string
  beforeEach(async () => {
    received = []
    answer = { status: 202 }
    server = createServer(async (request, response) => {
      let body = ''
      for await (const chunk of request) body += chunk
      received.push({ request, body })
      response.writeHead(answer.status, answer.headers).end()
    })
    await once(server.listen(0, '127.0.0.1'), 'listening')
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/mails`
  })
  afterEach(() => void server.close())

  it('are posted as JSON', async () => {
    await httpMailer(url).send(RESET)
    expect(received[0]?.request.method).toBe('POST')
    expect(received[0]?.request.headers['content-type']).toBe('application/json')
    expect(JSON.parse(received[0]?.body ?? '')).toEqual({
      kind: 'RESET_PASSWORD',
      to: 'ann@example.com',
      displayName: 'Ann',
      locale: 'en-GB',
      token: TOKEN,
      expiresAt: '2026-03-01T00:00:00.000Z',
    })
  })

  it('were not taken when it says so, sends them elsewhere, or is not there', async () => {
    answer = { status: 500 }
    await expect(httpMailer(url).send(RESET)).rejects.toThrow('the mailer answered 500')
    answer = { status: 307, headers: { location: `${url}/elsewhere` } }
    await expect(httpMailer(url).send(RESET)).rejects.toThrow()
    expect(received).toHaveLength(2)
    server.close()
    server.closeAllConnections()
    await expect(httpMailer(url).send(RESET)).rejects.toThrow()
  })
})
