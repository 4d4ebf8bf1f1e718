import { execFileSync } from 'node:child_process'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bundle } from '../packages/client/test/bundle.ts'
import type { Page } from '../packages/client/test/samples/browser-journey.ts'
import { chromiumForTests, type TestChromium } from '../tools/browser/src/testing.ts'
import {
  type ClientProject,
  COMPILERS,
  newClientProject,
  nodeOfTheMachine,
} from './support/client-project.ts'
import { type PageServer, startPageServer } from './support/page-server.ts'
import { makeEvent, startTestSystem, type TestSystem } from './support/system.ts'

const ROOT = join(import.meta.dirname, '..')
const CLIENT = join(ROOT, 'packages', 'client')
const REWARDS = [
  { rewardId: 'rwd_points', name: 'Points', point: { amount: 100 } },
  { rewardId: 'rwd_badge', name: 'Badge', badge: { badgeId: 'newcomer' } },
]

type Browser = Awaited<ReturnType<TestChromium['open']>>
type Tab = Awaited<ReturnType<Browser['newPage']>>

const chromium = await chromiumForTests(process.env)
const NODES = [
  nodeAt("the project's own Node", process.execPath),
  nodeAt("the machine's own Node", nodeOfTheMachine(process.env.PATH)),
]

/** For the title of a test. */
function nodeAt(what: string, path: string | undefined) {
  if (!path) return { name: `${what}, skipped: there is none on the PATH`, path: '', missing: true }
  const version = execFileSync(path, ['--version'], { encoding: 'utf8' }).trim()
  const isOld = Number.parseInt(version.slice(1), 10) < 20
  return { name: `${what}, ${version}${isOld ? ', skipped: too old' : ''}`, path, missing: isOld }
}

let pages: PageServer
let system: TestSystem
let project: ClientProject
let samples: readonly string[]
let eventId: string
beforeAll(async () => {
  pages = await startPageServer()
  system = await startTestSystem({ env: { REWARDS_CORS_ORIGINS: pages.origin } })
  eventId = (await makeEvent(system, { rewards: REWARDS })).eventId
  project = await newClientProject(['@types/node@26', '@connectrpc/connect-node@2.2.0'])
  const documents = [join(CLIENT, 'README.md'), join(ROOT, 'docs', 'clients.md')]
  samples = (await Promise.all(documents.map(samplesOf))).flat()
  await Promise.all(samples.map((sample, i) => project.write(`${placeOf(sample)}${i}.ts`, sample)))
}, 300_000)
afterAll(async () => {
  await project?.[Symbol.asyncDispose]()
  await system?.[Symbol.asyncDispose]()
  await pages?.[Symbol.asyncDispose]()
})

/** The TypeScript of a document, as somebody copies it. */
async function samplesOf(document: string): Promise<readonly string[]> {
  const text = await readFile(document, 'utf8')
  return [...text.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code]) => code as string)
}

/** Where a sample runs: a sample's file is named for it. */
function placeOf(sample: string): 'node' | 'page' | 'anywhere' {
  if (/from '[^']*\bnode'/.test(sample)) return 'node'
  return sample.includes('document.') ? 'page' : 'anywhere'
}

/** The first sample of the README, against the system that runs here. */
function journey(email: string): string {
  const [sample = ''] = samples
  return sample
    .replace('https://rewards.example', system.running.url)
    .replace('ann@example.com', email)
    .replace('evt_welcome', eventId)
}

const FOR_NODE = { module: 'nodenext', target: 'es2022', types: ['node'], skipLibCheck: false }
/** Connect's own declarations lean on names of `dom`. */
const FOR_NODE_ALONE = { ...FOR_NODE, lib: ['es2022'], skipLibCheck: true }
const FOR_BUNDLERS = {
  module: 'esnext',
  moduleResolution: 'bundler',
  target: 'es2022',
  lib: ['es2022', 'dom'],
  types: [],
  skipLibCheck: false,
}

