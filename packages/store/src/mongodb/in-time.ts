import { CommandTimeout } from './failures.ts'
import { COMMAND_MS } from './settings.ts'

/** Rejects with `CommandTimeout` when the command is not settled in time; it goes on unheeded then. */
export async function inTime<R>(command: Promise<R>): Promise<R> {
  let timer: NodeJS.Timeout | undefined
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new CommandTimeout(`no answer within ${COMMAND_MS} ms`)), COMMAND_MS)
  })
  try {
    return await Promise.race([command, timeout])
  } finally {
    clearTimeout(timer)
  }
}
