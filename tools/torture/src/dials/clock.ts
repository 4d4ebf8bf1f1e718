import { followed } from './follow.ts'

// The process's clock is off by what its dial says.
const shiftMs = followed(import.meta.url)
const trueNow = Date.now
const now = () => trueNow() + shiftMs()

globalThis.Date = new Proxy(Date, {
  construct: (real, args, made) => Reflect.construct(real, args.length === 0 ? [now()] : args, made),
  apply: () => new Date(now()).toString(),
  get: (real, key, receiver) => (key === 'now' ? now : Reflect.get(real, key, receiver)),
})
