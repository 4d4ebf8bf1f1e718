import { Code, ConnectError } from '@connectrpc/connect'
import type { DeadLetter } from '@rewards/contracts/ops'
import { inParallel } from '../../in-parallel.ts'
import type { World } from '../../system/world.ts'

const CONSUMERS = ['event', 'reward'] as const
export type Consuming = (typeof CONSUMERS)[number]

/** A dead letter with the service whose consumer gave up. */
export interface Letter {
  readonly at: Consuming
  readonly letter: DeadLetter
}

const PAGE_SIZE = 200
const AT_ONCE = 16

/** All dead letters there are, each with its bytes, as an operator gets them. */
export async function lettersIn(world: World): Promise<readonly Letter[]> {
  const found = await Promise.all(CONSUMERS.map(at => idsAt(world, at)))
  const options = await world.operator.options(world.signal)
  const letters = await inParallel(found.flat(), AT_ONCE, async ({ at, deadLetterId }) => {
    const { deadLetter } = await world.gateways.any().deadLetters[at].getDeadLetter({ deadLetterId }, options)
    return deadLetter ? [{ at, letter: deadLetter }] : []
  })
  return letters.flat()
}

async function idsAt(world: World, at: Consuming): Promise<{ at: Consuming; deadLetterId: string }[]> {
  const options = await world.operator.options(world.signal)
  const ids: string[] = []
  for (let pageToken = ''; ; ) {
    const page = { pageSize: PAGE_SIZE, pageToken }
    const { deadLetters, nextPageToken } = await world.gateways
      .any()
      .deadLetters[at].listDeadLetters(page, options)
    ids.push(...deadLetters.map(({ deadLetterId }) => deadLetterId))
    if (nextPageToken === '') return ids.map(deadLetterId => ({ at, deadLetterId }))
    pageToken = nextPageToken
  }
}

/** Replays a letter: whether the message was handled now. Rejects when that cannot be said. */
export async function replay(world: World, { at, letter: { deadLetterId } }: Letter): Promise<boolean> {
  const options = await world.operator.options(world.signal)
  try {
    await world.gateways.any().deadLetters[at].replayDeadLetter({ deadLetterId }, options)
    return true
  } catch (err) {
    if (ConnectError.from(err).code === Code.FailedPrecondition) return false
    throw err
  }
}
