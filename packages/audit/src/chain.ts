import { retryAfter } from '@rewards/errors'
import { type Collection, UniqueViolation } from '@rewards/store'
import type { AuditEntry } from './entry.ts'
import { type AuditLink, linkAfter, linkId } from './link.ts'

/** How often another process may be faster before this one gives up for now. */
const MAX_TRIES = 200

/** A service's chain of audit entries; any number of processes may append to it at once. */
export class AuditChain {
  readonly #links: Collection<AuditLink>

  /** `links`: the service's collection of `AUDIT_ENTRIES`. */
  constructor(links: Collection<AuditLink>) {
    this.#links = links
  }

  /** The last link; `undefined` while the chain is empty. */
  async last(): Promise<AuditLink | undefined> {
    const { items } = await this.#links.page({ index: 'by_sequence', order: 'desc', limit: 1 })
    return items[0]?.value
  }

  /**
   * Appends the entry, unless it is in the chain already: then nothing happens. Durable when it resolves. Inserting a number
   * once is what keeps two processes from writing the same link.
   */
  async append(entry: AuditEntry): Promise<void> {
    for (let tries = 0; tries < MAX_TRIES; tries++) if (await this.#appendTo(await this.last(), entry)) return
    throw retryAfter(500, 'TOO_MUCH_CONTENTION', 'too many entries are being appended at once; try again')
  }

  /** False when the chain has gone on meanwhile. */
  async #appendTo(last: AuditLink | undefined, entry: AuditEntry): Promise<boolean> {
    const link = linkAfter(last, entry)
    try {
      return await this.#links.insertOnce(linkId(link.sequence), link)
    } catch (error) {
      if (error instanceof UniqueViolation) return error.index === 'by_entry'
      throw error
    }
  }
}
