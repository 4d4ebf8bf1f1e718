import { runProgram, type Surroundings } from '@rewards/command-line'
import { HELP, parseArguments, type ScoreOptions } from './arguments.ts'
import { mutateDomain } from './mutate-domain.ts'

process.exitCode = await runProgram('mutation-score', async surroundings => {
  const asked = parseArguments(process.argv.slice(2))
  if (!asked.help) return scoreAll(asked, surroundings)
  surroundings.say(HELP)
  return 0
})

async function scoreAll(
  { domains, lanes, survivors: areNamed }: ScoreOptions,
  { say, signal }: Surroundings,
): Promise<number> {
  let isGood = true
  for (const domain of domains) {
    const tell = (text: string) => void process.stdout.write(text)
    const mutating = { env: process.env, signal, lanes, tell }
    const { caught, of, percent, survivors } = await mutateDomain(domain, mutating)
    if (areNamed) for (const survivor of survivors) say(survivor)
    const floor = `the floor is ${domain.floor} %`
    say(`${domain.name}: ${caught} of ${of} mutants caught, ${percent.toFixed(1)} %; ${floor}`)
    isGood &&= percent >= domain.floor
  }
  return isGood ? 0 : 1
}
