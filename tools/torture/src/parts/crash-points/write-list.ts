import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Random } from '../../random.ts'
import { fill } from './matrix/fill.ts'
import { isDirect } from './matrix/rows.ts'
import { SCENARIOS } from './scenarios/scenarios.ts'
import { LIST, listText } from './source/listed-steps.ts'
import { ROOT } from './steps/site.ts'
import { inQuickFolder } from './world/quick-folder.ts'

const { rows } = await inQuickFolder(folder =>
  fill({
    scenarios: SCENARIOS,
    folder,
    scale: 1,
    random: new Random(1),
    say: line => console.log(line),
    signal: new AbortController().signal,
  }),
)
const steps = rows.steps.map(step => ({ step, isDirect: isDirect(rows, step) }))
writeFileSync(join(ROOT, LIST), listText(steps))
console.log(`${LIST} lists ${steps.length} steps`)
