import { appendFileSync, cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Judgement, judge } from '../src/check/judge.ts'
import { dataDirIn, operationsIn } from '../src/folders.ts'
import { readHistory } from '../src/log/operation-log.ts'
import { kills } from '../src/parts/kills.ts'
import type { PartReport } from '../src/parts/part.ts'
import { ledgerOf, readLedger } from '../src/provider/ledger-file.ts'
import type { BookRow } from '../src/stores/rows.ts'
import { openSqliteStores } from '../src/stores/sqlite.ts'

const KILLS = 20
const folder = mkdtempSync(join(tmpdir(), 'rewards-torture-test-'))
const said: string[] = []
let report: PartReport

beforeAll(async () => {
  const seed = Date.now() % 2 ** 32
  said.push(`seed ${seed}`)
  const options = { scale: 0.01, kills: KILLS, seed, replicas: 2, store: 'sqlite' } as const
  const { signal } = new AbortController()
  report = await kills.run(options, { env: process.env, folder, say: line => void said.push(line), signal })
}, 360_000)

afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('twenty kills and three wipes under load: nothing accepted is missing, nothing is granted twice or over stock', () => {
  expect(report.isComplete).toBe(true)
  expect(
    report.judgements.filter(({ verdict }) => verdict !== 'holds'),
    said.join('\n'),
  ).toEqual([])
  expect(report.judgements.filter(({ checked }) => checked === 0)).toEqual([])
  expect(seen('attempts accepted')).toBeGreaterThan(100)
})

test('every process was killed, with calls in flight each time', () => {
  const killed = report.strikes.filter(({ kind }) => kind === 'kill')
  expect(killed).toHaveLength(KILLS)
  expect(new Set(killed.map(({ victim }) => victim)).size).toBe(12)
  expect(report.strikes.filter(({ kind }) => kind === 'wipe')).toHaveLength(3)
  expect(report.strikes.filter(({ counts }) => counts.inFlight === 0)).toEqual([])
  expect(said.filter(line => /^(kill|wipe) +\d+\/23 .* in flight; accepted /.test(line))).toHaveLength(
    KILLS + 3,
  )
})

/** What is done to the stored rows, and the invariant that must see it. */
const TAMPERED: readonly (readonly [what: string, file: string, sql: string, invariant: string])[] = [
  [
    'an accepted claim is deleted',
    'event',
    "DELETE FROM claims WHERE id = (SELECT id FROM claims WHERE doc ->> '$.state' = 'SUCCESS' LIMIT 1)",
    'an accepted claim is there',
  ],
  [
    'a grant is deleted',
    'reward',
    "DELETE FROM grants WHERE id = (SELECT id FROM grants WHERE doc ->> '$.state' = 'GRANTED' LIMIT 1)",
    'what a claim was granted is its GRANTED grants',
  ],
  [
    'a reward is granted once more',
    'reward',
    "INSERT INTO grants (id, rev, due_at, ops, doc) SELECT id || ':more', rev, due_at, ops, doc FROM grants LIMIT 1",
    'no reward of a claim has two grants',
  ],
  [
    'a bucket has one holder too many',
    'event',
    "UPDATE buckets SET doc = json_insert(doc, '$.holders[#]', 'evt_x:usr_x:once#1') WHERE doc ->> '$.room' = 0",
    'no bucket has more holders than units',
  ],
  [
    'a unit that backs a grant is freed',
    'event',
    "UPDATE buckets SET doc = json_remove(doc, '$.holders[0]') WHERE json_array_length(doc, '$.holders') > 0",
    'when quiet, holders are exactly those who were granted',
  ],
  [
    'a claim is owed something for ever',
    'event',
    "UPDATE claims SET doc = json_set(doc, '$.state', 'REQUESTED', '$.dueAt', 1) WHERE id = (SELECT min(id) FROM claims)",
    'when quiet, no claim is owed anything',
  ],
  [
    'a user has a second claim',
    'event',
    "INSERT INTO claims (id, rev, due_at, ops, doc) SELECT id || ':twice', rev, due_at, ops, doc FROM claims LIMIT 1",
    'no event and user have two claims',
  ],
  ['the refusals are lost', 'event', 'DELETE FROM refusals', 'a refusal is on record once'],
]

