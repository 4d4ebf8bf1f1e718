import type { DatabaseSync } from 'node:sqlite'

/** Up to here all of a file is looked at, indexes against documents too: 6 ms a MiB; a larger one's pages alone, 1 ms a MiB. */
const WHOLE_BYTES = 256 * 1024 * 1024

/** Throws one sentence when the file is damaged in a way that SQLite can see; SQLite's own error when it cannot go on. */
export function checkIntegrity(db: DatabaseSync, file: string): void {
  const size = db
    .prepare('SELECT page_count * page_size AS bytes FROM pragma_page_count, pragma_page_size')
    .get()
  const pragma = Number(size?.bytes) > WHOLE_BYTES ? 'quick_check' : 'integrity_check'
  const [found = 'nothing was found'] = Object.values(db.prepare(`PRAGMA ${pragma}(1)`).get() ?? {})
  if (found === 'ok') return
  const [first] = String(found).split('\n')
  throw new Error(`${file} is damaged: ${first}; restore it from a copy`)
}
