import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { leftoverServer } from '@rewards/broker'
import { PROVIDER } from '../provider/provider.ts'
import type { Reading } from './quantity.ts'

export interface Looked {
  readonly dataDir: string
  readonly pids: () => ReadonlyMap<string, number>
  /** How many claims there are, so that files can be held against it. */
  readonly claims: () => number
}

const METRICS_WITHIN_MS = 5_000
const MB = 1024 ** 2
/** What gets more with the work that is done. */
const GROWING = /\.sqlite(-wal|-shm)?$|^(broker|logs)$/

/**
 * Looks at every process and file once. What is gone at this moment, since it was just killed, is left out; so is the provider,
 * which is no part of the system, and keeps its books in memory.
 */
export async function readAll({ dataDir, pids, claims }: Looked): Promise<Reading[]> {
  const at = Date.now()
  const nats = await leftoverServer(join(dataDir, 'broker'))
  const ours = [...pids()].filter(([of]) => of !== PROVIDER)
  const all = [...ours, ...(nats === undefined ? [] : ([['nats-server', nats]] as const))]
  const found = await Promise.all([
    ...all.map(([of, pid]) => processReadings(of, pid, at)),
    lagReadings(dataDir, at),
    fileReadings(dataDir, claims(), at),
  ])
  return found.flat()
}

async function processReadings(of: string, pid: number, at: number): Promise<Reading[]> {
  try {
    const status = await readFile(`/proc/${pid}/status`, 'utf8')
    const kilobytes = Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1])
    const handles = (await readdir(`/proc/${pid}/fd`)).length
    const about = { at, of, life: String(pid) }
    return [
      { ...about, kind: 'memory', value: (kilobytes * 1024) / MB },
      { ...about, kind: 'handles', value: handles },
    ]
  } catch {
    return []
  }
}

/** As the processes show it at `/metrics`. */
async function lagReadings(dataDir: string, at: number): Promise<Reading[]> {
  const note = await readFile(join(dataDir, 'system.json'), 'utf8').catch(() => '{}')
  const { metrics = {} } = JSON.parse(note) as { metrics?: Record<string, string> }
  const texts = await Promise.all(Object.values(metrics).map(textAt))
  const values = texts.flatMap(lagsIn)
  const byConsumer = Map.groupBy(values, ([consumer]) => consumer)
  return [...byConsumer].map(([of, all]) => ({
    at,
    of,
    kind: 'lag',
    life: '',
    value: all.map(([, value]) => value).reduce((a, b) => Math.max(a, b)),
  }))
}

/** The waiting messages of each consumer in a text of metrics; pure. */
export function lagsIn(text: string): [consumer: string, waiting: number][] {
  const lines = text.matchAll(/^rewards_messaging_consumer_lag\{([^}]*)\} (\S+)/gm)
  return [...lines].flatMap(([, labels = '', value]): [string, number][] => {
    const consumer = /messaging_consumer_group_name="([^"]*)"/.exec(labels)?.[1]
    return consumer !== undefined && labels.includes('state="waiting"') ? [[consumer, Number(value)]] : []
  })
}

async function textAt(url: string): Promise<string> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(METRICS_WITHIN_MS) })
    return await answer.text()
  } catch {
    return ''
  }
}

/** Files grow with what they keep; for each claim they should not. */
async function fileReadings(dataDir: string, claims: number, at: number): Promise<Reading[]> {
  if (claims === 0) return []
  const names = (await readdir(dataDir)).filter(name => GROWING.test(name))
  const sizes = await Promise.all(
    names.map(async name => [groupOf(name), await sizeOf(join(dataDir, name))] as const),
  )
  const groups = [...Map.groupBy(sizes, ([group]) => group)]
  return groups.map(([of, all]) => ({
    at,
    of,
    kind: 'file',
    life: '',
    value: all.reduce((sum, [, size]) => sum + size, 0) / claims,
  }))
}

/** A store and its journal are one. */
function groupOf(name: string): string {
  return name.replace(/-(wal|shm)$/, '')
}

async function sizeOf(path: string): Promise<number> {
  try {
    const found = await stat(path)
    if (!found.isDirectory()) return found.size
    const sizes = await Promise.all((await readdir(path)).map(name => sizeOf(join(path, name))))
    return sizes.reduce((sum, size) => sum + size, 0)
  } catch {
    return 0
  }
}
