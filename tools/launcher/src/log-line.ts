const SHOWN_LEVELS = new Set(['warn', 'error', 'fatal'])
const WIDTH = 160

/** What the screen shows of a line that a process logged: the sentence of a warning or worse; nothing of the rest. */
export function shortened(line: string): string | undefined {
  const entry = parsed(line)
  if (entry === undefined || !SHOWN_LEVELS.has(String(entry.level))) return undefined
  const cause = causeOf(entry.err)
  const text = cause ? `${String(entry.msg)}: ${cause}` : String(entry.msg)
  return text.length > WIDTH ? `${text.slice(0, WIDTH)}…` : text
}

/** The messages of an error and of its causes stand one after the other, and often say the same. */
function causeOf(err: unknown): string {
  const message = (err as { message?: unknown } | undefined)?.message
  if (typeof message !== 'string') return ''
  const [line = ''] = message.split('\n')
  return [...new Set(line.split(': '))].join(': ')
}

function parsed(line: string): { level?: unknown; msg?: unknown; err?: unknown } | undefined {
  if (!line.startsWith('{')) return undefined
  try {
    return JSON.parse(line)
  } catch (err) {
    // Something that only looks like an entry is for the file alone.
    if (err instanceof SyntaxError) return undefined
    throw err
  }
}
