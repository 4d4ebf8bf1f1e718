import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { integer, oneOf, parseConfig, processFields, runProcess, withDefault } from '../src/index.ts'

/** A process that does what its environment says, for the tests of the lifecycle. */
const fields = {
  ...processFields,
  start: withDefault(
    oneOf('REWARDS_TEST_START', ['ok', 'throw', 'throw-late', 'slow', 'wait', 'reject-later']),
    'ok',
  ),
  stopTakesMs: withDefault(integer('REWARDS_TEST_STOP_TAKES', { min: 0, max: 100_000 }), 0),
  stop: withDefault(oneOf('REWARDS_TEST_STOP', ['ok', 'throw']), 'ok'),
}

await runProcess({
  name: 'fixture',
  config: () => parseConfig(fields, process.env),
  start: async ({ start, stop, stopTakesMs }, { onStop, stopping }) => {
    setInterval(() => undefined, 1_000)
    if (start === 'throw') throw new Error('the disk is not there')
    onStop('store', () => console.log('stopped store'))
    onStop('server', async () => {
      await sleep(stopTakesMs)
      if (stop === 'throw') throw new Error('no')
      console.log('stopped server')
    })
    if (start === 'throw-late') throw new Error('the port is taken')
    if (start === 'slow' || start === 'wait') console.log('starting')
    if (start === 'wait') await once(stopping, 'abort')
    stopping.throwIfAborted()
    if (start === 'slow') await sleep(300)
    if (start === 'reject-later') setTimeout(() => void Promise.reject(new Error('nobody waits')), 10)
    console.log('ready')
  },
})
