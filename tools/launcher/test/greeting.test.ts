import { expect, it } from 'vitest'
import { greeting } from '../src/greeting.ts'
import { mongodbIn } from '../src/mongodb.ts'

const system = {
  urls: ['http://127.0.0.1:3000'],
  dataDir: `${process.cwd()}/.data`,
  mongodb: undefined,
  admin: { email: 'admin@rewards.example', password: 'secret' },
  isNew: true,
}

it('tells where the system is, who may enter, and what to do next', () => {
  const text = greeting(system)
  expect(text).toContain('The reward system is ready: http://127.0.0.1:3000\n\n')
  expect(text).toContain('  first admin  admin@rewards.example\n')
  expect(text).toContain('  password     secret   (kept in .data/first-admin.json)\n')
  expect(text).toContain('  data         .data\n')
  expect(text).toContain('  logs         .data/logs\n')
  expect(text).toContain('  API          http://127.0.0.1:3000/api-docs,')
})

it('names every gateway', () => {
  const text = greeting({ ...system, urls: ['http://127.0.0.1:3000', 'http://127.0.0.1:3100'] })
  expect(text).toContain('ready: http://127.0.0.1:3000\n')
  expect(text).toContain('  and: http://127.0.0.1:3100\n')
})

it('names the MongoDB that keeps the data, and none of its credentials', () => {
  const mongodb = mongodbIn({ MONGODB_URL: 'mongodb://ann:pass@db1:27017,db2:27017/shop?replicaSet=rs0' })
  const text = greeting({ ...system, mongodb })
  expect(text).toContain('  data         MongoDB at db1:27017,db2:27017, databases shop_…\n')
  expect(text).not.toContain('pass@')
  expect(text).not.toContain('ann')
})

it('shows a password once, and afterwards where it is kept', () => {
  const text = greeting({ ...system, dataDir: '/elsewhere', isNew: false })
  expect(text).toContain('  password     kept in /elsewhere/first-admin.json\n')
  expect(text).not.toContain('secret')
})

it('names no administrator that it does not know', () => {
  expect(greeting({ ...system, admin: undefined })).not.toContain('admin')
})
