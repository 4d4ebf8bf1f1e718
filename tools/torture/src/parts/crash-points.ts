import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Random } from '../random.ts'
import { judgementsOf } from './crash-points/judgements.ts'
import { fill } from './crash-points/matrix/fill.ts'
import type { Matrix } from './crash-points/matrix/matrix.ts'
import { matrixJson, matrixText } from './crash-points/print.ts'
import { SCENARIOS } from './crash-points/scenarios/scenarios.ts'
import { LIST, readList } from './crash-points/source/listed-steps.ts'
import { portCalls } from './crash-points/source/port-calls.ts'
import { ROOT } from './crash-points/steps/site.ts'
import { inQuickFolder } from './crash-points/world/quick-folder.ts'
import type { Figure, Part } from './part.ts'

/**
 * The matrix of crash points. The services run in this process, so that one dies at exactly the step that is meant, on the
 * real store; a broker of the run's own delivers between them.
 */
export const crashPoints: Part = {
  name: 'crash-points',
  promises: [1, 2, 3, 5, 6],
  says: "at every awaited step of a claim's way a process dies before or after, or its answer is lost or late, among one replica and two; when all is quiet every invariant holds",
  fullSeconds: 60,
  // Its thousands of runs are turns of one event loop: shared with who makes calls, each takes 25 times as long.
  isAlone: true,
  stores: ['sqlite'],
  async run({ scale, seed }, { folder, say, signal }) {
    const random = new Random(seed)
    const matrix = await inQuickFolder(quick =>
      fill({ scenarios: SCENARIOS, folder: quick, scale, random, say, signal }),
    )
    const isComplete = !signal.aborted
    say(matrixText(matrix))
    writeFileSync(join(folder, 'crash-points.json'), matrixJson(matrix))
    const listed = readList(readFileSync(join(ROOT, LIST), 'utf8'))
    const expected = { calls: portCalls(ROOT), listed, isWhole: scale >= 1 }
    return {
      isComplete,
      figures: figuresOf(matrix),
      judgements: isComplete ? judgementsOf(matrix, expected) : judgementsOf(matrix, expected).slice(0, 1),
      strikes: [],
    }
  },
}

function figuresOf(matrix: Matrix): Figure[] {
  const struck = matrix.cells.filter(cell => cell.struck > 0)
  return [
    { what: 'steps of the way of a claim', seen: matrix.rows.steps.length },
    { what: 'cells of the matrix', asked: matrix.cells.length, seen: struck.length },
    { what: 'runs', seen: matrix.runs },
  ]
}
