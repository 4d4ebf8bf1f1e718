import { runProcess } from '@rewards/process'
import { startBroker } from './broker.ts'
import { readConfig } from './config.ts'

await runProcess({ name: 'broker', config: () => readConfig(process.env), start: startBroker })
