import { readFirstAdmin } from './first-admin.ts'
import { greeting } from './greeting.ts'
import { mongodbIn } from './mongodb.ts'
import { type SystemOptions, startSystem } from './start-system.ts'
import { stopRequest } from './stop-request.ts'

/**
 * Starts a system, says so, and stops it in order when asked to. Resolves to the exit code when nothing is left
 * running; rejects with a sentence when it could not start.
 */
export async function launch(asked: Omit<SystemOptions, 'say' | 'signal'>): Promise<number> {
  const say = (line: string): void => void process.stdout.write(`${line}\n`)
  const stop = stopRequest()
  const isNew = readFirstAdmin(asked.dataDir) === undefined
  const system = await startSystem({ ...asked, say, signal: stop.signal }).catch(err => {
    if (stop.signal.aborted) return undefined
    throw err
  })
  if (system === undefined) return 0
  const [admin, mongodb] = [readFirstAdmin(system.dataDir), mongodbIn(asked.env)]
  say(greeting({ ...system, mongodb, admin, isNew }))
  const failure = await Promise.race([system.failed, stop.asked])
  if (failure) process.stderr.write(`rewards: ${failure.message}\n`)
  say('stopping …')
  await system.stop()
  say('stopped')
  return failure ? 1 : 0
}
