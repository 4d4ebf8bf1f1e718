import { parseArgs } from 'node:util'
import { interruption } from '../interruption.ts'
import { DOMAINS } from './domains.ts'
import { mutateDomain } from './mutate-domain.ts'

const NAMES = DOMAINS.map(({ name }) => name).join(', ')
const HELP = `Changes the rules of services in a copy of the code, one operator, condition or literal at a time, by StrykerJS, and counts
how many changes the tests see: the mutation score. Below its floor, a domain fails.

  npm run mutation-score -- [--of NAME,…] [--lanes 2] [--survivors]

  --of         these domains (default: all): ${NAMES}
  --lanes      how many mutants are tried side by side (default 2)
  --survivors  names each change that nobody saw
`

const { values } = parseArgs({
  options: {
    of: { type: 'string' },
    lanes: { type: 'string', default: '2' },
    survivors: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})

if (values.help) console.log(HELP)
else process.exitCode = await main()

async function main(): Promise<number> {
  const asked = values.of?.split(',') ?? DOMAINS.map(({ name }) => name)
  const unknown = asked.find(name => DOMAINS.every(domain => domain.name !== name))
  if (unknown !== undefined) throw new Error(`--of is "${unknown}"; there are ${NAMES}`)
  const signal = interruption()
  let isGood = true
  for (const domain of DOMAINS.filter(({ name }) => asked.includes(name))) {
    const tell = (text: string) => void process.stdout.write(text)
    const { caught, of, percent, survivors } = await mutateDomain(domain, {
      env: process.env,
      signal,
      lanes: Number(values.lanes),
      tell,
    })
    if (values.survivors) for (const survivor of survivors) console.log(survivor)
    const floor = `the floor is ${domain.floor} %`
    console.log(`${domain.name}: ${caught} of ${of} mutants caught, ${percent.toFixed(1)} %; ${floor}`)
    isGood &&= percent >= domain.floor
  }
  return isGood ? 0 : 1
}
