import { expect, it } from 'vitest'
import { samplesIn } from '../src/samples.ts'
import { statusOf } from '../src/status.ts'

const healthy = `# TYPE target_info gauge
target_info{service_name="event",service_version="0.1.0"} 1
process_uptime 12.4
rewards_owed_oldest_age{db_collection_name="claims"} 0
rewards_messaging_consumer_lag{messaging_consumer_group_name="a",state="waiting"} 3
rewards_messaging_connected 1
rewards_dead_letters 0
`

it('a system whose processes all answer and owe nothing for long is healthy', () => {
  const { lines, problems } = statusOf([{ name: 'event', samples: samplesIn(healthy) }])
  expect(problems).toEqual([])
  expect(lines[1]).toMatch(/^event +0\.1\.0 +12 s/)
})

it('a process without a look at its dead letters has a store that does not answer', () => {
  const silent = healthy.replace(/^rewards_dead_letters.*\n/m, '')
  const { problems } = statusOf([{ name: 'event', samples: samplesIn(silent) }])
  expect(problems).toEqual(['event: its store gives no answer'])
  const gateway = samplesIn('process_uptime 3\n')
  expect(statusOf([{ name: 'gateway', samples: gateway }]).problems).toEqual([])
})

it('each thing that is not as it should be is told in a sentence', () => {
  const bad = healthy
    .replace('letters 0', 'letters 2')
    .replace('connected 1', 'connected 0')
    .replace('"claims"} 0', '"claims"} 75')
  const seen = [
    { name: 'event', samples: samplesIn(bad) },
    { name: 'reward', samples: undefined },
  ]
  expect(statusOf(seen).problems).toEqual([
    'event: 75 s since the oldest step was due',
    'event: 2 dead letters wait for an operator',
    'event has no broker',
    'reward does not answer',
  ])
})
