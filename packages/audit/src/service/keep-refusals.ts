import { every, type Life, newId } from '@rewards/process'
import type { OnRefused } from '@rewards/rpc'
import { counter } from '@rewards/telemetry'
import { Refusals, type RefusalsOptions } from '../refusals.ts'
import { auditedCallOf } from './audited-call.ts'

const WRITE_EVERY_MS = 5_000

const refusedCalls = counter('rewards.calls.refused', 'Calls that were refused for who their caller is')

/** Counts refused calls, and writes entries about them every few seconds until the process stops, and then. */
export function keepRefusals(
  options: Omit<RefusalsOptions, 'newId'>,
  { logger, onStop }: Pick<Life, 'logger' | 'onStop'>,
): OnRefused {
  const refusals = new Refusals({ ...options, newId })
  const periodic = every(WRITE_EVERY_MS, () => refusals.write(), { name: 'write refusals', logger })
  onStop('refusals', async () => {
    await periodic.stop()
    await refusals
      .write(true)
      .catch(err => logger.warn({ err }, 'the last refused calls are not in the audit'))
  })
  return call => {
    refusedCalls({ 'rewards.caller': call.caller ? 'known' : 'anonymous' })
    refusals.note(auditedCallOf(call))
  }
}
