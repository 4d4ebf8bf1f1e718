import { createLogger } from '../src/index.ts'

// Logs more than its reader takes; at the end of its input, when nobody reads any more, it logs again and ends.
const logger = createLogger({ service: 'fixture', level: 'info' })
for (let i = 0; i < 150; i++) logger.info('x'.repeat(1_000))
process.stdin.resume().on('end', () => {
  logger.info('nobody reads this')
  logger.fatal('nor this')
  process.exit(7)
})
