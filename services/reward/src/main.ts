import { runProcess } from '@rewards/process'
import { readConfig } from './config.ts'
import { startReward } from './reward-service.ts'

await runProcess({
  name: 'reward',
  config: () => readConfig(process.env),
  start: async (config, life) => {
    await startReward(config, life)
  },
})
