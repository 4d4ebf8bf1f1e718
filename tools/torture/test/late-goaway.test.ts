import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const run = promisify(execFile)
const guard = new URL('../src/gateways/late-goaway.ts', import.meta.url)

/** A process with the guard, in which nobody catches this. */
function uncaught(error: string) {
  const program = `
    import { Code, ConnectError } from '@connectrpc/connect'
    import { forgiveLateGoaway } from '${guard}'
    forgiveLateGoaway()
    setTimeout(() => { throw ${error} })
    setTimeout(() => console.log('lives'), 20)`
  const args = ['--input-type=module', '--eval', program]
  return run(process.execPath, args, { cwd: new URL('..', guard) })
}

test('an error that connect-node raises too late to be caught does not end a run', async () => {
  const late = `new ConnectError('received GOAWAY without any open streams', Code.Canceled)`
  expect((await uncaught(late)).stdout).toBe('lives\n')
})

test('any other one does', async () => {
  await expect(uncaught(`new ConnectError('a defect', Code.Internal)`)).rejects.toThrow(/a defect/)
  await expect(uncaught(`new Error('received GOAWAY without any open streams')`)).rejects.toThrow(/GOAWAY/)
})