describe('the packages, installed into an empty project', () => {
  it.each(Object.entries(COMPILERS))(
    'type-check with every sample of the documents: %s',
    async (_, compiler) => {
      const everywhere = ['anywhere*.ts', 'node*.ts', 'page*.ts']
      await project.compile(compiler, { ...FOR_NODE, noEmit: true, include: everywhere })
      await project.compile(compiler, {
        ...FOR_BUNDLERS,
        noEmit: true,
        include: ['anywhere*.ts', 'page*.ts'],
      })
    },
  )

  it('type-check in a project that knows nothing of browsers', async () => {
    const include = ['anywhere*.ts', 'node*.ts']
    await project.compile(COMPILERS['TypeScript 7'], { ...FOR_NODE_ALONE, noEmit: true, include })
  })

  it('hold what is needed to use them, and no word of where they were made', async () => {
    for (const name of ['client', 'contracts']) {
      const folder = join(project.folder, 'node_modules', '@rewards', name)
      const files = await readdir(folder, { recursive: true, withFileTypes: true })
      const paths = files.filter(file => file.isFile()).map(file => join(file.parentPath, file.name))
      const strange = paths.filter(
        path => !/(\/dist\/.*\.(js|d\.ts)|\/(package\.json|README\.md|openapi\.json))$/.test(path),
      )
      expect(strange).toEqual([])
      expect(paths.length).toBeGreaterThan(20)
      for (const path of paths) expect(await readFile(path, 'utf8')).not.toContain(ROOT)
    }
  })

  it('refuse what the contract does not have', async () => {
    const wrong = "import { createRewardsClient } from '@rewards/client'\n"
    const call = "createRewardsClient({ baseUrl: '' }).claims.claimReward({ event: 'evt_a' })\n"
    await project.write('wrong.ts', wrong + call)
    const compiling = project.compile(COMPILERS['TypeScript 7'], {
      ...FOR_NODE,
      noEmit: true,
      include: ['wrong.ts'],
    })
    await expect(compiling).rejects.toThrow(/wrong\.ts\(2,\d+\): error TS\d+: .*'event' does not exist/)
  })

  describe.each(NODES)('$name', ({ path, missing }) => {
    it.skipIf(missing)('runs the journey of the README', async () => {
      await project.write('journey.ts', journey(newEmail()))
      await project.compile(COMPILERS['TypeScript 7'], { ...FOR_NODE, include: ['journey.ts'] })
      const lines = (await project.run(path, 'journey.js')).trim().split('\n')
      expect(lines.slice(-4, -1).toSorted(byName)).toEqual(['2 of 2 rewards', 'rwd_badge', 'rwd_points'])
      expect(lines.at(-1)).toBe('100 points, 1 badges')
    })

    it.skipIf(missing)(
      'speaks gRPC over HTTP/2, and goes on with the session in a file, also when its token expired for three processes at once',
      async () => {
        const email = newEmail()
        await project.write('session.ts', sessionInFile(email))
        await project.compile(COMPILERS['TypeScript 7'], { ...FOR_NODE, include: ['session.ts'] })
        const first = (await project.run(path, 'session.js')).trim()
        const second = (await project.run(path, 'session.js')).trim()
        expect(first).toMatch(/^signed up as usr_\w+$/)
        const goneOn = first.replace('signed up', 'gone on')
        expect(second).toBe(goneOn)

        // As after a quarter of an hour: what is kept as the access token counts no more.
        const file = join(project.folder, 'sessions', `${email}.json`)
        const session = JSON.parse(await readFile(file, 'utf8'))
        await writeFile(file, JSON.stringify({ ...session, accessToken: `${session.accessToken}x` }))
        const all = await Promise.all([1, 2, 3].map(() => project.run(path, 'session.js')))
        expect(all.map(said => said.trim())).toEqual([goneOn, goneOn, goneOn])
      },
    )
  })
})

const byName = (a: string, b: string) => a.localeCompare(b)

let people = 0
const newEmail = () => `client${people++}@example.com`

/** A program that signs up if nobody is signed in. */
function sessionInFile(email: string): string {
  return `
    import { createRewardsClient } from '@rewards/client'
    import { fileSessions } from '@rewards/client/node'
    import { createGrpcTransport, Http2SessionManager } from '@connectrpc/connect-node'

    const connection = new Http2SessionManager('${system.running.url}')
    const client = createRewardsClient({
      baseUrl: '${system.running.url}',
      sessions: fileSessions('sessions/${email}.json'),
      transport: baseUrl => createGrpcTransport({ baseUrl, sessionManager: connection }),
    })
    const isNew = (await client.userId()) === undefined
    if (isNew) await client.signUp({ email: '${email}', password: 'correct horse battery', displayName: 'Ann' })
    const { user } = await client.auth.getMe({})
    console.log(isNew ? 'signed up as' : 'gone on as', user?.userId)
    connection.abort()
  `
}

