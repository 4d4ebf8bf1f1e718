import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

export { isAlive } from '../../broker/src/processes.ts'

/** Whether something accepts connections on a port of this machine. */
export function listens(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}

/** Resolves when `condition` holds; rejects, naming `what`, when it does not within the limit. */
export async function until(
  what: string,
  condition: () => boolean | Promise<boolean>,
  limitMs = 25_000,
): Promise<void> {
  for (let waitedMs = 0; !(await condition()); waitedMs += 50) {
    if (waitedMs > limitMs) throw new Error(`waited ${limitMs} ms in vain until ${what}`)
    await sleep(50)
  }
}
