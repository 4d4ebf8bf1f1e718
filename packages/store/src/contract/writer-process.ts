/**
 * A process that writes until it is killed, or as often as it is told, and says after each write that it is durable.
 * Arguments: the opening module, its argument, this writer's name, how many rounds (0: no end).
 */
import { writeSync } from 'node:fs'
import { storeOver } from '../store-over.ts'
import type { OpeningModule } from './subject.ts'
import { COLLECTIONS, plusOne, THINGS, type Thing } from './things.ts'
import { CALLERS, SHARED, writtenBy } from './writings.ts'

const [module = '', argument = '', name = '', rounds = '0'] = process.argv.slice(2)
const opening = (await import(module)) as OpeningModule
const store = storeOver(await opening.openAgain(argument, COLLECTIONS))
const things = store.collection<Thing>(THINGS)

/** Synchronous, so that a line is out before the next write begins. */
const say = (line: string) => writeSync(1, `${line}\n`)

async function write(caller: number): Promise<void> {
  for (let round = 0; rounds === '0' || round < Number(rounds); round += 1) {
    const { id, value } = writtenBy(name, caller, round)
    await things.insertOnce(id, value)
    say(`inserted ${caller} ${round}`)
    const { stored } = await things.update(SHARED, plusOne)
    say(`counted ${stored?.value.count}`)
  }
}

say('ready')
await Promise.all(Array.from({ length: CALLERS }, (_, caller) => write(caller)))
await store.close()
say('done')
