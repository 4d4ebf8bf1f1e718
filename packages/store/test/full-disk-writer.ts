/** Writes to a file that may not grow any more (its limit is set outside), says what it was told, ends abruptly. */
import { writeSync } from 'node:fs'
import { THINGS, type Thing } from '../src/contract/things.ts'
import { openSqliteStore } from '../src/sqlite/open.ts'

const [file = ''] = process.argv.slice(2)
const store = await openSqliteStore({ file, collections: [THINGS], patienceMs: 50 })
const things = store.collection<Thing>(THINGS)

let refused = 0
for (let round = 0; refused < 20 && round < 500; round += 1) {
  const ids = Array.from({ length: 8 }, (_, n) => `thing_${round}_${n}`)
  const outcomes = await Promise.allSettled(ids.map(id => things.insertOnce(id, { body: id.repeat(200) })))
  for (const [n, outcome] of outcomes.entries()) {
    if (outcome.status === 'rejected') refused += 1
    const said = outcome.status === 'fulfilled' ? 'ok' : (outcome.reason as Error).name
    writeSync(1, `${ids[n]} ${said}\n`)
  }
}
process.kill(process.pid, 'SIGKILL')
