import { type Judgement, judgementOf } from '../../check/judge.ts'
import type { Matrix } from './matrix/matrix.ts'
import type { ListedStep } from './source/listed-steps.ts'
import type { PortCall } from './source/port-calls.ts'

export interface Expected {
  /** The calls of ports that stand in the code. */
  readonly calls: readonly PortCall[]
  readonly listed: readonly ListedStep[]
  /** Whether all was struck; else steps that are only taken after a fault may be missing. */
  readonly isWhole: boolean
}

/** What is to be said of a filled matrix. */
export function judgementsOf(matrix: Matrix, { calls, listed, isWhole }: Expected): Judgement[] {
  const { steps } = matrix.rows
  const always = (name: string, checked: number, violations: readonly string[]) =>
    judgementOf({ name, holds: 'always' }, checked, violations)
  return [
    always(
      'wherever a process dies or an answer is lost, every invariant holds when all is quiet',
      matrix.runs,
      matrix.problems,
    ),
    always('each thing that was to happen at a step happened', matrix.runs, matrix.missed),
    always(
      'the matrix has every step that was seen, and all of its cells',
      matrix.cells.length,
      holes(matrix, isWhole),
    ),
    always(
      'each call of a port on the way of a claim was seen as a step',
      calls.length,
      unseen(matrix, calls),
    ),
    always(
      'docs/crash-points.md lists the steps that there are',
      steps.length,
      differences(matrix, listed, isWhole),
    ),
  ]
}

/** Where not all was struck, a step that comes up with several replicas alone may have shown no way that leads to it with one. */
function holes({ rows, seen, cells }: Matrix, isWhole: boolean): string[] {
  const { steps } = rows
  const outside = [...seen].filter(step => !steps.includes(step)).map(step => `${step} is not in the matrix`)
  const empty = cells
    .filter(({ struck }) => struck === 0)
    .filter(({ step, replicas }) => isWhole || rows.waysTo(step, replicas).length > 0)
    .map(({ step, kind, replicas }) => `${step}: ${kind}, ${replicas} of each, never happened`)
  return [...outside, ...empty]
}

function unseen({ sites }: Matrix, calls: readonly PortCall[]): string[] {
  return calls
    .filter(({ position }) => !sites.has(position))
    .map(({ position, text }) => `${position}: ${text}`)
}

function differences({ rows: { steps } }: Matrix, listed: readonly ListedStep[], isWhole: boolean): string[] {
  const known = new Set(listed.map(({ step }) => step))
  const wanted = listed.filter(({ isDirect }) => isWhole || isDirect)
  return [
    ...steps.filter(step => !known.has(step)).map(step => `${step} is new`),
    ...wanted.filter(({ step }) => !steps.includes(step)).map(({ step }) => `${step} was not seen`),
  ]
}
