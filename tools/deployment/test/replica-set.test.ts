import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runInNewContext } from 'node:vm'
import { expect, it } from 'vitest'
import { ROOT } from './support/image-by-hand.ts'

const script = await readFile(join(ROOT, 'deploy/compose/init-replica-set.js'), 'utf8')

/** Runs the script as mongosh would, against a server that behaves so. */
function run(initiate: () => void, primaryAfter: number) {
  const seen: unknown[] = []
  let asked = 0
  const rs = {
    initiate: (config: unknown) => {
      seen.push(config)
      initiate()
    },
  }
  const db = { hello: () => ({ isWritablePrimary: asked++ >= primaryAfter }) }
  runInNewContext(script, { rs, db, sleep: () => undefined })
  return { seen, asked }
}

const fail = (codeName: string) => () => {
  throw Object.assign(new Error(codeName), { codeName })
}

it('makes the replica set, whose member is known by the name that the services use, and waits for its primary', () => {
  const { seen, asked } = run(() => undefined, 3)
  expect(JSON.parse(JSON.stringify(seen))).toEqual([
    { _id: 'rs0', members: [{ _id: 0, host: 'mongodb:27017' }] },
  ])
  expect(asked).toBe(4)
})

it('does nothing more when the set is there already', () => {
  expect(run(fail('AlreadyInitialized'), 0).asked).toBe(1)
})

it('fails, so that no service starts, when the set cannot be made or has no primary', () => {
  expect(() => run(fail('InvalidReplicaSetConfig'), 0)).toThrow('InvalidReplicaSetConfig')
  expect(() => run(() => undefined, Number.POSITIVE_INFINITY)).toThrow('has no primary')
})
