import { DatabaseSync } from 'node:sqlite'
import { followed } from './follow.ts'

// The disk takes so much longer over each commit as the process's dial says; as with a real one, its thread waits.
const slowerMs = followed(import.meta.url)
const stopped = new Int32Array(new SharedArrayBuffer(4))
const { exec } = DatabaseSync.prototype

DatabaseSync.prototype.exec = function (sql) {
  if (sql === 'COMMIT' && slowerMs() > 0) Atomics.wait(stopped, 0, 0, slowerMs())
  exec.call(this, sql)
}
