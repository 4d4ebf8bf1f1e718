import { runProcess } from '@rewards/process'
import { startAuth } from './auth-service.ts'
import { readConfig } from './config.ts'

await runProcess({
  name: 'auth',
  config: () => readConfig(process.env),
  start: async (config, life) => {
    await startAuth(config, life)
  },
})
