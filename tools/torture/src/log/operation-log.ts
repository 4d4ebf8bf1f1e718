import { closeSync, openSync, readFileSync, writeSync } from 'node:fs'
import type { AnswerEntry, CallEntry, Entry, EventEntry, Outcome, UserEntry } from './entries.ts'

/** The log of a run: a file that is only ever appended to. An entry is in the file when `write` returns. */
export class OperationLog {
  readonly #file: number

  constructor(path: string) {
    this.#file = openSync(path, 'a')
  }

  write(entry: Entry): void {
    writeSync(this.#file, `${JSON.stringify(entry)}\n`)
  }

  close(): void {
    closeSync(this.#file)
  }
}

/** A call with how it ended. */
export interface Call extends Omit<CallEntry, 'type'> {
  /** When the answer came; absent: none came. */
  readonly endedAt?: number
  readonly outcome: Outcome
}

/** What a log says. */
export interface History {
  readonly users: ReadonlyMap<string, UserEntry>
  readonly events: ReadonlyMap<string, EventEntry>
  readonly calls: readonly Call[]
}

const NO_ANSWER: Outcome = { kind: 'unknown', code: 'none', reason: '' }

/** Reads a log, of a run that may still be under way. */
export function readHistory(path: string): History {
  const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1)
  return historyOf(lines.map(line => JSON.parse(line) as Entry))
}

/** Puts answers to their calls; pure. */
export function historyOf(entries: readonly Entry[]): History {
  const users = new Map<string, UserEntry>()
  const events = new Map<string, EventEntry>()
  const asked: CallEntry[] = []
  const answers = new Map<number, AnswerEntry>()
  for (const entry of entries) {
    if (entry.type === 'user') users.set(entry.userId, entry)
    else if (entry.type === 'event') events.set(entry.eventId, entry)
    else if (entry.type === 'call') asked.push(entry)
    else if (entry.type === 'answer') answers.set(entry.no, entry)
  }
  return { users, events, calls: asked.map(entry => callOf(entry, answers.get(entry.no))) }
}

function callOf({ type: _, ...call }: CallEntry, answer: AnswerEntry | undefined): Call {
  return answer ? { ...call, endedAt: answer.at, outcome: answer.outcome } : { ...call, outcome: NO_ANSWER }
}
