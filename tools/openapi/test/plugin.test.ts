import { beforeAll, describe, expect, it } from 'vitest'
import { lintOpenApi } from '../src/lint.ts'
import { generated, KINDS } from './compile.ts'

// biome-ignore lint/suspicious/noExplicitAny: a document, looked into
type Json = any

const KINDS_PATH = '/rewards.kinds.v1.KindsService'

async function documentOf(...edit: Parameters<typeof generated>): Promise<Json> {
  const { file, error } = await generated(...edit)
  expect(error).toBe('')
  return JSON.parse(file[0]?.content ?? '')
}

async function errorOf(from: string, to: string): Promise<string> {
  const { error, file } = await generated(KINDS, proto => proto.replace(from, to))
  expect(file.length).toBe(0)
  return error
}

describe('the document of a proto with everything in it', () => {
  let document: Json
  let look: Json
  beforeAll(async () => {
    document = await documentOf()
    look = document.paths[`${KINDS_PATH}/Look`]
  })

  it('has nothing that a linter objects to', async () => {
    expect(await lintOpenApi(JSON.stringify(document))).toEqual([])
  })

  it('has the fields in protobuf’s JSON', () => {
    const { properties, oneOf } = document.components.schemas['rewards.kinds.v1.Thing']
    expect(properties).toMatchObject({
      thingId: { type: 'string', description: 'Its id.' },
      whole: { type: 'string', format: 'int64' },
      natural: { type: 'string', format: 'uint64' },
      small: { type: 'integer', format: 'int32' },
      raw: { type: 'string', contentEncoding: 'base64' },
      mood: { $ref: '#/components/schemas/rewards.kinds.v1.Mood' },
      at: { type: 'string', format: 'date-time' },
      lasts: { type: 'string', pattern: expect.stringContaining('s$') },
      mask: { type: 'string' },
      any: { type: 'object', required: ['@type'] },
      maybe: { type: ['string', 'null'] },
      counts: { type: 'object', additionalProperties: { type: 'string', format: 'int64' } },
      parts: { type: 'array', items: { $ref: '#/components/schemas/rewards.kinds.v1.Thing' } },
      old: { deprecated: true },
    })
    expect(properties.value).not.toHaveProperty('type')
    expect(oneOf.map(({ title }: Json) => title)).toEqual(['left', 'right', 'none of them'])
    expect(document.components.schemas['rewards.kinds.v1.Mood']).toMatchObject({
      enum: ['MOOD_UNSPECIFIED', 'MOOD_GOOD'],
      description: expect.stringContaining('- `MOOD_GOOD`: Good.'),
    })
  })

  it('says who may call a method, in words and for programs', () => {
    expect(look.post.security).toEqual([{ token: ['event.write'] }])
    expect(look.post['x-policy']).toEqual({
      kind: 'permission',
      permission: 'event.write',
      roles: ['OPERATOR', 'ADMIN'],
      scoped: true,
    })
    expect(look.post.description).toContain(
      '**Who may call:** who has the permission `event.write`, everywhere or within a group',
    )
  })

  it('has the comment as summary and description, without what is said elsewhere', () => {
    expect(look.post.summary).toBe('Looks at a thing')
    expect(look.post.description).toMatch(
      /^Looks at a thing\. Changes nothing\.\n\nA second paragraph\.\n\n\*\*/,
    )
  })

  it('has the reasons of failures by status and code, each with an example, and their details', () => {
    expect(look.post.responses['404']['x-error-reasons']).toEqual({
      not_found: ['THING_NOT_FOUND', 'OTHER_NOT_FOUND'],
    })
    expect(look.post.responses['503']['x-error-reasons']).toEqual({ unavailable: ['SNOWED_IN'] })
    expect(look.post.responses['403']['x-error-reasons']).toEqual({
      permission_denied: ['PERMISSION_DENIED'],
    })
    expect(document.components.examples['not_found.THING_NOT_FOUND'].value.details[0].debug).toEqual({
      reason: 'THING_NOT_FOUND',
      domain: 'rewards',
    })
    const details = document.components.schemas['connect.ErrorDetail'].anyOf.map(({ title }: Json) => title)
    expect(details).toEqual(expect.arrayContaining(['ErrorInfo', 'BadRequest', 'Thing']))
  })

  it('puts examples together from those of the parts', () => {
    expect(look.post.requestBody.content['application/json'].example).toEqual({ thingId: 'thg_1' })
    expect(look.post.responses['200'].content['application/json'].example.thing).toMatchObject({
      whole: '9007199254740993',
      mood: 'MOOD_GOOD',
      left: 'l',
      natural: '0',
    })
  })

  it('offers GET for what changes nothing, frames for streams, and a note for what no request can do', () => {
    expect(look.get.parameters[0]).toMatchObject({ name: 'message', in: 'query', required: true })
    const { get, post } = document.paths[`${KINDS_PATH}/Follow`]
    expect(get).toBeUndefined()
    expect(Object.keys(post.requestBody.content)).toEqual(['application/connect+json'])
    expect(document.paths).not.toHaveProperty([`${KINDS_PATH}/Collect`])
    const tag = document.tags.find(({ name }: Json) => name === 'KindsService')
    expect(tag.description).toContain('Collect')
  })
})

it('a new RPC of the contracts shows up by itself', async () => {
  const rpc = `
  // Praises a claim.
  rpc PraiseClaim(GetClaimRequest) returns (GetClaimResponse) {
    option (rewards.policy.v1.policy) = {permission: "claim.read"};
  }
}`
  const document = await documentOf('rewards/event/v1/claim_service.proto', proto =>
    proto.replace('\n}\n', `${rpc}\n`),
  )
  const { post } = document.paths['/rewards.event.v1.ClaimService/PraiseClaim']
  expect(post).toMatchObject({
    tags: ['ClaimService'],
    summary: 'Praises a claim',
    security: [{ token: ['claim.read'] }],
  })
  expect(post.requestBody.content['application/json'].example).toHaveProperty('claimId')
})

describe('what cannot be described is refused, naming the place', { timeout: 90_000 }, () => {
  it('a comment that names a code there is not', async () => {
    expect(await errorOf('Errors: not_found', 'Errors: not_there')).toMatch(
      /^rewards\.kinds\.v1\.KindsService\.Look: "Errors: … not_there .*names no code; allowed is one of canceled/,
    )
  })
  it('a message in the details that there is not', async () => {
    expect(await errorOf('with the Thing in', 'with the Thong in')).toBe(
      'the contracts have no message rewards.kinds.v1.Thong',
    )
  })
  it('an example that is no JSON, and one that is another message', async () => {
    expect(await errorOf('{"thingId"', '{thingId')).toMatch(
      /^the example of rewards\.kinds\.v1\.Thing is none: /,
    )
    expect(await errorOf('"thingId"', '"thongId"')).toMatch(/thongId/)
    expect(await errorOf('MOOD_GOOD",', 'MOOD_BAD",')).toMatch(/MOOD_BAD/)
  })
  it('a method of which nobody knows who may call it', async () => {
    expect(await errorOf('option (rewards.policy.v1.policy) = {authenticated: true};', '')).toBe(
      'rewards.kinds.v1.KindsService.Follow does not say who may call it',
    )
  })
})