test.each(TAMPERED)('the checker sees in the files that %s', async (_what, file, sql, invariant) => {
  const copy = copied()
  expect((await judged(copy)).filter(({ verdict }) => verdict !== 'holds')).toEqual([])

  const db = new DatabaseSync(join(copy, `${file}.sqlite`))
  expect(db.prepare(sql).run().changes).toBeGreaterThan(0)
  db.close()
  const violated = (await judged(copy)).filter(({ verdict }) => verdict === 'violated')
  expect(violated.map(judgement => judgement.invariant).join('\n')).toContain(invariant)
})

test('the provider lost answers of what it had paid', () => {
  const lost = readLedger(ledgerOf(dataDirIn(folder))).filter(({ isLost }) => isLost)
  expect(lost.map(({ state }) => state)).toContain('GRANTED')
})

/** What is done to the provider's ledger, and the invariant that must see it. */
const FORGED: readonly (readonly [what: string, (entry: BookRow) => Partial<BookRow>, invariant: string])[] =
  [
    ['paid once more under another key', ({ key }) => ({ key: `${key}1` }), 'books never paid a grant twice'],
    ['paid somebody else', () => ({ userId: 'usr_x' }), 'books and the grants agree'],
    ['paid what nobody asked for', () => ({ grantId: 'x', claimId: 'x' }), 'books and the grants agree'],
    ['was asked for two things under one key', () => ({ state: 'CONFLICT' }), 'books and the grants agree'],
  ]

test.each(FORGED)('the checker sees in its ledger that the provider %s', async (_what, forged, invariant) => {
  const copy = copied()
  const ledger = ledgerOf(copy)
  const paid = readLedger(ledger).find(({ state }) => state === 'GRANTED') as BookRow
  appendFileSync(ledger, `${JSON.stringify({ ...paid, ...forged(paid) })}\n`)
  const violated = (await judged(copy)).filter(({ verdict }) => verdict === 'violated')
  expect(violated.map(judgement => judgement.invariant).join('\n')).toContain(invariant)
})

test('the checker sees that the provider was never asked', async () => {
  const copy = copied()
  rmSync(ledgerOf(copy))
  const violated = (await judged(copy)).filter(({ verdict }) => verdict === 'violated')
  expect(violated.map(({ invariant }) => invariant)).toEqual(["the provider's books and the grants agree"])
})

test('what was done stands in the report: kills, the plan of faults, and each second of it', () => {
  expect(report.figures).toContainEqual({ what: 'kills', seen: KILLS, asked: KILLS })
  expect(report.faults).toHaveLength(KILLS + 3)
  const { series = [] } = report
  const calls = readHistory(operationsIn(folder)).calls.length
  expect(series.reduce((sum, { ok, refused, unknown }) => sum + ok + refused + unknown, 0)).toBe(calls)
  expect(series.some(({ owed = 0 }) => owed > 0)).toBe(true)
  expect(existsSync(operationsIn(folder))).toBe(true)
})

function seen(what: string): number {
  return report.figures.find(figure => figure.what === what)?.seen ?? 0
}

/** A copy of what the run left behind: the services' data, and the provider's ledger beside it. */
function copied(): string {
  const copy = join(folder, 'copy')
  const options = { recursive: true, filter: (path: string) => !path.includes(join('data', 'broker')) }
  for (const beside of ['', '-provider']) {
    rmSync(`${copy}${beside}`, { recursive: true, force: true })
    cpSync(`${dataDirIn(folder)}${beside}`, `${copy}${beside}`, options)
  }
  return copy
}

async function judged(dataDir: string): Promise<Judgement[]> {
  const stores = openSqliteStores(dataDir)
  try {
    return judge({ history: readHistory(operationsIn(folder)), rows: await stores.read() }, { isQuiet: true })
  } finally {
    await stores.close()
  }
}