describe('a bundle for browsers', () => {
  it('of the client has a size that a page can bear', async () => {
    await project.write('only.js', "export { createRewardsClient } from '@rewards/client'")
    const { size, gzipped } = await bundle(join(project.folder, 'only.js'))
    const kilo = (bytes: number) => `${(bytes / 1_000).toFixed(1)} KB`
    console.log(`bundle of the client for browsers: ${kilo(size)}, ${kilo(gzipped)} compressed`)
    expect(gzipped).toBeLessThan(100_000)
  })
})

/** As after a quarter of an hour: what is kept as the access token counts no more. */
const TOKEN_EXPIRES = `{
  const session = JSON.parse(localStorage.getItem('rewards.session'))
  localStorage.setItem('rewards.session', JSON.stringify({ ...session, accessToken: session.accessToken + 'x' }))
}`

describe.skipIf(chromium.missing)(`a page in ${chromium.name}`, () => {
  let browser: Browser
  beforeAll(async () => {
    const sample = await readFile(join(CLIENT, 'test', 'samples', 'browser-journey.ts'), 'utf8')
    await project.write('browser-journey.ts', sample)
    await project.compile(COMPILERS['TypeScript 7'], { ...FOR_BUNDLERS, include: ['browser-journey.ts'] })
    pages.serve((await bundle(join(project.folder, 'browser-journey.js'))).code)
    browser = await chromium.open()
  }, 120_000)
  afterAll(() => browser?.close())

  /** A tab of the browser that shows the page. */
  async function tab(origin: string): Promise<Tab> {
    const tab = await browser.newPage()
    await tab.goto(origin)
    await tab.waitForFunction('"page" in globalThis')
    return tab
  }

  /** Calls a function of the page. */
  function ask<K extends keyof Page>(tab: Tab, name: K, ...args: Parameters<Page[K]>): Promise<unknown> {
    return tab.evaluate(`page.${name}(...${JSON.stringify(args)})`)
  }

  it.each(['connect', 'grpc-web'] as const)('of another origin makes the journey: %s', async protocol => {
    const page = await tab(pages.origin)
    const asked = { baseUrl: system.running.url, protocol, email: newEmail(), eventId }
    const seen = (await ask(page, 'journey', asked)) as { grants: string[] }
    expect({ ...seen, grants: seen.grants.toSorted(byName) }).toEqual({
      userId: expect.stringMatching(/^usr_/),
      isSuccess: true,
      refused: ['DUPLICATED_CLAIM', true],
      grants: ['rwd_badge', 'rwd_points'],
      points: '100',
    })
    await page.close()
  })

  it('goes on over a reload, and so do all tabs, as often as their token expires', async () => {
    const first = await tab(pages.origin)
    const asked = { baseUrl: system.running.url, protocol: 'connect', email: newEmail(), eventId } as const
    const { userId } = (await ask(first, 'journey', asked)) as { userId: string }
    await first.reload()
    await first.waitForFunction('"page" in globalThis')
    expect(await ask(first, 'whoAmI', system.running.url)).toBe(userId)

    const tabs = [first, await tab(pages.origin), await tab(pages.origin)]
    expect(await ask(first, 'hasLocks')).toBe(true)
    for (let i = 0; i < 5; i++) {
      await first.evaluate(TOKEN_EXPIRES)
      const seen = await Promise.all(tabs.map(each => ask(each, 'whoAmI', system.running.url)))
      expect(seen).toEqual([userId, userId, userId])
    }
    for (const each of tabs) await each.close()
  })

  it('of an origin that the gateway does not know gets no answer', async () => {
    const page = await tab(pages.otherOrigin)
    expect(await ask(page, 'failure', system.running.url)).toBe('UNREACHABLE')
    await page.close()
  })
})
