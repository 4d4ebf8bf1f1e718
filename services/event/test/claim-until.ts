import { setTimeout as sleep } from 'node:timers/promises'

/** Waits until a condition holds; fails, naming it, when it does not in time. */
export async function until(
  what: string,
  holds: () => boolean | Promise<boolean>,
  withinMs = 25_000,
): Promise<void> {
  for (const end = Date.now() + withinMs; !(await holds()); await sleep(15))
    if (Date.now() > end) throw new Error(`waited ${withinMs} ms in vain: ${what}`)
}
