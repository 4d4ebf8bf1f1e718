import { expect, test } from 'vitest'
import { parseArguments } from '../src/arguments.ts'

test('without options it asks the usual system with 300 users', () => {
  expect(parseArguments([])).toEqual({
    help: false,
    urls: [],
    dataDir: '.data',
    users: 300,
  })
})

test('several gateways can be named', () => {
  const urls = ['http://127.0.0.1:3000', 'http://127.0.0.1:3100']
  expect(parseArguments(urls.flatMap(url => ['--url', url]))).toMatchObject({ urls })
})

test('an administrator can be named', () => {
  const named = parseArguments(['--admin-email', 'a@example.com', '--admin-password', 'secret'])
  expect(named).toMatchObject({ admin: { email: 'a@example.com', password: 'secret' } })
})

test.each([
  [['--users', '9'], '--users is "9"; allowed is a whole number, 10 to 2000'],
  [['--users', 'many'], '--users is "many"; allowed is a whole number, 10 to 2000'],
  [['--users=-1'], '--users is "-1"; allowed is a whole number, 10 to 2000'],
  [['--users', '2001'], '--users is "2001"; allowed is a whole number, 10 to 2000'],
  [['--url', 'nowhere'], '--url is "nowhere"; allowed is an address such as http://127.0.0.1:3000'],
  [['--url', 'ftp://a.example'], '--url is "ftp://a.example"; allowed is an address'],
  [['--url', 'http://a.example/path'], '--url is "http://a.example/path"; allowed is an address'],
  [['--data', ''], '--data is empty'],
  [['--admin-email', 'a@example.com'], '--admin-email and --admin-password are needed both or not at all'],
  [['--colour'], "Unknown option '--colour'; --help names the options"],
  [['now'], '--help names the options'],
])('%j is answered by one sentence', (argv, sentence) => {
  expect(() => parseArguments(argv)).toThrow(sentence)
})
