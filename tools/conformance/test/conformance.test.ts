import { readFile } from 'node:fs/promises'
import { Metadata } from '@grpc/grpc-js'
import { describe, expect, test } from 'vitest'
import { figuresOf, KNOWN_FAILING, runSuite } from '../src/index.ts'
import { suiteForTests } from './support/suite.ts'

const suite = await suiteForTests(process.env)

/** As many as there are; fewer when some pass, more never. */
const MOST_KNOWN_FAILING = 0

describe.skipIf(suite.missing)(`the gateway, held against ${suite.name}`, () => {
  test('forwards every protocol, version of HTTP, codec and compression as the suite wants it', async () => {
    const result = await runSuite(await suite.files())
    console.log(figuresOf(result))
    expect(result.ok, result.output).toBe(true)
    expect(result.passed + result.known).toBe(result.cases)
    expect([...result.casesOf.keys()].toSorted((a, b) => a.localeCompare(b))).toEqual([
      'CONNECT over HTTP/1',
      'CONNECT over HTTP/1 and TLS',
      'CONNECT over HTTP/2',
      'CONNECT over HTTP/2 and TLS',
      'GRPC over HTTP/2',
      'GRPC over HTTP/2 and TLS',
      'GRPC-WEB over HTTP/1',
      'GRPC-WEB over HTTP/1 and TLS',
      'GRPC-WEB over HTTP/2',
      'GRPC-WEB over HTTP/2 and TLS',
    ])
  }, 170_000)

  const ONE_PROTOCOL = 'Duplicate Metadata/HTTPVersion:2/Protocol:PROTOCOL_GRPC/Codec:CODEC_JSON/**'

  test('is found out when it loses what a caller sent', async () => {
    const overrides = { requestMetadata: () => new Metadata() }
    const result = await runSuite(await suite.files(), { only: ONE_PROTOCOL, overrides })
    expect(result.ok).toBe(false)
    expect(result.failed).toBeGreaterThan(0)
  })

  test('is found out when a case passes that is known to fail', async () => {
    const result = await runSuite(await suite.files(), { only: ONE_PROTOCOL, knownFailing: ONE_PROTOCOL })
    expect(result.ok).toBe(false)
    expect(result.output).toContain('was expected to fail but did not')
  })
})

test('no further case may fail', async () => {
  const lines = (await readFile(KNOWN_FAILING, 'utf8')).split('\n')
  const patterns = lines.filter(line => line.trim() !== '' && !line.startsWith('#'))
  expect(patterns.length).toBeLessThanOrEqual(MOST_KNOWN_FAILING)
})
