import { expect, it } from 'vitest'
import { mongodbIn } from '../src/mongodb.ts'

const placeOf = (url: string) => mongodbIn({ MONGODB_URL: url })

it('is none when the environment names none', () => {
  expect(mongodbIn({})).toBeUndefined()
  expect(mongodbIn({ MONGODB_URL: '' })).toBeUndefined()
})

it('knows the hosts, the databases, and the address to connect to', () => {
  expect(placeOf('mongodb://127.0.0.1:27017')).toEqual({
    hosts: '127.0.0.1:27017',
    prefix: 'rewards',
    url: 'mongodb://127.0.0.1:27017/',
  })
  expect(placeOf('mongodb://a:1,b:2/shop?replicaSet=rs0&directConnection=true')).toEqual({
    hosts: 'a:1,b:2',
    prefix: 'shop',
    url: 'mongodb://a:1,b:2/shop?replicaSet=rs0&directConnection=true',
  })
  expect(placeOf('mongodb+srv://cluster.example/?tls=true')).toEqual({
    hosts: 'cluster.example',
    prefix: 'rewards',
    url: 'mongodb+srv://cluster.example/?tls=true',
  })
})

const SECRET = [
  'mongodb://ann:s3cret@db:27017/shop',
  'mongodb://ann:s3cret%40@db:27017/shop',
  'mongodb://ann:s3cret/more@db:27017/shop',
  'mongodb://ann:s3cret?more@db:27017/shop',
  'mongodb://ann:more@s3cret@db:27017/shop',
  'mongodb://db:27017/shop?tlsCertificateKeyFilePassword=s3cret',
  'mongodb://db:27017/shop?authMechanismProperties=AWS_SESSION_TOKEN:s3cret',
  'mongodb+srv://ann:s3cret@db:27017/shop',
]
for (const url of SECRET)
  it(`keeps to itself what is secret in ${url}`, () => {
    const place = placeOf(url)
    expect(JSON.stringify(place)).not.toMatch(/s3cret|ann|more/)
    expect(place).toMatchObject({ hosts: 'db:27017', prefix: 'shop' })
  })

for (const url of ['db:27017', 'http://db:27017', 'mongodb://', 'mongodb://ann:s3cret@'])
  it(`refuses ${JSON.stringify(url)} in a sentence that does not show it`, () => {
    expect(() => placeOf(url)).toThrow(
      'MONGODB_URL is malformed (its value is not shown); allowed is mongodb://… or mongodb+srv://…',
    )
  })
