import { runProcess } from '@rewards/process'
import { startCondition } from './condition-service.ts'
import { readConfig } from './config.ts'

await runProcess({
  name: 'condition',
  config: () => readConfig(process.env),
  start: async (config, life) => {
    await startCondition(config, life)
  },
})
