import { expect, it } from 'vitest'
import { greeting } from '../src/greeting.ts'

const system = {
  url: 'http://127.0.0.1:3000',
  dataDir: `${process.cwd()}/.data`,
  admin: { email: 'admin@rewards.example', password: 'secret' },
  isNew: true,
}

it('tells where the system is, who may enter, and what to do next', () => {
  const text = greeting(system)
  expect(text).toContain('The reward system is ready: http://127.0.0.1:3000\n')
  expect(text).toContain('  first admin  admin@rewards.example\n')
  expect(text).toContain('  password     secret   (kept in .data/first-admin.json)\n')
  expect(text).toContain('  logs         .data/logs\n')
})

it('shows a password once, and afterwards where it is kept', () => {
  const text = greeting({ ...system, dataDir: '/elsewhere', isNew: false })
  expect(text).toContain('  password     kept in /elsewhere/first-admin.json\n')
  expect(text).not.toContain('secret')
})

it('names no administrator that it does not know', () => {
  expect(greeting({ ...system, admin: undefined })).not.toContain('admin')
})
