import { readFileSync } from 'node:fs'

// Imported into a process before everything else, as preload.ts?<path of a file>: that process's clock is then off by so
// many milliseconds as the file says, and moves when it says something else.
const FOLLOW_EVERY_MS = 50

const file = decodeURIComponent(new URL(import.meta.url).search.slice(1))
const trueNow = Date.now
let shiftMs = 0
follow()
setInterval(follow, FOLLOW_EVERY_MS).unref()

function follow(): void {
  const read = Number(readFileSync(file, 'utf8'))
  if (Number.isFinite(read)) shiftMs = read
}

function now(): number {
  return trueNow() + shiftMs
}

globalThis.Date = new Proxy(Date, {
  construct: (real, args, made) => Reflect.construct(real, args.length === 0 ? [now()] : args, made),
  apply: () => new Date(now()).toString(),
  get: (real, key, receiver) => (key === 'now' ? now : Reflect.get(real, key, receiver)),
})
