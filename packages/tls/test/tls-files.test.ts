import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Authority, type IssuedFiles, writeIssued } from '@rewards/authority'
import { createLogger } from '@rewards/process'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTlsFiles, readTlsFiles, type TlsFiles } from '../src/index.ts'

const DAY_MS = 86_400_000

let folder: string
let authority: Authority
let good: IssuedFiles
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rewards-tls-'))
  authority = await Authority.create('Test')
  good = await writeIssued(folder, 'good', await authority.issue({ names: ['localhost'] }))
})
afterAll(() => rm(folder, { recursive: true }))

function files({ certPath, keyPath }: IssuedFiles): TlsFiles {
  return { cert: { variable: 'THE_CERT', path: certPath }, key: { variable: 'THE_KEY', path: keyPath } }
}

async function written(name: string, content: string): Promise<string> {
  await writeFile(join(folder, name), content)
  return join(folder, name)
}

async function refusal(of: TlsFiles): Promise<string> {
  const outcome = await readTlsFiles(of, Date.now()).catch(error => error)
  expect(outcome).toMatchObject({ name: 'TlsFilesError' })
  return outcome.message.replaceAll(folder, '')
}

test('a certificate with its key is read as it stands', async () => {
  const { cert, key } = await readTlsFiles(files(good), Date.now())
  expect(cert).toContain('BEGIN CERTIFICATE')
  expect(key).toContain('BEGIN PRIVATE KEY')
})

describe('refused, by a sentence that names the variable and the file, are', () => {
  test('a file that is not there', async () => {
    expect(await refusal(files({ ...good, certPath: join(folder, 'gone') }))).toBe(
      'THE_CERT is "/gone": there is no such file',
    )
  })

  test('a file that is a folder', async () => {
    expect(await refusal(files({ ...good, keyPath: folder }))).toBe(
      'THE_KEY is "": it cannot be read (EISDIR)',
    )
  })

  test('a file without a certificate, and one whose certificate is broken', async () => {
    expect(await refusal(files({ ...good, certPath: good.keyPath }))).toBe(
      'THE_CERT is "/good.key": it holds no certificate in PEM',
    )
    const half = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n'
    expect(await refusal(files({ ...good, certPath: await written('half.crt', half) }))).toBe(
      'THE_CERT is "/half.crt": a certificate in it is broken',
    )
  })

  test('a file without a key, which is never shown', async () => {
    expect(await refusal(files({ ...good, keyPath: await written('no.key', 'hunter2') }))).toBe(
      'THE_KEY is "/no.key": it holds no private key in PEM, or one that is encrypted',
    )
  })

  test('a key of another certificate', async () => {
    const other = await writeIssued(folder, 'other', await authority.issue({ names: ['localhost'] }))
    expect(await refusal(files({ ...good, keyPath: other.keyPath }))).toBe(
      'THE_KEY is "/other.key": the key is not that of the certificate in "/good.crt" (THE_CERT)',
    )
  })

  test('a certificate that has expired, and one that is not valid yet', async () => {
    const notAfter = new Date('2026-01-02T03:04:05Z')
    const old = { names: ['localhost'], notBefore: new Date('2026-01-01T00:00:00Z'), notAfter }
    const expired = await writeIssued(folder, 'expired', await authority.issue(old))
    expect(await refusal(files(expired))).toBe(
      'THE_CERT is "/expired.crt": the certificate of CN=localhost expired on 2026-01-02T03:04:05.000Z',
    )
    const notBefore = new Date(Date.now() + DAY_MS)
    const early = { names: ['localhost'], notBefore, notAfter: new Date(Date.now() + 2 * DAY_MS) }
    const tomorrow = await writeIssued(folder, 'tomorrow', await authority.issue(early))
    expect(await refusal(files(tomorrow))).toContain('is not valid before')
  })

  test('a chain of which one has expired, and authorities without a certificate', async () => {
    const expired = await authority.issue({
      names: ['old'],
      notBefore: new Date(0),
      notAfter: new Date(DAY_MS),
    })
    const { cert } = await authority.issue({ names: ['new'] })
    const chain = await written('chain.pem', cert + expired.cert)
    expect(await refusal({ ca: { variable: 'THE_CA', path: chain } })).toContain(
      'CN=old expired on 1970-01-02',
    )
    const empty = await written('empty.pem', '')
    expect(await refusal({ ca: { variable: 'THE_CA', path: empty } })).toContain('holds no certificate')
  })
})

describe('files that change', () => {
  test('are read again; what cannot be used is logged once, and leaves the old ones in use', async () => {
    const lines: string[] = []
    const logger = createLogger({ service: 'test', level: 'info' }, { write: line => void lines.push(line) })
    const said = (words: string) => lines.filter(line => line.includes(words))
    const steps: (() => Promise<void> | void)[] = []
    const mine = await writeIssued(folder, 'mine', await authority.issue({ names: ['first'] }))
    const tls = await openTlsFiles(
      files(mine),
      { logger, onStop: (_, stop) => void steps.push(stop) },
      { everyMs: 10 },
    )
    const first = tls.current
    const seen: unknown[] = []
    tls.onChange(material => void seen.push(material))

    const next = await authority.issue({ names: ['second'] })
    await writeFile(mine.certPath, next.cert)
    await expect.poll(() => said('those from before stay in use').length, { timeout: 10_000 }).toBe(1)
    await writeFile(mine.keyPath, 'broken')
    await expect.poll(() => said('holds no private key').length, { timeout: 10_000 }).toBe(1)
    expect(tls.current).toEqual(first)
    expect(seen).toEqual([])

    await writeFile(mine.keyPath, next.key)
    await expect.poll(() => said('new connections use the new ones').length, { timeout: 10_000 }).toBe(1)
    expect(tls.current).toEqual({ cert: `${next.cert}\n`, key: next.key })
    expect(seen).toEqual([tls.current])
    for (const stop of steps) await stop()
  })
})
