import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { FUZZ_PARTS, type FuzzReport, fuzzParts } from '@rewards/fuzz'
import { type Judgement, judgementOf } from '../check/judge.ts'
import { type Part, scaled } from './part.ts'

const FULL_SECONDS = 600

/** Bad bytes on everything that takes bytes: `tools/fuzz`, as a part of the proof. */
export const badBytes: Part = {
  name: 'bad-bytes',
  promises: [7, 13, 14],
  says: 'random and broken calls, messages, tokens, numbers, configuration and files: each refused with a reason, none of them a defect',
  fullSeconds: FULL_SECONDS + 60,
  stores: ['sqlite'],
  run: async (options, { env, folder, say, signal }) => {
    const own = join(folder, 'bad-bytes')
    mkdirSync(own)
    const seconds = scaled(FULL_SECONDS, options)
    const reports = await fuzzParts({
      parts: FUZZ_PARTS,
      seconds,
      seed: options.seed,
      env,
      folder: own,
      say,
      keeps: false,
      signal,
    })
    return {
      isComplete: !signal.aborted,
      figures: reports.map(({ part, tried }) => ({ what: `inputs tried on ${part}`, seen: tried })),
      judgements: reports.map(judged),
      strikes: [],
    }
  },
}

function judged({ part, tried, failing, problems }: FuzzReport): Judgement {
  const found = failing.map(
    each => `${each.problems.join('; ')}: ${JSON.stringify(each.input).slice(0, 500)}`,
  )
  return judgementOf({ name: `bad bytes harm nothing: ${part}`, holds: 'always' }, tried, [
    ...found,
    ...problems,
  ])
}
