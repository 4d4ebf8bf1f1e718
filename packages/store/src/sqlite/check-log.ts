import { closeSync, existsSync, openSync, readFileSync, readSync } from 'node:fs'
import { WriteAheadLog } from './write-ahead-log.ts'

/**
 * Throws one sentence when the write-ahead log beside a file is damaged before its last commit: SQLite reads a log up to the
 * first place that is not as it was written, and takes all commits that follow for never made. Nothing is changed, so that
 * it is found again at the next start. Others may write meanwhile.
 */
export function checkLog(file: string): void {
  const path = `${file}-wal`
  let log = readLog(path, file)
  while (log?.isBrokenInside()) {
    const again = readLog(path, file)
    if (again?.hasHeaderOf(log))
      throw new Error(
        `${path} is damaged: commits follow a place that is not as it was written; restore ${file} from a copy`,
      )
    // It was begun anew while it was read: that was no log, but two halves.
    log = again
  }
}

function readLog(path: string, file: string): WriteAheadLog | undefined {
  return existsSync(path) ? new WriteAheadLog(readFileSync(path), pageSizeOf(file)) : undefined
}

/** 0 for a file that is empty yet. https://www.sqlite.org/fileformat2.html#page_size */
function pageSizeOf(file: string): number {
  const header = Buffer.alloc(18)
  const opened = openSync(file, 'r')
  try {
    readSync(opened, header)
  } finally {
    closeSync(opened)
  }
  const size = header.readUInt16BE(16)
  return size === 1 ? 65_536 : size
}
