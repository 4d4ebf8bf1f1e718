import { runProcess } from '@rewards/process'
import { readConfig } from './config.ts'
import { startEvent } from './event-service.ts'

await runProcess({
  name: 'event',
  config: () => readConfig(process.env),
  start: async (config, life) => {
    await startEvent(config, life)
  },
})
