import { readFileSync } from 'node:fs'

const EVERY_MS = 50

/** What a dial says, for a module that was imported as …?<path of its file>. */
export function followed(importedAs: string): () => number {
  const file = decodeURIComponent(new URL(importedAs).search.slice(1))
  let ms = 0
  const follow = () => {
    const read = Number(readFileSync(file, 'utf8'))
    if (Number.isFinite(read)) ms = read
  }
  follow()
  setInterval(follow, EVERY_MS).unref()
  return () => ms
}
