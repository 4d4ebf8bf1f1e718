import { runProcess } from '@rewards/process'
import { readConfig } from './config.ts'
import { startGateway } from './gateway-service.ts'

await runProcess({
  name: 'gateway',
  config: () => readConfig(process.env),
  start: async (config, life) => {
    await startGateway(config, life)
  },
})
