/** One instruction of a Dockerfile. */
export interface Instruction {
  /** `RUN`, `COPY` … */
  readonly name: string
  /** Its options, such as `--from=build`. */
  readonly options: readonly string[]
  /** What is left, on one line. */
  readonly rest: string
}

/** A stage: from one FROM to the next. */
export interface Stage {
  /** What it begins with: an image. */
  readonly from: string
  /** Its name, empty for none. */
  readonly name: string
  readonly instructions: readonly Instruction[]
}

/** The stages of a Dockerfile without heredocs and parser directives. */
export function stagesOf(text: string): readonly Stage[] {
  const stages: (Stage & { readonly instructions: Instruction[] })[] = []
  for (const instruction of instructionsOf(text)) {
    if (instruction.name === 'FROM') {
      const [from = '', , name = ''] = instruction.rest.split(/\s+/)
      stages.push({ from, name, instructions: [] })
    } else stages.at(-1)?.instructions.push(instruction)
  }
  return stages
}

function instructionsOf(text: string): Instruction[] {
  const lines = text.split('\n').filter(line => !/^\s*(#|$)/.test(line))
  const whole = lines.join('\n').replaceAll(/\\\n\s*/g, ' ')
  return whole.split('\n').map(line => {
    const [, name = '', options = '', rest = ''] = /^(\w+)\s+((?:--\S+\s+)*)(.*)$/.exec(line) ?? []
    return { name: name.toUpperCase(), options: options.trim().split(/\s+/).filter(Boolean), rest }
  })
}

/** The instructions of this name in a stage. */
export function named({ instructions }: Stage, name: string): readonly Instruction[] {
  return instructions.filter(instruction => instruction.name === name)
}

/** The last one's words, written as a JSON list: of ENTRYPOINT, or of HEALTHCHECK's CMD. */
export function wordsOf(stage: Stage, name: string): readonly string[] {
  const list = /\[.*\]/.exec(named(stage, name).at(-1)?.rest ?? '')?.[0] ?? '[]'
  return JSON.parse(list)
}

/** What the stage's ENV instructions set. */
export function environmentOf(stage: Stage): Readonly<Record<string, string>> {
  const pairs = named(stage, 'ENV').flatMap(({ rest }) => rest.split(/\s+/).map(pair => pair.split('=')))
  return Object.fromEntries(pairs)
}
