import { ConfigError } from '@rewards/process'
import fc from 'fast-check'
import { fields as auth, readConfig as readAuth } from '../../../../services/auth/src/config.ts'
import {
  fields as condition,
  readConfig as readCondition,
} from '../../../../services/condition/src/config.ts'
import { fields as event, readConfig as readEvent } from '../../../../services/event/src/config.ts'
import { fields as gateway, readConfig as readGateway } from '../../../../services/gateway/src/config.ts'
import { readConfig as readReward, fields as reward } from '../../../../services/reward/src/config.ts'
import { Counter } from '../counter.ts'
import { numbers } from '../message/numbers.ts'
import { texts } from '../message/texts.ts'
import { isRaw, jsonOf, type Tree, withTexts } from '../message/tree.ts'
import type { FuzzPart, FuzzTarget } from '../part.ts'
import { ending } from './processes.ts'

const SERVICES = {
  auth: { fields: auth, read: readAuth },
  condition: { fields: condition, read: readCondition },
  event: { fields: event, read: readEvent },
  gateway: { fields: gateway, read: readGateway },
  reward: { fields: reward, read: readReward },
} as const
type Service = keyof typeof SERVICES

/** A variable that is set to something, or a command line. */
export type LauncherInput =
  | {
      readonly kind: 'variable'
      readonly service: Service
      readonly variable: string
      readonly value: string
    }
  | { readonly kind: 'arguments'; readonly args: readonly string[] }

const words = fc.oneof(texts, numbers).map(textOf)
const likely = fc.constantFrom(
  ...[
    'nats://',
    'nats://a b',
    'nats://127.0.0.1:99999',
    'mongodb://',
    'mongodb://%',
    'http://x',
    '127.0.0.1:0',
    '[::1',
  ],
  ...[
    '1h',
    '-1s',
    '1e3s',
    '10/0s',
    '0/1s',
    '1000000000/1s',
    'TRUE',
    'yes',
    'info ',
    ',',
    'a,,b',
    '0',
    '65536',
  ],
)

const variables: fc.Arbitrary<LauncherInput> = fc
  .constantFrom(...(Object.keys(SERVICES) as Service[]))
  .chain(service => {
    const names = Object.values(SERVICES[service].fields).map(({ variable }) => variable)
    return fc.record({
      kind: fc.constant('variable' as const),
      service: fc.constant(service),
      variable: fc.constantFrom(...names),
      value: fc.oneof(words, likely),
    })
  })

const options = fc.constantFrom(
  '--data',
  '--port',
  '--replicas',
  '--no-metrics',
  '--',
  '-p',
  '--no-data',
  '---',
  '',
)

/** Never one that would start a system: a port that there is not is at the end. */
const commandLines: fc.Arbitrary<LauncherInput> = fc
  .array(fc.oneof(options, words), { maxLength: 5 })
  .map(args => ({ kind: 'arguments', args: [...args.filter(arg => !arg.includes('\0')), '--port=99999'] }))

/** Configuration, and the command line. */
export const launcher: FuzzPart<LauncherInput> = {
  name: 'launcher',
  says: 'any value of every variable, any arguments: taken, or refused with a sentence and an exit code, never a stack',
  atOnce: 2,
  inputs: fc.oneof({ weight: 20, arbitrary: variables }, { weight: 1, arbitrary: commandLines }),
  open: async ({ folder }) => openLauncher(folder),
}

/** Every so many refused values are given to a process too. */
const PROCESS_EVERY = 200
const LIMIT_MS = 30_000

function openLauncher(folder: string): FuzzTarget<LauncherInput> {
  const counter = new Counter()
  let refused = 0
  return {
    counts: counter.counts,
    try: async input => {
      if (input.kind === 'arguments') {
        counter.add('command lines')
        return problemsOf(await ending('tools/launcher/src/main.ts', input.args, {}, folder, LIMIT_MS), 1)
      }
      const { problems, isRefused } = parsed(input)
      counter.add(isRefused ? 'values refused' : 'values taken')
      // What is taken would start a process that does something with it; what has a NUL cannot be given to one.
      if (!isRefused || input.value.includes('\0') || refused++ % PROCESS_EVERY !== 0) return problems
      counter.add('processes')
      const env = { [input.variable]: input.value }
      const ended = await ending(`services/${input.service}/src/main.ts`, [], env, folder, LIMIT_MS)
      return [...problems, ...problemsOf(ended, 1)]
    },
    finish: async () => [],
    close: async () => undefined,
  }
}

function parsed({ service, variable, value }: Extract<LauncherInput, { kind: 'variable' }>) {
  try {
    SERVICES[service].read({ [variable]: value })
    return { problems: [], isRefused: false }
  } catch (err) {
    const isClear = err instanceof ConfigError && err.problems.every(problem => isSentence(problem))
    return { problems: isClear ? [] : [`it is refused with ${err}`], isRefused: true }
  }
}

/** At most 1,000 characters in one line. */
function isSentence(problem: string): boolean {
  return problem.length <= 1_000 && !problem.includes('\n')
}

function problemsOf({ code, said }: { code: number | undefined; said: string }, wanted: number): string[] {
  if (code === undefined) return [`the process still ran after ${LIMIT_MS / 1_000} s`]
  if (code !== wanted) return [`the exit code is ${code}: ${said.slice(0, 300)}`]
  if (said.trim() === '') return ['the process said nothing']
  return /\n\s+at |node:internal|file:\/\//.test(said)
    ? [`the process showed a stack: ${said.slice(0, 600)}`]
    : []
}

function textOf(tree: Tree): string {
  if (isRaw(tree)) return tree.$raw
  const whole = withTexts(tree, text => text)
  return typeof whole === 'string' ? whole.slice(0, 5_000) : jsonOf(whole)
}
